from django.db import migrations, models

import palermo.trust.ids
from palermo.trust.vault.models import EVER


class Migration(migrations.Migration):
    """Keys say by which generation they are wrapped, slots which root key opens them; search has keys of its own."""

    dependencies = [
        ("vault", "0002_room"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.CreateModel(
            name="KeyWork",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("work", models.CharField(max_length=20)),
                ("part", models.CharField(blank=True, max_length=60)),
                ("after", models.UUIDField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("remaining", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("moved_at", models.DateTimeField(auto_now=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "vault_key_work",
            },
        ),
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=palermo.trust.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("generation", models.PositiveSmallIntegerField(db_default=1, default=1)),
                ("wrapped", models.BinaryField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "search_key",
            },
        ),
        migrations.RemoveConstraint(
            model_name="keyslot",
            name="key_slot_one_of_a_kind",
        ),
        migrations.RemoveConstraint(
            model_name="partykey",
            name="party_key_one_a_purpose",
        ),
        migrations.AddField(
            model_name="keyslot",
            name="generation",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="keyslot",
            name="opener",
            field=models.CharField(blank=True, db_default="", max_length=16),
        ),
        migrations.AddField(
            model_name="partykey",
            name="generation",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="partykey",
            name="valid_from",
            field=models.DateTimeField(db_default=EVER, default=EVER),
        ),
        migrations.AddField(
            model_name="subjectkey",
            name="generation",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddIndex(
            model_name="subjectkey",
            index=models.Index(fields=["organisation_id", "generation"], name="subject_key_generation"),
        ),
        migrations.AddConstraint(
            model_name="keyslot",
            constraint=models.UniqueConstraint(
                fields=("organisation_id", "kind", "opener", "generation"), name="key_slot_one_of_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="partykey",
            constraint=models.UniqueConstraint(
                fields=("organisation_id", "purpose", "valid_from"), name="party_key_one_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="keywork",
            constraint=models.UniqueConstraint(
                fields=("organisation_id", "work", "part"), name="vault_key_work_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="searchkey",
            constraint=models.UniqueConstraint(
                fields=("organisation_id", "ordinal"), name="search_key_one_of_each"
            ),
        ),
        migrations.RunSQL("ALTER TABLE search_key SET SCHEMA keys"),
    ]
