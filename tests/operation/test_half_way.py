"""A database in which only some steps of a squashed migration were applied is refused, and left as it is."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from tests.support.place import Database

from palermo.operation.addresses import Addresses, process_environment
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.dumps import TableDigest, table_digests
from palermo.operation.preparation import prepare_database, run_django
from palermo.trust.people.management.commands import migrate

SENTENCE = r"This database was left half-way before 0\.1\.0; start it once with 0\.1\.0\."


def squashed() -> list[Migration]:
    """Each migration that stands for several; there is one at least, or this file has nothing to say."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    found = [one for one in loader.disk_migrations.values() if type(one).__module__.startswith("palermo.")]
    return [one for one in found if one.replaces]


@pytest.fixture(params=squashed(), ids=str)
def sum_of_steps(request: pytest.FixtureRequest, database: Database) -> Iterator[Migration]:
    """A squashed migration that is not recorded, nor is its last step, nor any migration after it."""
    migration: Migration = request.param
    gone = [migration.replaces[-1][1], migration.name]
    with psycopg.connect(database.owner, autocommit=True) as connection:
        connection.execute(
            "DELETE FROM django_migrations WHERE app = %s AND name = ANY(%s)", [migration.app_label, gone]
        )
    yield migration


def tables(database: Database) -> dict[str, TableDigest]:
    with psycopg.connect(database.owner) as connection:
        return table_digests(connection)


def test_there_is_a_squashed_migration_to_ask_about() -> None:
    assert [str(one) for one in squashed()] == ["protection.0001_squashed_0_1_0"]


def test_a_start_refuses_a_database_left_half_way_in_one_line(
    sum_of_steps: Migration, database: Database, data_folder: DataFolder
) -> None:
    before = tables(database)
    with pytest.raises(SetUpError, match=SENTENCE) as refused:
        prepare_database(
            data_folder, Addresses(database.app, database.owner, embedded=False), lambda _line: None
        )
    assert "\n" not in str(refused.value)
    assert tables(database) == before
    assert not data_folder.prepared.exists()


@pytest.mark.parametrize("arguments", [(), ("--plan",), ("--check",)])
def test_the_command_refuses_it_whatever_is_asked(
    arguments: tuple[str, ...], sum_of_steps: Migration, database: Database, data_folder: DataFolder
) -> None:
    addresses = Addresses(database.app, database.owner, embedded=False)
    owner = process_environment(data_folder, addresses, role="owner")
    with pytest.raises(SetUpError, match=SENTENCE):
        run_django(owner, "migrate", *arguments, what_failed="Refused")


def test_a_squash_of_any_app_is_asked_about_unless_its_steps_are_still_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, whole = (("elsewhere", name) for name in ("0001_a", "0002_b", "0001_squashed"))
    migration = Migration(whole[1], whole[0])
    migration.replaces = [first, second]
    files, applied = {whole: migration}, dict[tuple[str, str], Migration]()
    monkeypatch.setattr(
        migrate.MigrationLoader, "load_disk", lambda self: setattr(self, "disk_migrations", files)
    )
    monkeypatch.setattr(migrate.MigrationRecorder, "applied_migrations", lambda _self: applied)
    assert not migrate.left_half_way(), "nothing is applied: a new database"
    applied[first] = migration
    assert migrate.left_half_way()
    applied[whole] = migration
    assert migrate.left_half_way(), "the sum is recorded, and yet a step is not"
    applied[second] = migration
    assert not migrate.left_half_way(), "all are applied"
    del applied[second]
    files[second] = migration
    assert not migrate.left_half_way(), "Django applies the step that is still there"
