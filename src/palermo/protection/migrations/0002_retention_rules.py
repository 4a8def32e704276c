from django.db import migrations, models


class Migration(migrations.Migration):
    """The rule by which each row is kept, where it is not that of a person's file; those there are get it too."""

    dependencies = [
        ("protection", "0001_squashed_0_1_0"),
    ]

    operations = [
        migrations.AlterField(
            model_name="authorityrequest",
            name="retention_rule",
            field=models.CharField(default="answered_plus_profile_years", max_length=40),
        ),
        migrations.RunSQL(
            "UPDATE protection_authority_request SET retention_rule = 'answered_plus_profile_years'"
        ),
        migrations.AlterField(
            model_name="complaint",
            name="retention_rule",
            field=models.CharField(default="answered_plus_profile_years", max_length=40),
        ),
        migrations.RunSQL("UPDATE protection_complaint SET retention_rule = 'answered_plus_profile_years'"),
        migrations.AlterField(
            model_name="countedhelp",
            name="retention_rule",
            field=models.CharField(default="coded_record", max_length=40),
        ),
        migrations.RunSQL("UPDATE protection_counted_help SET retention_rule = 'coded_record'"),
        migrations.AlterField(
            model_name="enquiry",
            name="retention_rule",
            field=models.CharField(default="enquiry_plus_profile_years", max_length=40),
        ),
        migrations.RunSQL("UPDATE protection_enquiry SET retention_rule = 'enquiry_plus_profile_years'"),
        migrations.AlterField(
            model_name="event",
            name="retention_rule",
            field=models.CharField(default="event_plus_profile_years", max_length=40),
        ),
        migrations.RunSQL("UPDATE protection_event SET retention_rule = 'event_plus_profile_years'"),
        migrations.AlterField(
            model_name="unmetneed",
            name="retention_rule",
            field=models.CharField(default="coded_record", max_length=40),
        ),
        migrations.RunSQL("UPDATE protection_unmet_need SET retention_rule = 'coded_record'"),
    ]
