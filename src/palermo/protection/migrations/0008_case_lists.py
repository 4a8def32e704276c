from django.db import migrations, models

HANDS = """
    UPDATE protection_case c SET hands = found.number FROM (
        SELECT case_id, count(*) AS number FROM protection_case_assignment WHERE ended_at IS NULL GROUP BY case_id
    ) found WHERE found.case_id = c.id
"""
# As the services bring it up to date: what was asked again and not answered, else the last of presumption and decision.
STAGE = """
    UPDATE protection_case c SET stage = found.stage FROM (
        SELECT p.case_id, CASE
            WHEN EXISTS (SELECT 1 FROM protection_reconsideration r WHERE r.case_id = p.case_id AND r.answer_id IS NULL)
                THEN 'asked_again'
            WHEN d.id IS NULL OR max(p.id::text) > max(d.id::text) THEN 'presumed'
            WHEN d.outcome = 'positive' THEN 'identified' ELSE 'not_identified' END AS stage
        FROM protection_presumption p LEFT JOIN LATERAL (
            SELECT id, outcome FROM protection_decision
            WHERE case_id = p.case_id AND outcome <> 'not_yet' ORDER BY id DESC LIMIT 1
        ) d ON true GROUP BY p.case_id, d.id, d.outcome
    ) found WHERE found.case_id = c.id
"""
STAGES = ["", "presumed", "identified", "not_identified", "asked_again"]


class Migration(migrations.Migration):
    """What lists are sorted and filtered by stands beside the case, each with an index that serves it."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0007_board_counts"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddField(
            model_name="case",
            name="hands",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="case",
            name="stage",
            field=models.CharField(
                blank=True,
                choices=[(code, code) for code in STAGES],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.RunSQL(HANDS),
        migrations.RunSQL(STAGE),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "state", "opened_on", "id"], name="protection_case_by_opening"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "state", "closed_on", "id"], name="protection_case_by_closing"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "state", "stage", "-trouble", "-id"], name="protection_case_stage"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("hands", 0)),
                fields=["organisation", "state", "-trouble", "-id"],
                name="protection_case_nobodys",
            ),
        ),
        migrations.AddIndex(
            model_name="caseassignment",
            index=models.Index(fields=["organisation", "case"], name="protection_assignment_case"),
        ),
        migrations.AddIndex(
            model_name="caseassignment",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["organisation", "user_id", "created_at"],
                name="protection_assignment_open",
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "in_referral"])),
                fields=["organisation", "kind", "case"],
                name="protection_need_by_kind",
            ),
        ),
    ]
