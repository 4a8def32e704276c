"""Packages and events name parties, and keys are a party's. A present office's party has its id: no row changes."""

import django.db.models.deletion
from django.db import migrations, models


def names_a_party(model: str, field: str) -> migrations.AlterField:
    """Point a side at the parties."""
    return migrations.AlterField(
        model_name=model,
        name=field,
        field=models.ForeignKey(
            on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="directory.party"
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_rooms"),
        ("directory", "0003_parties"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the walls name what is made here
        migrations.RenameModel("Party", "PublicKeys"),
        migrations.AlterModelTable("PublicKeys", "exchange_public_keys"),
        migrations.RenameField("PublicKeys", "organisation", "party"),
        migrations.AlterField(
            model_name="PublicKeys",
            name="party",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.DO_NOTHING, related_name="keys", to="directory.party"
            ),
        ),
        *(
            names_a_party(model, side)
            for model in ("envelope", "body", "exchangeevent")
            for side in ("sender", "receiver")
        ),
        names_a_party("exchangeevent", "author"),
    ]
