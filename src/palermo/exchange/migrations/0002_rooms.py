"""A package leaves one room and enters another; what was signed before named one room, which is both.

Signed rows are not touched: no trigger is taken off and no signed column changes its value. The new column is computed
from the old one while PostgreSQL rewrites the table, which is no UPDATE.
"""

from django.db import migrations, models

MODELS = {"envelope": "exchange_envelope", "body": "exchange_body", "exchangeevent": "exchange_event"}


def second_room(model: str, table: str) -> migrations.RunSQL:
    """Add `to_room`, equal to `from_room` in the rows there are."""
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ADD COLUMN to_room varchar(20)",
            f"ALTER TABLE {table} ALTER COLUMN to_room TYPE varchar(20) USING from_room",
            f"ALTER TABLE {table} ALTER COLUMN to_room SET NOT NULL",
        ],
        state_operations=[
            migrations.AddField(model, "to_room", models.CharField(max_length=20), preserve_default=False)
        ],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
    ]

    operations = [
        *(migrations.RenameField(model, "room", "from_room") for model in MODELS),
        *(second_room(model, table) for model, table in MODELS.items()),
        *(
            migrations.AddField(model, "format", models.SmallIntegerField(default=1), preserve_default=False)
            for model in ("envelope", "exchangeevent")
        ),
    ]
