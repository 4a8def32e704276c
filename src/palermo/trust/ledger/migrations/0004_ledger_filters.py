from django.db import migrations, models


class Migration(migrations.Migration):
    """The auditor looks events up by day, colleague and act: an index for each, led by the office."""

    dependencies = [
        ("ledger", "0003_readable_rows"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back
        migrations.RemoveIndex(
            model_name="ledgerevent",
            name="ledger_time",
        ),
        migrations.AddIndex(
            model_name="ledgerevent",
            index=models.Index(fields=["organisation_id", "at", "sequence"], name="ledger_time"),
        ),
        migrations.AddIndex(
            model_name="ledgerevent",
            index=models.Index(fields=["organisation_id", "actor_id", "at", "sequence"], name="ledger_actor"),
        ),
        migrations.AddIndex(
            model_name="ledgerevent",
            index=models.Index(fields=["organisation_id", "verb", "at", "sequence"], name="ledger_verb"),
        ),
    ]
