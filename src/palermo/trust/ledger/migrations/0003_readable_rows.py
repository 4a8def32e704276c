from django.db import migrations

import palermo.trust.ledger.models

# What `palermo.trust.event` allows, in the database's words; the time is a plain one, hashes and signatures have their
# lengths. How long a number may be, the walls say for all JSON. Rows that stand are not asked: they are read as they
# are, and no row is ever changed.
READABLE = {
    "number": "sequence > 0",
    "time": "at >= '1970-01-01 00:00:00+00' AND at < '2200-01-01 00:00:00+00'",
    "codes": """
        jsonb_typeof(codes) = 'object' AND octet_length(codes::text) <= 16384
        AND NOT jsonb_path_exists(codes, '$.* ? (@.type() == "object" || @.type() == "array")')""",
    "hash": """
        octet_length(hash) = 32 AND octet_length(previous_hash) = 32
        AND octet_length(signature) IS NOT DISTINCT FROM CASE WHEN signature IS NOT NULL THEN 64 END""",
}


class Migration(migrations.Migration):
    """An event that Python could not read, or that would leave no number for the next one, is refused."""

    dependencies = [
        ("ledger", "0002_breach"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: rows were written under these conditions
        *(
            migrations.RunSQL(
                f"ALTER TABLE ledger_event ADD CONSTRAINT ledger_event_{name} CHECK ({condition}) NOT VALID"
            )
            for name, condition in READABLE.items()
        ),
        migrations.AlterField(
            model_name="ledgerevent",
            name="codes",
            field=palermo.trust.ledger.models.CodesField(default=dict),
        ),
    ]
