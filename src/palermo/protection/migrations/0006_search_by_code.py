from django.db import migrations, models

from palermo.trust.plain_text import Plain


class Migration(migrations.Migration):
    """What both offices of a referral say on the telephone is found by it."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0005_needs_tonight"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: no older version looks here
        migrations.AddField(
            model_name="case",
            name="plain_word",
            field=models.GeneratedField(
                db_persist=True,
                expression=Plain("known_as"),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "plain_word"], name="protection_case_said"),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["organisation", "case"], name="protection_enquiry_case"),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["organisation", "code"], name="protection_enquiry_code"),
        ),
        migrations.AddIndex(
            model_name="interpreting",
            index=models.Index(fields=["organisation", "code"], name="protection_interpreting_code"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["organisation", "code"], name="protection_referral_code"),
        ),
    ]
