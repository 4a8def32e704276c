from django.db import migrations, models

CODES = ["case_files", "service_directory", "enquiries", "row_files"]


class Migration(migrations.Migration):
    """Files with one row a person have a switch, off in every office."""

    dependencies = [
        ("switches", "0001_switched_on"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: a row may hold the new code
        migrations.AlterField(
            model_name="switchedon",
            name="code",
            field=models.CharField(choices=[(code, code) for code in CODES], max_length=40),
        ),
    ]
