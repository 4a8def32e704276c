from django.db import migrations, models


class Migration(migrations.Migration):
    """A yes may be given until the help ends, and ends with it."""

    dependencies = [
        ("basis", "0004_retention_rules"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: what ended would hold again
        migrations.AddField(
            model_name="consent",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="until_help_ends",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
