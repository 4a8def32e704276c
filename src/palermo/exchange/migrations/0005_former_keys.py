from django.db import migrations, models

from palermo.trust.vault.models import EVER


class Migration(migrations.Migration):
    """Signing keys of before, each with the time at which it was replaced."""

    dependencies = [
        ("exchange", "0004_events_in_files"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddField(
            model_name="publickeys",
            name="former",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="publickeys",
            name="valid_from",
            field=models.DateTimeField(db_default=EVER, default=EVER),
        ),
    ]
