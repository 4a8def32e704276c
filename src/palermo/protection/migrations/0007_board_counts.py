from django.db import migrations, models


class Migration(migrations.Migration):
    """What the board counts and lists is found by an index led by the office."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0006_search_by_code"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back
        migrations.AddIndex(
            model_name="assistance",
            index=models.Index(
                fields=["organisation", "given_on", "person"], name="protection_assistance_given"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "opened_on"], name="protection_case_opened"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "closed_on"],
                condition=models.Q(closed_on__isnull=False),
                name="protection_case_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                fields=["organisation", "kind", "urgency"],
                condition=models.Q(state__in=["open", "in_referral"]),
                name="protection_need_unmet",
            ),
        ),
    ]
