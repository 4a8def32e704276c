from django.db import migrations, models


class Migration(migrations.Migration):
    """The telephone number that an office puts on the rights cards its colleagues print; none until it is chosen."""

    dependencies = [("people", "0005_zone")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: what was chosen would be lost
        migrations.AddField(
            model_name="organisation",
            name="card_line",
            field=models.CharField(blank=True, db_default="", max_length=30),
        ),
        migrations.AddField(
            model_name="organisation",
            name="card_hours",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
    ]
