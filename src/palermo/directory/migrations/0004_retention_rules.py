from django.db import migrations, models


class Migration(migrations.Migration):
    """The rule by which each row is kept, where it is not that of a person's file; those there are get it too."""

    dependencies = [
        ("directory", "0003_parties"),
    ]

    operations = [
        migrations.AlterField(
            model_name="servicecapacity",
            name="retention_rule",
            field=models.CharField(default="until_service_ends", max_length=40),
        ),
        migrations.RunSQL("UPDATE directory_service_capacity SET retention_rule = 'until_service_ends'"),
        migrations.AlterField(
            model_name="serviceplace",
            name="retention_rule",
            field=models.CharField(default="until_service_ends", max_length=40),
        ),
        migrations.RunSQL("UPDATE directory_service_place SET retention_rule = 'until_service_ends'"),
    ]
