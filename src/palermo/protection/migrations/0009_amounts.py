from django.db import migrations, models


class Migration(migrations.Migration):
    """An amount has as many decimals as its currency: three for seven of them."""

    dependencies = [("protection", "0008_case_lists")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: a third decimal would be lost
        migrations.AlterField(
            model_name="assistance",
            name="cost",
            field=models.DecimalField(decimal_places=3, max_digits=13, null=True),
        ),
    ]
