"""The data folder: where one installation keeps its database, its root key and its outside records.

    database/        the embedded PostgreSQL (absent when DATABASE_URL names another server)
    run/             the database's socket
    keys/root.key    the key above all keys, readable by its owner only; while it is replaced, root.key.next or
                     root.key.old beside it
    witness.jsonl    signed heads of the ledger        erasures.jsonl   the journal of erasures
    demo             present when everything in the folder is fictional; holds the sign-ins
    ready            present once the first start came to its end
    heads.jsonl      each office's newest head          unvouched       a backup nobody vouches for was restored
    static/          collected style sheets and scripts                  backups/
    last-backup      when the newest backup was taken  events.json      how far events were written for others
    lock             held by the process that works in the folder        hands.jsonl  changes of owner, until recorded
    verified.json    what the last verification of the ledgers found

This module knows nothing of Django: it runs before the settings can be read.
"""

from __future__ import annotations

import base64
import fcntl
import os
import pwd
import secrets
from dataclasses import dataclass
from pathlib import Path

from palermo.kit.given import head_keys_of, is_open_to_others
from palermo.kit.text import plain_line
from palermo.kit.writing import make_file, opened, write_file

MARKER_TEXT = """This folder holds the data of one Palermo installation (layout 1).

keys/root.key is needed to read what is sealed in the database, in every backup too. Keep a copy of it
away from this machine. It is in no backup that Palermo makes.
"""
ROOT_KEY_HEADER = "palermo-root-key-1"  # as palermo.trust.vault.root reads it; a test holds the two together
ROOT_KEY_BYTES = 32
LONGEST_HOLDER = 200
MAY_BE_THERE = {"lost+found", "lock", "keys"}  # before the folder is ours: keys for a restore


class SetUpError(Exception):
    """Something whoever runs Palermo can put right; the message is one line, fit for a terminal."""


class FolderBusyError(SetUpError):
    """Another process works in the folder."""


@dataclass(frozen=True)
class DataFolder:
    """The places inside one data folder; the path is absolute.

    Root key, witness and journal of erasures may lie elsewhere: on another disk, where that is wanted.
    """

    path: Path
    root_key_elsewhere: Path | None = None
    witness_elsewhere: Path | None = None
    erasures_elsewhere: Path | None = None

    @property
    def database(self) -> Path:
        """The embedded cluster's files."""
        return self.path / "database"

    @property
    def run(self) -> Path:
        """Holds the database's socket and nothing else, because the database's user may write in it."""
        return self.path / "run"

    @property
    def root_key(self) -> Path:
        """The root key file, mode 0600."""
        return self.root_key_elsewhere or self.path / "keys" / "root.key"

    @property
    def head_keys(self) -> Path:
        """Public keys that signed heads of the ledger under earlier root keys; absent when there were none."""
        return head_keys_of(self.root_key, own_folder=self.path / "keys")

    @property
    def witness(self) -> Path:
        """Signed heads of the ledger, one JSON object a line."""
        return self.witness_elsewhere or self.path / "witness.jsonl"

    @property
    def erasures(self) -> Path:
        """The journal of erasures, one JSON object a line."""
        return self.erasures_elsewhere or self.path / "erasures.jsonl"

    @property
    def demo(self) -> Path:
        """Marker file: everything in this folder is fictional."""
        return self.path / "demo"

    @property
    def ready(self) -> Path:
        """Marker file: the first start came to its end."""
        return self.path / "ready"

    @property
    def prepared(self) -> Path:
        """Says which program last migrated this folder's database."""
        return self.path / "prepared"

    @property
    def hands(self) -> Path:
        """Changes of the folder's owner that the ledger does not hold yet, one JSON object a line."""
        return self.path / "hands.jsonl"

    @property
    def unvouched(self) -> Path:
        """Says which backup from before signing was restored here; there until the next backup is made."""
        return self.path / "unvouched"

    @property
    def heads(self) -> Path:
        """The newest signed head of every office, renewed on a schedule."""
        return self.path / "heads.jsonl"

    @property
    def static(self) -> Path:
        """Collected static files."""
        return self.path / "static"

    @property
    def backups(self) -> Path:
        """Where backups go unless another folder is named."""
        return self.path / "backups"

    @property
    def last_backup(self) -> Path:
        """When the newest backup was taken, wherever it went; metrics tell its age."""
        return self.path / "last-backup"

    @property
    def is_prepared(self) -> bool:
        """Whether the folder is one of Palermo's."""
        return (self.path / "PALERMO.txt").is_file()

    def prepare(self) -> None:
        """Make the folder (mode 0700) or check that it is ours.

        Raises SetUpError when the path holds something else, belongs to another user or cannot be written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.path.stat().st_uid != os.geteuid():
                owner = name_of_user(self.path.stat().st_uid)
                raise SetUpError(f"The data folder {self.path} belongs to {owner}: run Palermo as {owner}.")
            if not self.is_prepared:
                if any(entry.name not in MAY_BE_THERE for entry in self.path.iterdir()):
                    raise SetUpError(f"{self.path} holds other files: name an empty or a new folder.")
                self.path.chmod(0o700)
                write_file(self.path / "PALERMO.txt", MARKER_TEXT)
            self.root_key.parent.mkdir(mode=0o700, exist_ok=True)
            self.head_keys.parent.mkdir(mode=0o700, exist_ok=True)
            self.backups.mkdir(mode=0o700, exist_ok=True)
            self._refuse_linked_records()
        except OSError as error:
            raise SetUpError(f"The data folder {self.path} cannot be used: {error.strerror}.") from error

    def _refuse_linked_records(self) -> None:
        for path, variable in (
            (self.witness, "PALERMO_WITNESS_FILE"),
            (self.erasures, "PALERMO_ERASURES_FILE"),
            (self.head_keys, "PALERMO_ROOT_KEY_FILE"),
        ):
            if path.is_symlink():
                raise SetUpError(
                    f"{path} is a link, and records are not written through links: put the file in its place, or "
                    f"name another in {variable}."
                )

    def ensure_root_key(self) -> bool:
        """Create the root key when the folder is new; True when it was created now.

        Raises SetUpError when a database exists whose key is missing (a fresh key would hide the loss), or
        when others may read the file.
        """
        path = self.root_key
        if path.exists():
            if is_open_to_others(path, path.stat().st_mode):
                raise SetUpError(f"Other users may read the root key: run chmod 600 {path}")
            return False
        if self.database.exists():
            raise SetUpError(f"The root key {path} is missing but the database is there: put it back.")
        draft = self.new_root_key()
        self.put_root_key(draft)
        make_file(self.erasures)  # from now on a missing journal is a lost one
        return True

    def new_root_key(self) -> Path:
        """Write another root key beside the place of this one. Raises SetUpError where nothing can be written."""
        draft = self.root_key.with_suffix(".new")
        try:
            write_root_key(draft)
        except OSError as error:
            raise SetUpError(
                f"There is no root key at {self.root_key}, and none can be made there ({error.strerror}): put it "
                "there, or name a file of a folder that can be written in PALERMO_ROOT_KEY_FILE."
            ) from error
        return draft

    def put_root_key(self, draft: Path) -> None:
        """Give a new root key its place; unlike a rename, never in place of another."""
        os.link(draft, self.root_key)
        draft.unlink()


def write_root_key(path: Path) -> None:
    """Write 32 random bytes as a root key file, mode 0600, and force it to disk."""
    path.unlink(missing_ok=True)
    encoded = base64.b64encode(secrets.token_bytes(ROOT_KEY_BYTES)).decode("ascii")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{ROOT_KEY_HEADER}\n{encoded}\n")
        file.flush()
        os.fsync(file.fileno())


class FolderLock:
    """Held by the one process that works in a data folder; freed by the system when that process ends."""

    def __init__(self, folder: Path) -> None:
        """Take the lock, or raise FolderBusyError saying who holds it."""
        self._file = os.fdopen(opened(folder / "lock", os.O_RDWR), "r+", encoding="utf-8", errors="replace")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = plain_line(self._file.read(LONGEST_HOLDER).strip()) or "another process"
            self._file.close()
            raise FolderBusyError(f"Palermo already works in {folder}: {holder}.") from None
        self.describe(f"process {os.getpid()}")

    def describe(self, holder: str) -> None:
        """Say who holds the lock, for the message a second start shows."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(holder)
        self._file.flush()

    def release(self) -> None:
        """Let the next process in."""
        self._file.close()


def named_folder(named: str | None = None) -> DataFolder:
    """The data folder: the one named, else PALERMO_DATA, else the default.

    The default lies outside the checkout, so that cleaning or deleting the checkout takes no data: as root
    /var/lib/palermo, otherwise ~/.local/share/palermo. Raises SetUpError for a user without a home.
    """
    names = ("PALERMO_ROOT_KEY_FILE", "PALERMO_WITNESS_FILE", "PALERMO_ERASURES_FILE")
    elsewhere = [Path(os.environ[name]).absolute() if os.environ.get(name) else None for name in names]
    text = named or os.environ.get("PALERMO_DATA", "")
    if not text and os.geteuid() == 0:
        text = "/var/lib/palermo"
    elif not text:
        text = f"{os.environ.get('XDG_DATA_HOME') or '~/.local/share'}/palermo"
    try:
        return DataFolder(Path(text).expanduser().absolute(), *elsewhere)
    except RuntimeError as error:
        raise SetUpError("This user has no home folder: name a data folder in PALERMO_DATA.") from error


def name_of_user(uid: int) -> str:
    """The account's name, or its number where the system lists none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user number {uid}"
