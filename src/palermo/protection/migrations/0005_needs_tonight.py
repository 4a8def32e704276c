from django.db import migrations, models


class Migration(migrations.Migration):
    """What is needed tonight and unmet is found by an index of its own."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0004_known_as"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "in_referral"]), ("urgency", "tonight")),
                fields=["organisation", "-created_at"],
                name="protection_need_tonight",
            ),
        ),
    ]
