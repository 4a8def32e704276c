from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("protection", "0005_knowing"),
    ]

    operations = [
        migrations.AddField(
            model_name="nametoken",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddIndex(
            model_name="nametoken",
            index=models.Index(fields=["organisation", "version"], name="protection_name_token_version"),
        ),
    ]
