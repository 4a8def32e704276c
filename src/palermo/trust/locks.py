"""A lock with a name, in the database, for what no row stands for yet."""

from __future__ import annotations

from django.db import connection


def one_at_a_time(name: str) -> None:
    """Wait until no other transaction holds the lock of this name; it is free again when this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def together(name: str) -> None:
    """Hold the lock of this name with all others who take it so; wait while somebody holds it alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [name])
