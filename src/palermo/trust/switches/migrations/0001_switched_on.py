import django.db.models.deletion
from django.db import migrations, models

import palermo.trust.ids

# An office that keeps files or publishes services goes on doing so: an update turns nothing on, and nothing off that
# people rely on at night. The tables may not be there yet, on a new installation.
CARRY_OVER = """
DO $$
DECLARE used record;
BEGIN
    FOR used IN SELECT * FROM (VALUES
        ('case_files', 'protection_person'), ('enquiries', 'protection_person'), ('service_directory', 'directory_service')
    ) AS uses (code, relation) LOOP
        IF to_regclass('public.' || used.relation) IS NOT NULL THEN
            EXECUTE format(
                'INSERT INTO switched_on (id, organisation_id, purpose, retention_rule, profile_version, created_at, code,'
                ' from_day, carried_over, signed_at, end_reason)'
                ' SELECT gen_random_uuid(), organisation_id, %L, %L, %L, now(), %L, current_date, true, now(), %L'
                ' FROM (SELECT DISTINCT organisation_id FROM %I) AS offices',
                'accountability', 'coded_record', 'example-state-1', used.code, '', used.relation
            );
        END IF;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """A row for each switch that is on; what an office used before is carried over until somebody answers for it."""

    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SwitchedOn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(default="assistance", max_length=40)),
                ("retention_rule", models.CharField(default="coded_record", max_length=40)),
                ("profile_version", models.CharField(default="example-state-1", max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("case_files", "case_files"),
                            ("service_directory", "service_directory"),
                            ("enquiries", "enquiries"),
                        ],
                        max_length=40,
                    ),
                ),
                ("from_day", models.DateField()),
                ("responsible_id", models.UUIDField(null=True)),
                ("deputy_id", models.UUIDField(null=True)),
                ("asked_by_id", models.UUIDField(null=True)),
                ("signed_by_id", models.UUIDField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("carried_over", models.BooleanField(default=False)),
                ("failing_since", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_id", models.UUIDField(null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("by_person", "by_person"),
                            ("taken_back", "taken_back"),
                            ("nobody_answers_for_it", "nobody_answers_for_it"),
                            ("condition_lapsed", "condition_lapsed"),
                            ("restored", "restored"),
                        ],
                        max_length=40,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "switched_on",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("organisation", "code"),
                        name="switched_on_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_at__isnull", True),
                            ("carried_over", True),
                            models.Q(("signed_by_id", models.F("asked_by_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="switched_on_by_two",
                    ),
                ],
            },
        ),
        migrations.RunSQL(CARRY_OVER),
    ]
