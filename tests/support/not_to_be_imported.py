"""Imported by nothing: a row of the queue names it in a test, and must not have it imported."""

from __future__ import annotations

from django_tasks import task


@task()
def task() -> None:  # type: ignore[no-redef]
    """A task like any other."""
