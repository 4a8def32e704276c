from django.db import migrations, models


class Migration(migrations.Migration):
    """The room that keeps the file; every row there is yet is about a file of protection."""

    dependencies = [
        ("vault", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddField(
            model_name="legalhold",
            name="room",
            field=models.CharField(default="protection", max_length=20),
            preserve_default=False,
        ),
    ]
