from django.db import migrations, models


class Migration(migrations.Migration):
    """The rule by which each row is kept, where it is not that of a person's file; those there are get it too."""

    dependencies = [
        ("desk", "0003_room"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="retention_rule",
            field=models.CharField(default="until_done", max_length=40),
        ),
        migrations.RunSQL("UPDATE desk_draft SET retention_rule = 'until_done'"),
    ]
