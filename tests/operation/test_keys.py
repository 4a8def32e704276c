"""`palermo keys` and `palermo ledger verify`, as the administrator types them."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import pytest
from tests.support.cast import Office, make_office
from tests.support.place import Database

from palermo.operation.datafolder import DataFolder


@pytest.fixture
def office(database: Database) -> Office:
    """An invented office without people."""
    return make_office("Quay", roles=frozenset())


@pytest.fixture
def environment(database: Database, data_folder: DataFolder) -> dict[str, str]:
    """The environment of an installation on a server that is not ours."""
    addresses = {"DATABASE_URL": database.app, "DATABASE_OWNER_URL": database.owner}
    return os.environ | addresses | {"PALERMO_DATA": str(data_folder.path)}


def palermo(*arguments: str, environment: dict[str, str], text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "palermo.cli", *arguments]
    return subprocess.run(command, env=environment, input=text, capture_output=True, text=True, check=False)


def test_show_says_where_the_root_key_is_and_no_secret(
    office: Office, environment: dict[str, str], data_folder: DataFolder
) -> None:
    shown = palermo("keys", "show", environment=environment)
    assert shown.returncode == 0, shown.stderr
    assert str(data_folder.root_key) in shown.stdout
    assert f"{office.id}  Quay: root" in shown.stdout
    assert data_folder.root_key.read_text(encoding="ascii").split()[-1] not in shown.stdout


def test_an_office_with_a_recovery_share_outlives_the_loss_of_the_root_key(
    office: Office, environment: dict[str, str], data_folder: DataFolder
) -> None:
    share = palermo("keys", "recovery", str(office.id), environment=environment).stdout
    lost = data_folder.root_key.read_text(encoding="ascii")
    data_folder.root_key.unlink()

    wrong = palermo("keys", "recover", str(office.id), environment=environment, text="AAAA-BBBB\n")
    assert wrong.returncode == 1
    assert "opens no key" in wrong.stderr
    assert not data_folder.root_key.exists()

    right = palermo("keys", "recover", str(office.id), environment=environment, text=share)
    assert right.returncode == 0, right.stderr
    assert data_folder.root_key.read_text(encoding="ascii") != lost
    again = palermo("keys", "recovery", str(office.id), environment=environment)
    assert again.returncode == 0, again.stderr
    assert again.stdout != share


def test_an_unknown_office_is_named(environment: dict[str, str]) -> None:
    unknown = "00000000-0000-4000-8000-00000000000f"
    answered = palermo("keys", "recovery", unknown, environment=environment)
    assert answered.returncode == 1
    assert unknown in answered.stderr
    assert answered.stderr.count("\n") == 1


def test_verify_ends_with_one_when_the_ledger_was_edited(
    office: Office, environment: dict[str, str], database: Database
) -> None:
    assert palermo("ledger", "verify", environment=environment).returncode == 0
    if database.superuser is None:
        pytest.skip("A server that is not ours gives no superuser to edit the ledger with.")
    edit = "SET session_replication_role = replica; ALTER TABLE ledger_event DISABLE TRIGGER ALL;"
    edit += " UPDATE ledger_event SET verb = 'office.nothing' WHERE sequence = 1"
    with psycopg.connect(database.superuser) as connection:
        connection.execute(edit)
    edited = palermo("ledger", "verify", environment=environment)
    assert edited.returncode == 1
    assert "FOUND" in edited.stdout
