"""Root gives and takes what lies in the data folder and beside it, and follows no link that the account laid."""

from __future__ import annotations

import os
import pwd
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from palermo.operation import owner
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.owner import chosen_folder, hand_back

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="Only root has files to give and folders to take.")
RECORDS = ["witness_elsewhere", "erasures_elsewhere", "root_key_elsewhere"]


@pytest.fixture
def account() -> pwd.struct_passwd:
    """An account without powers."""
    return pwd.getpwnam("nobody")


@pytest.fixture
def readable_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the account could read the program where the tests lie is not what is tried here."""
    monkeypatch.setattr(owner, "_check_program", lambda _account: None)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of root's."""
    secret = tmp_path / "shadow"
    secret.write_text("root's", encoding="ascii")
    secret.chmod(0o640)
    return secret


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder, root's still."""
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    folder.ensure_root_key()
    return folder


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that everybody passes through."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        yield Path(name)


def given(account: pwd.struct_passwd, *folders: Path) -> None:
    """Make folders and everything in them the account's."""
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def state(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Who owns what, and with which mode."""
    found = {str(path): path.lstat() for path in [folder, *folder.rglob("*")]}
    return {path: (each.st_uid, each.st_gid, each.st_mode) for path, each in found.items()}


# --- records that lie elsewhere ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["symbolic", "hard", "on the way"])
@pytest.mark.parametrize("record", RECORDS)
def test_a_link_in_place_of_a_record_elsewhere_is_refused_and_its_target_stays_roots(
    folder: DataFolder, account: pwd.struct_passwd, secret: Path, tmp_path: Path, record: str, how: str
) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    named = place / "record"
    if how == "symbolic":
        named.symlink_to(secret)
    elif how == "hard":
        os.link(secret, named)
    else:
        (place / "way").symlink_to(tmp_path)
        named = place / "way" / secret.name
    given(account, place) if how != "hard" else os.chown(place, account.pw_uid, account.pw_gid)
    folder = replace(folder, **{record: named})
    with pytest.raises(SetUpError) as refused:
        owner._hand_over(folder, account)
    assert "\n" not in str(refused.value)
    assert secret.stat().st_uid == 0
    assert not folder.hands.exists()


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_elsewhere_changes_hands_with_the_folder_and_back(
    folder: DataFolder, account: pwd.struct_passwd, tmp_path: Path, record: str
) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / "record").write_text("mine", encoding="ascii")
    (place / "record").chmod(0o666)
    (tmp_path / "roots-own-way").symlink_to(place)
    folder = replace(folder, **{record: tmp_path / "roots-own-way" / "record"})
    owner._hand_over(folder, account)
    assert (place / "record").stat().st_uid == account.pw_uid
    hand_back(folder, lambda _line: None)
    assert (place / "record").stat().st_uid == 0
    assert stat.S_IMODE((place / "record").stat().st_mode) == 0o600


# --- taking a folder back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("last-backup", "witness.jsonl", "prepared", "database.log", "heads.jsonl", "hands.jsonl", "lock"),
        *("static", "server", "backups/2026-11-30T12-00-00Z", "keys/root.key.next", "run", "database"),
    ],
)
def test_a_folder_with_a_link_in_it_stays_the_accounts_as_it_was(
    folder: DataFolder, account: pwd.struct_passwd, secret: Path, name: str
) -> None:
    (folder.path / name).symlink_to(secret)
    given(account, folder.path)
    before = state(folder.path)
    with pytest.raises(SetUpError) as refused:
        hand_back(folder, lambda _line: None)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)
    assert state(folder.path) == before
    assert secret.read_text(encoding="ascii") == "root's"
    assert secret.stat().st_uid == 0


def test_everything_that_must_go_first_is_named_at_once(
    folder: DataFolder, account: pwd.struct_passwd, secret: Path, tmp_path: Path
) -> None:
    os.link(folder.erasures, tmp_path / "mine")
    for name in ("gunicorn.conf.py", "palermo.py", "keys/more.py"):
        (folder.path / name).write_text("import os\n", encoding="ascii")
    (folder.path / "extra").mkdir()
    (folder.path / "extra" / "one").touch()
    (folder.path / "evil\x1b[2J\nname").touch()
    os.mkfifo(folder.path / "ready")
    (folder.backups / "lure").symlink_to(secret)
    given(account, folder.path)
    before = state(folder.path)
    with pytest.raises(SetUpError) as refused:
        hand_back(folder, lambda _line: None)
    said = str(refused.value)
    for each in (
        "erasures.jsonl (has another name too)",
        "gunicorn.conf.py (none of Palermo's)",
        "palermo.py (none of Palermo's)",
        "keys/more.py (none of Palermo's)",
        "extra (none of Palermo's)",
        "ready (no file)",
        "backups/lure (a link)",
    ):
        assert each in said
    assert "\x1b" not in said
    assert "\n" not in said
    assert state(folder.path) == before


def test_what_is_taken_back_is_closed_to_others_and_what_is_made_anew_is_gone(
    folder: DataFolder, account: pwd.struct_passwd
) -> None:
    folder.erasures.chmod(0o666)
    folder.backups.chmod(0o777)
    (folder.backups / "keys").mkdir(mode=0o777)
    (folder.path / "static").mkdir()
    (folder.path / "static" / "page.js").write_text("whatever the account laid there", encoding="ascii")
    folder.prepared.write_text("stamp", encoding="ascii")
    (folder.path / "database").mkdir()
    given(account, folder.path)
    hand_back(folder, lambda _line: None)
    kept = {path: path.lstat() for path in [folder.path, *folder.path.rglob("*")]}
    assert {each.st_uid for path, each in kept.items() if path != folder.database} == {0}
    assert kept[folder.database].st_uid == account.pw_uid
    assert not any(each.st_mode & 0o077 for path, each in kept.items() if path != folder.database)
    assert folder.root_key in kept
    assert not {folder.static, folder.prepared} & kept.keys()


def test_a_taking_that_was_interrupted_goes_on(folder: DataFolder, account: pwd.struct_passwd) -> None:
    given(account, folder.path)
    owner._note(folder, giver=account.pw_uid, taker=0)
    os.chown(folder.path, 0, 0)
    hand_back(folder, lambda _line: None)
    assert {path.lstat().st_uid for path in folder.path.rglob("*")} == {0}


def test_a_refusal_leaves_no_trace_of_a_change_of_hands(
    folder: DataFolder, account: pwd.struct_passwd
) -> None:
    owner._note(folder, giver=0, taker=account.pw_uid)
    noted = folder.hands.read_bytes()
    (folder.path / "extra").touch()
    given(account, folder.path)
    with pytest.raises(SetUpError):
        hand_back(folder, lambda _line: None)
    assert folder.hands.read_bytes() == noted
    assert not (folder.path / "lock").exists()


# --- a folder for backups ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("readable_program")
def test_a_folder_for_backups_that_became_a_link_meanwhile_is_not_given_away(
    folder: DataFolder,
    account: pwd.struct_passwd,
    secret: Path,
    open_place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a place of its own the account could change what root makes there: so it makes the folder itself."""
    given(account, folder.path, open_place)
    became: list[int] = []
    monkeypatch.setattr(owner, "_become", lambda account: became.append(account.pw_uid))
    make = Path.mkdir

    def mkdir(self: Path, *args: int, **named: int) -> None:
        assert became == [account.pw_uid]
        make(self, *args, **named)
        self.rmdir()
        self.symlink_to(secret)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    chosen_folder(str(folder.path), writes=open_place / "new")
    assert secret.stat().st_uid == 0


@pytest.mark.usefixtures("readable_program")
def test_root_makes_a_folder_for_backups_where_the_account_cannot(
    folder: DataFolder, account: pwd.struct_passwd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(account, folder.path)
    monkeypatch.setattr(owner, "_become", lambda _account: None)
    chosen_folder(str(folder.path), writes=tmp_path / "new")
    assert (tmp_path / "new").stat().st_uid == account.pw_uid
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
