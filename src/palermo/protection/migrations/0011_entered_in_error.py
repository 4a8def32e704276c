import django.db.models.functions
import django.utils.timezone
from django.db import migrations, models

WHYS = [(code, code) for code in ("wrong_file", "twice", "not_happened", "slip")]
STATES = [(code, code) for code in ("open", "in_referral", "met", "no_longer", "struck")]
STRUCK = {
    "struck_at": lambda: models.DateTimeField(null=True),
    "struck_by_id": lambda: models.UUIDField(null=True),
    "struck_why": lambda: models.CharField(blank=True, choices=WHYS, db_default="", max_length=20),
}


class Migration(migrations.Migration):
    """Help and needs can be struck out; a need says since when it is needed, and through what it was met."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0010_asking_the_authority"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: what is struck out must not count again
        migrations.RemoveIndex(model_name="need", name="protection_need_tonight"),
        *(
            migrations.AddField(model_name=model, name=name, field=field())
            for model in ("assistance", "need")
            for name, field in STRUCK.items()
        ),
        migrations.AddField(
            model_name="need",
            name="asked_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.Now(), default=django.utils.timezone.now
            ),
        ),
        migrations.AddField(model_name="need", name="met_through_id", field=models.UUIDField(null=True)),
        migrations.AddField(
            model_name="referral", name="corrected_at", field=models.DateTimeField(null=True)
        ),
        migrations.AlterField(
            model_name="need",
            name="state",
            field=models.CharField(choices=STATES, default="open", max_length=20),
        ),
        migrations.RunSQL("UPDATE protection_need SET asked_at = created_at", migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "in_referral"]), ("urgency", "tonight")),
                fields=["organisation", "-asked_at"],
                name="protection_need_tonight",
            ),
        ),
    ]
