from django.db import migrations, models


class Migration(migrations.Migration):
    """A token says which search key made it."""

    dependencies = [
        ("people", "0001_initial"),
        ("protection", "0002_retention_rules"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddField(
            model_name="nametoken",
            name="key",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
