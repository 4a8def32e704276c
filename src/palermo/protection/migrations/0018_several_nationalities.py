from django.db import migrations, models


class Migration(migrations.Migration):
    """A person has up to three nationalities; the one recorded before stays the first."""

    dependencies = [
        ("protection", "0017_sending"),
    ]

    operations = [
        migrations.RunSQL(
            migrations.RunSQL.noop
        ),  # no way back: what was told beside the first would be lost
        migrations.AddField(
            model_name="person",
            name="other_nationalities",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
