from django.db import migrations, models


class Migration(migrations.Migration):
    """The room of the page where a draft was begun; those there are keep the room their wall named until now."""

    dependencies = [
        ("desk", "0002_clocks"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddField(
            model_name="draft",
            name="room",
            field=models.CharField(default="protection", max_length=20),
            preserve_default=False,
        ),
    ]
