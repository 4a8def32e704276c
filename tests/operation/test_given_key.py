"""A root key that is given to the program and can only be read: a credential of systemd, a secret of a container."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.cast import Office, make_office
from tests.support.place import Database

from palermo.kit.given import head_keys_of, is_given, is_open_to_others
from palermo.operation.datafolder import DataFolder, SetUpError


@pytest.fixture
def office(database: Database) -> Office:
    """An invented office without people."""
    return make_office("Quay", roles=frozenset())


@pytest.fixture
def given(data_folder: DataFolder, tmp_path: Path) -> Path:
    """The root key as systemd gives it: in a folder of its own, readable by the mask of its access list."""
    folder = tmp_path / "given"
    folder.mkdir()
    key = data_folder.root_key.rename(folder / "root.key")
    key.chmod(0o440)
    folder.chmod(0o500)
    return key


@pytest.fixture
def environment(database: Database, data_folder: DataFolder, given: Path) -> dict[str, str]:
    """The environment of a service of systemd whose root key is a credential."""
    addresses = {"DATABASE_URL": database.app, "DATABASE_OWNER_URL": database.owner}
    places = {"PALERMO_DATA": str(data_folder.path), "PALERMO_ROOT_KEY_FILE": str(given)}
    return os.environ | addresses | places | {"CREDENTIALS_DIRECTORY": str(given.parent)}


def palermo(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "palermo.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_key_that_can_only_be_read_opens_everything(
    office: Office, environment: dict[str, str], given: Path, data_folder: DataFolder
) -> None:
    before = given.read_bytes()
    for arguments in (("keys", "show"), ("keys", "recovery", str(office.id)), ("ledger", "verify")):
        done = palermo(*arguments, environment=environment)
        assert done.returncode == 0, done.stderr
    assert [path.name for path in given.parent.iterdir()] == ["root.key"]
    assert given.read_bytes() == before
    assert (data_folder.path / "keys" / "ledger-heads.pub").exists()
    assert not data_folder.root_key.exists()


def test_replacing_it_is_refused_with_what_to_do_and_changes_nothing(
    office: Office, environment: dict[str, str], given: Path, data_folder: DataFolder
) -> None:
    done = palermo("keys", "rotate", "root", environment=environment)
    assert done.returncode != 0
    assert "lies where nothing can be written" in done.stderr
    assert "PALERMO_ROOT_KEY_FILE" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in given.parent.iterdir()] == ["root.key"]


def test_the_same_file_is_refused_where_systemd_did_not_give_it(
    office: Office, environment: dict[str, str], given: Path
) -> None:
    del environment["CREDENTIALS_DIRECTORY"]
    done = palermo("keys", "recovery", str(office.id), environment=environment)
    assert done.returncode != 0
    assert "chmod 600" in done.stderr


@pytest.mark.parametrize("mode", [0o444, 0o460, 0o640 | 0o004, 0o441, 0o450, 0o660])
def test_more_than_the_mask_of_one_account_is_refused_among_credentials_too(mode: int) -> None:
    assert is_open_to_others(Path("/run/credentials/palermo.service/root.key"), mode)


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o600])
def test_what_one_account_may_read_is_accepted_among_credentials(mode: int) -> None:
    assert not is_open_to_others(Path("/run/credentials/palermo.service/root.key"), mode)


def test_a_secret_of_a_container_is_closed_to_a_group_and_never_changed() -> None:
    secret = Path("/run/secrets/palermo-root-key")
    assert is_given(secret)
    assert is_open_to_others(secret, 0o440)
    assert not is_open_to_others(secret, 0o400)


def test_public_keys_lie_beside_the_root_key_wherever_that_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, key = tmp_path / "data" / "keys", tmp_path / "elsewhere" / "root.key"
    key.parent.mkdir()
    key.touch()
    beside = key.with_name("ledger-heads.pub")
    assert head_keys_of(key, own_folder=own) == beside
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) == beside)
    assert head_keys_of(key, own_folder=own) == own / "ledger-heads.pub"
    beside.touch()
    assert head_keys_of(key, own_folder=own) == beside


def test_a_missing_key_in_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "given").touch()
    folder = DataFolder(tmp_path / "data", root_key_elsewhere=tmp_path / "given" / "root.key")
    with pytest.raises(SetUpError, match="PALERMO_ROOT_KEY_FILE") as refused:
        folder.new_root_key()
    assert "\n" not in str(refused.value)
