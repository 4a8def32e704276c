"""The data folder: whose it is, and the root key in it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from palermo.operation.datafolder import DataFolder, FolderBusyError, FolderLock, SetUpError, named_folder
from palermo.trust.vault.root import read_root_key


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder as the first start makes it."""
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    return folder


def test_the_first_start_makes_a_root_key_that_the_vault_reads_and_nobody_else(folder: DataFolder) -> None:
    assert folder.ensure_root_key()
    assert len(read_root_key(folder.root_key)) == 32
    assert stat.S_IMODE(folder.root_key.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.root_key.parent.stat().st_mode) == 0o700


def test_an_existing_root_key_is_never_replaced(folder: DataFolder) -> None:
    folder.ensure_root_key()
    before = folder.root_key.read_bytes()
    assert not folder.ensure_root_key()
    assert folder.root_key.read_bytes() == before


def test_a_lost_root_key_is_not_hidden_by_a_new_one(folder: DataFolder) -> None:
    folder.database.mkdir()
    with pytest.raises(SetUpError, match="put it back"):
        folder.ensure_root_key()
    assert not folder.root_key.exists()


def test_a_root_key_that_others_may_read_is_refused(folder: DataFolder) -> None:
    folder.ensure_root_key()
    folder.root_key.chmod(0o640)
    with pytest.raises(SetUpError, match="chmod 600"):
        folder.ensure_root_key()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("mine", encoding="ascii")
    before = stat.S_IMODE(tmp_path.stat().st_mode)
    with pytest.raises(SetUpError, match="other files"):
        DataFolder(tmp_path).prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == before


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(SetUpError, match="belongs to"):
        DataFolder(tmp_path).prepare()


def test_a_place_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetUpError, match="cannot be used") as refused:
        DataFolder(tmp_path / "file" / "data").prepare()
    assert "\n" not in str(refused.value)


def test_the_lock_says_who_holds_it_and_is_free_afterwards(folder: DataFolder) -> None:
    lock = FolderLock(folder.path)
    lock.describe("http://localhost:8000")
    with pytest.raises(FolderBusyError, match="http://localhost:8000"):
        FolderLock(folder.path)
    lock.release()
    FolderLock(folder.path).release()


def test_the_named_folder_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_DATA", "/from/environment")
    assert named_folder("/named").path == Path("/named")
    assert named_folder().path == Path("/from/environment")


def test_without_a_name_the_folder_lies_outside_any_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PALERMO_DATA")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/amal")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert named_folder().path == Path("/home/amal/.local/share/palermo")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert named_folder().path == Path("/var/lib/palermo")


def test_whoever_holds_the_lock_steers_no_terminal(folder: DataFolder) -> None:
    lock = FolderLock(folder.path)
    lock.describe("\x1b]0;owned\x07http://localhost\r\nDone." + "x" * 5000)
    with pytest.raises(FolderBusyError) as refused:
        FolderLock(folder.path)
    lock.release()
    assert not any(sign < " " for sign in str(refused.value))
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize("name", ["witness.jsonl", "erasures.jsonl", "keys/ledger-heads.pub"])
def test_a_record_that_is_a_link_is_said_at_the_start(folder: DataFolder, name: str, tmp_path: Path) -> None:
    (folder.path / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SetUpError, match="is a link") as refused:
        folder.prepare()
    assert "\n" not in str(refused.value)
