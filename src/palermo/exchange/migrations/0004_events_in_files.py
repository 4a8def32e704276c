"""An event may have come as a file, so its row says who put it here; of those there are, their authors did.

As in 0002, the column is computed while PostgreSQL rewrites the table, and no signed row is changed.
"""

import django.db.models.deletion
from django.db import migrations, models


def stored_by(**null: bool) -> models.ForeignKey:
    """The field, empty or not."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.organisation", **null
    )


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0003_parties"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField("exchangeevent", "stored_by", stored_by(null=True)),
        migrations.RunSQL("ALTER TABLE exchange_event ALTER COLUMN stored_by_id TYPE uuid USING author_id"),
        migrations.AlterField("exchangeevent", "stored_by", stored_by()),
    ]
