from django.db import migrations, models


class Migration(migrations.Migration):
    """The rule by which each row is kept, where it is not that of a person's file; those there are get it too."""

    dependencies = [
        ("basis", "0003_room"),
    ]

    operations = [
        migrations.AlterField(
            model_name="processingbasis",
            name="retention_rule",
            field=models.CharField(default="coded_record", max_length=40),
        ),
        migrations.RunSQL("UPDATE basis_processing_basis SET retention_rule = 'coded_record'"),
    ]
