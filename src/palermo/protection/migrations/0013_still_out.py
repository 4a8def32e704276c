from django.db import migrations, models


class Migration(migrations.Migration):
    """What was still out when a case was closed, and was left, stands with its closing."""

    dependencies = [
        ("protection", "0012_look_alikes"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: what was left is kept nowhere else
        migrations.AddField(
            model_name="closing",
            name="left",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
