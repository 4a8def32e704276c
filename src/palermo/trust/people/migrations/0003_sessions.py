import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_invitations")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.AddField(
            model_name="user", name="failed_tries", field=models.PositiveIntegerField(default=0)
        ),
        migrations.AddField(model_name="user", name="locked_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="SignedIn",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "people_signed_in"},
        ),
    ]
