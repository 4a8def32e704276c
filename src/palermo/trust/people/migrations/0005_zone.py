from django.db import migrations, models


class Migration(migrations.Migration):
    """The time zone that an office's administrator chose."""

    dependencies = [("people", "0004_exact_addresses")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: what was chosen would be lost
        migrations.AddField(
            model_name="organisation",
            name="zone",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
