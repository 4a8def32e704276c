from django.db import migrations, models


class Migration(migrations.Migration):
    """The room that keeps the file; every row there is yet is about a file of protection."""

    dependencies = [
        ("basis", "0002_guardian"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddField(
            model_name="consent",
            name="room",
            field=models.CharField(default="protection", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="override",
            name="room",
            field=models.CharField(default="protection", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="serviceagreement",
            name="room",
            field=models.CharField(default="protection", max_length=20),
            preserve_default=False,
        ),
    ]
