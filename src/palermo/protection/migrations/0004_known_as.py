from django.db import migrations, models

from palermo.reference.neutral_words import FALLBACK, neutral_words

# Each office's cases in an order by chance, open ones first, take its words one after another: open cases share none
# while words remain. Nothing sealed is read: where a word is like a name, the next change of names draws another.
GIVE = """
    WITH word AS (SELECT * FROM unnest(%s::text[]) WITH ORDINALITY AS w (word, place)),
    place AS (
        SELECT c.id, 1 + (row_number() OVER (
            PARTITION BY c.organisation_id ORDER BY (c.state <> 'open'), md5(c.id::text || %s)
        ) - 1) %% %s AS place
        FROM protection_case c JOIN protection_person p ON p.id = c.person_id WHERE p.erased_at IS NULL
    )
    UPDATE protection_case c SET known_as = word.word
    FROM place JOIN word ON word.place = place.place WHERE c.id = place.id
"""
WORDS = list(neutral_words(FALLBACK))


class Migration(migrations.Migration):
    """A case is known by a neutral word; those there are get one by chance."""

    dependencies = [
        ("people", "0004_exact_addresses"),
        ("protection", "0003_search_key"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop),  # no way back: the words would be lost
        migrations.AddField(
            model_name="case",
            name="known_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.RunSQL([(GIVE, [WORDS, "palermo", len(WORDS)])]),
        # An index is made only where no changed row waits for its checks.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["organisation", "state", "known_as", "id"], name="protection_case_known_as"
            ),
        ),
    ]
