from django.db import migrations, models


class Migration(migrations.Migration):
    """Who is referred back is recognised by the code of the referral by which they once left."""

    dependencies = [
        ("protection", "0015_joining"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: what came in meanwhile holds the new code
        migrations.AddField(
            model_name="enquiry",
            name="came_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AlterField(
            model_name="lookalike",
            name="came_upon",
            field=models.CharField(
                choices=[("written", "written"), ("arrived", "arrived"), ("came_back", "came_back")],
                max_length=20,
            ),
        ),
    ]
