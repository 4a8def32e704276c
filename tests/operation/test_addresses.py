"""Which database is used, and what a process learns about it."""

from __future__ import annotations

import dataclasses

import pytest
from tests.support.cast import make_office
from tests.support.place import Database

from palermo.operation.addresses import Addresses, check_external, external_addresses, process_environment
from palermo.operation.datafolder import DataFolder, SetUpError


@pytest.fixture
def addresses(database: Database) -> Addresses:
    """The test's database as one that is not ours."""
    return Addresses(database.app, database.owner, embedded=False)


def test_without_an_address_the_embedded_database_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert external_addresses() is None


def test_the_owner_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@/palermo")
    with pytest.raises(SetUpError, match="both or neither"):
        external_addresses()


def test_only_the_owners_processes_learn_the_owners_address(
    addresses: Addresses, data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner:secret@/palermo")
    as_app = process_environment(data_folder, addresses)
    as_owner = process_environment(data_folder, addresses, role="owner")
    assert "DATABASE_OWNER_URL" not in as_app
    assert not any("secret" in value for value in as_app.values())
    assert as_owner["DATABASE_OWNER_URL"] == addresses.owner
    with pytest.raises(SetUpError, match="DATABASE_OWNER_URL"):
        process_environment(data_folder, dataclasses.replace(addresses, owner=None), role="owner")


def test_a_fresh_root_key_is_not_made_for_a_database_that_another_one_sealed(addresses: Addresses) -> None:
    check_external(addresses, has_root_key=False)
    make_office("Quay", roles=frozenset())
    check_external(addresses, has_root_key=True)
    with pytest.raises(SetUpError, match="put the root key file back"):
        check_external(addresses, has_root_key=False)


def test_a_server_that_is_too_old_is_refused(addresses: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palermo.operation.addresses.OLDEST_SERVER", 990000)
    with pytest.raises(SetUpError, match="15 is needed"):
        check_external(addresses, has_root_key=True)
