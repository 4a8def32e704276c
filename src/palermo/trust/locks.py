"""A lock with a name, in the database, for what no row stands for yet."""

from __future__ import annotations

from django.db import connection


def one_at_a_time(name: str, *, all_together: str | None = None) -> None:
    """Wait until no other transaction holds the lock of this name; it is free again when this transaction ends.

    `all_together` is taken after it, in the same statement, as `together` takes it.
    """
    with connection.cursor() as cursor:
        if all_together is None:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
            return
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)),"
            " pg_advisory_xact_lock_shared(hashtextextended(%s, 0))",
            [name, all_together],
        )


def together(name: str) -> None:
    """Hold the lock of this name with all others who take it so; wait while somebody holds it alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [name])
