from django.db import migrations, models

SAID = r"""
    CREATE INDEX protection_case_said ON protection_case (organisation_id, (
        regexp_replace(normalize(lower(known_as), NFKD),
            U&'[\0300-\036F\0591-\05BD\05BF-\05C7\0610-\061A\064B-\065F\0670-\0670]', '', 'g')
    ) text_pattern_ops)
"""


class Migration(migrations.Migration):
    """What both offices of a referral say on the telephone is found by it."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0005_needs_tonight"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: no older version looks here
        # As `Plain` of palermo.trust.plain_text writes it: the beginning of a word leads to the case.
        migrations.RunSQL(SAID),
        # An index is made only where no changed row waits for its checks.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
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
