"""Tasks of the tests only. What they do is left in `seen`, by this process."""

from __future__ import annotations

from django.db import OperationalError, connection
from django_tasks import task

from palermo.trust.actor import Anonymous
from palermo.trust.unit_of_work import unit_of_work

seen: list[str] = []


@task()
def note(word: str) -> None:
    """Leave a word, from inside a unit of work."""
    with unit_of_work(Anonymous()), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    seen.append(word)


@task()
def fail(word: str) -> None:
    """Raise an error whose message quotes the argument."""
    raise ValueError(f"canary {word}")


@task()
def lose_the_database() -> None:
    """Behave as if the database had gone away."""
    raise OperationalError("gone")


@task()
def read_without_unit_of_work() -> None:
    """Try the database as a careless task would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
