"""A migrated database is not migrated back, neither whole nor in part: the way back is a backup."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader
from tests.support.place import Database
from tests.upgrade.catalogue import catalogue

from palermo.operation.addresses import Addresses, process_environment
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.preparation import run_django

DUMP = Path(__file__).parent / "v0_1_0" / "data.sql"


def published() -> set[tuple[str, str]]:
    """App and name of each migration that 0.1.0 recorded; those files stay as they were published."""
    recorded = DUMP.read_text(encoding="utf-8").partition("COPY public.django_migrations ")[2]
    rows = re.findall(r"^\d+\t(\w+)\t(\w+)\t", recorded.partition("\n\\.\n")[0], flags=re.MULTILINE)
    return set(rows)


def test_no_migration_since_0_1_0_has_a_way_back() -> None:
    loader = MigrationLoader(None)
    since = {
        key: migration
        for key, migration in loader.disk_migrations.items()
        if type(migration).__module__.startswith("palermo.") and key not in published()
    }
    assert ("exchange", "0002_rooms") in since
    back = {key for key, one in since.items() if all(operation.reversible for operation in one.operations)}
    assert back == set()


@pytest.mark.parametrize(
    "target", [("exchange", "0003"), ("exchange", "0001"), ("vault", "zero"), ("exchange",)]
)
def test_a_part_of_a_database_is_not_migrated(
    target: tuple[str, ...], database: Database, data_folder: DataFolder
) -> None:
    addresses = Addresses(database.app, database.owner, embedded=False)
    owner = process_environment(data_folder, addresses, role="owner")
    with psycopg.connect(database.owner) as connection:
        before = catalogue(connection)
    with pytest.raises(SetUpError, match=r"^Refused: A database is migrated as a whole and never back"):
        run_django(owner, "migrate", *target, what_failed="Refused")
    with psycopg.connect(database.owner) as connection:
        assert catalogue(connection) == before
