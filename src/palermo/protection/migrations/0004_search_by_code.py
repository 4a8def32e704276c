from django.db import migrations, models


class Migration(migrations.Migration):
    """What both offices of a referral say on the telephone is found by it."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0003_search_key"),
    ]

    operations = [
        migrations.RunSQL(
            migrations.RunSQL.noop
        ),  # no way back: what is sought here is found by no older version
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
