"""Files change hands by what they are and never by a name alone: whoever owns a folder can lay a link in it meanwhile.

What root gives or takes is opened first, without following a link that lies where others may lay one, and changed by
its descriptor; or it is named within a folder that is held open and that nobody else can write in.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from palermo.kit.given import is_given
from palermo.kit.text import plain_line
from palermo.operation.datafolder import DataFolder, SetUpError

OF_THE_DATABASE: Final = frozenset({"database", "database.new", "run"})
MADE_ANEW: Final = ("server", "static", "prepared")
"""What the next start makes again; nothing in it is needed, and nobody can say what was put there."""
OWN: Final = frozenset(
    {
        *OF_THE_DATABASE,
        *MADE_ANEW,
        *(
            "PALERMO.txt",
            "lock",
            "keys",
            "backups",
            "witness.jsonl",
            "erasures.jsonl",
            "heads.jsonl",
            "verified.json",
            "events.json",
            "hands.jsonl",
        ),
        *("demo", "ready", "unvouched", "last-backup", "database.log", "database.old.log"),
        *("pg_hba.conf", "pg_ident.conf", "lost+found"),
    }
)
OWN_KEYS: Final = frozenset(
    {"root.key", "root.key.next", "root.key.next.partial", "root.key.old", "root.new", "ledger-heads.pub"}
)
UNFINISHED: Final = re.compile(r"\.(?:heads\.jsonl|events\.json)\.[0-9a-f]+\.partial")
MOST_LINKS: Final = 40
MOST_NAMED: Final = 10
_PATH_ONLY = os.O_PATH if hasattr(os, "O_PATH") else os.O_RDONLY
_FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def elsewhere(folder: DataFolder) -> list[Path]:
    """The records of a folder that lie at places of their own; what is given belongs to whoever gives it."""
    named = (
        (folder.root_key_elsewhere, folder.root_key),
        (folder.root_key_elsewhere, folder.head_keys),
        (folder.witness_elsewhere, folder.witness),
        (folder.erasures_elsewhere, folder.erasures),
    )
    return [
        path
        for place, path in named
        if place is not None and not path.is_relative_to(folder.path) and not is_given(path)
    ]


@contextmanager
def folder_above(path: Path) -> Iterator[int]:
    """The folder that `path` lies in, held open. Links on the way count where nobody but root could lay them.

    Raises SetUpError for any other link, OSError where there is no way.
    """
    left, links = list(reversed(path.absolute().parent.parts[1:])), 0
    here = os.open("/", _PATH_ONLY | _FOLDER)
    try:
        while left:
            name = left.pop()
            found = os.stat(name, dir_fd=here, follow_symlinks=False)
            if stat.S_ISLNK(found.st_mode):
                links += 1
                if not _is_roots_alone(os.fstat(here)) or links > MOST_LINKS:
                    raise SetUpError(f"On the way to {path} lies a link, {name}: name the place itself.")
                target = Path(os.readlink(name, dir_fd=here))
                left += reversed(target.parts[1:] if target.is_absolute() else target.parts)
                if not target.is_absolute():
                    continue
                name, there = "/", os.open("/", _PATH_ONLY | _FOLDER)
            else:
                there = os.open(name, _PATH_ONLY | _FOLDER, dir_fd=here)
            os.close(here)
            here = there
        yield here
    finally:
        os.close(here)


@contextmanager
def record_opened(path: Path) -> Iterator[int | None]:
    """A record that lies elsewhere, held open; None where there is none.

    Raises SetUpError for what is no file of its own: a link, a folder, a file that has another name too.
    """
    try:
        descriptor = _opened_record(path)
    except FileNotFoundError:
        yield None
        return
    try:
        found = os.fstat(descriptor)
        _refuse_unless(
            stat.S_ISREG(found.st_mode) and found.st_nlink == 1,
            f"{path} is no file of its own, or has another name too: lay a copy there.",
        )
        yield descriptor
    finally:
        os.close(descriptor)


def _opened_record(path: Path) -> int:
    with folder_above(path) as above:
        found = os.stat(path.name, dir_fd=above, follow_symlinks=False)
        _refuse_unless(not stat.S_ISLNK(found.st_mode), f"{path} is a link: put the file itself there.")
        return os.open(path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=above)


def _refuse_unless(fits: bool, said: str) -> None:  # noqa: FBT001 - what is asked
    if not fits:
        raise SetUpError(said)


def check_records(folder: DataFolder) -> None:
    """Raise SetUpError for a record elsewhere that is no file of its own."""
    for path in elsewhere(folder):
        with record_opened(path):
            pass


def hand_over(folder: DataFolder, account: pwd.struct_passwd, *, takes: Callable[[int, bool], bool]) -> None:
    """Give the account all in the folder that `takes` (its owner, whether it is the database's) names.

    A link is given itself, never what it leads to. Raises SetUpError for a record elsewhere that is no file of its own.
    """
    for path in elsewhere(folder):
        with record_opened(path) as record:
            if record is not None and takes(os.fstat(record).st_uid, False):  # noqa: FBT003
                os.fchown(record, account.pw_uid, account.pw_gid)
    for place, folders, files, descriptor in os.fwalk(folder.path, follow_symlinks=False):
        inside = Path(place).relative_to(folder.path).parts[:1]
        for name in (*folders, *files):
            in_database = (inside[0] if inside else name) in OF_THE_DATABASE
            owner = os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_uid
            if takes(owner, in_database):
                os.chown(name, account.pw_uid, account.pw_gid, dir_fd=descriptor, follow_symlinks=False)


def make_folder(path: Path, account: pwd.struct_passwd) -> None:
    """As root, make a folder of the account's in a place that is closed to it. Raises SetUpError, OSError."""
    with folder_above(path) as above:
        os.mkdir(path.name, mode=0o700, dir_fd=above)
        made = os.open(path.name, os.O_RDONLY | _FOLDER, dir_fd=above)
    try:
        os.fchown(made, account.pw_uid, account.pw_gid)
    finally:
        os.close(made)


def take_back(folder: DataFolder, *, giver: int) -> None:
    """Take for root what `giver` had in a folder that is root's and closed already, each file mode 0600.

    The database's files stay. Raises SetUpError, and leaves all as it was, where something lies there that root could
    be led by: a link, a file with another name, what is no file of Palermo's or somebody else's.
    """
    taking = _Taking(folder, giver)
    try:
        taking.walk()
        taking.records()
        taking.refuse()
        for name in MADE_ANEW:
            path = folder.path / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    except BaseException:
        taking.undo()
        raise


@dataclass
class _Taking:
    """What was taken so far, with how it was, and what cannot be."""

    folder: DataFolder
    giver: int
    faults: list[str] = field(default_factory=list)
    taken: list[tuple[Path, os.stat_result]] = field(default_factory=list)

    def walk(self) -> None:
        """Each folder is taken before its names are read: from then on nobody lays anything into it."""
        own = {path.relative_to(self.folder.path).as_posix() for path in self._records_inside()}
        for place, folders, files, descriptor in os.fwalk(self.folder.path, follow_symlinks=False):
            inside = Path(place).relative_to(self.folder.path)
            goes_into = []
            for name in [*folders, *files]:
                path = inside / name
                found = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                if inside == Path() and name in OF_THE_DATABASE and stat.S_ISDIR(found.st_mode):
                    continue
                if fault := self._fault(found, is_own=path.as_posix() in own or _is_own(path)):
                    self.faults.append(f"{plain_line(str(path))} ({fault})")
                    continue
                self._take(self.folder.path / path, found)
                if name in folders and (inside != Path() or name not in MADE_ANEW):
                    goes_into.append(name)
            folders[:] = goes_into

    def records(self) -> None:
        """Those that lie outside the folder."""
        for path in elsewhere(self.folder):
            if path.is_relative_to(self.folder.path):
                continue
            try:
                with record_opened(path) as record:
                    if record is not None and (found := os.fstat(record)).st_uid in {0, self.giver}:
                        os.fchown(record, 0, 0)
                        os.fchmod(record, 0o600)
                        self.taken.append((path, found))
            except SetUpError as error:
                self.faults.append(str(error).rstrip("."))

    def refuse(self) -> None:
        """Raise SetUpError with what cannot be taken, where there is anything."""
        more = f" and {len(self.faults) - MOST_NAMED} more" if len(self.faults) > MOST_NAMED else ""
        named = ", ".join(self.faults[:MOST_NAMED])
        _refuse_unless(not self.faults, f"Take away first, then call this again: {named}{more}.")

    def undo(self) -> None:
        """Give each thing back as it was, what lies deepest first: until then its folder is closed."""
        for path, was in reversed(self.taken):
            if path.is_relative_to(self.folder.path):
                with suppress(FileNotFoundError):  # one that is made anew
                    path.chmod(stat.S_IMODE(was.st_mode))
                    os.chown(path, was.st_uid, was.st_gid, follow_symlinks=False)
            else:
                # Whoever put something else there meanwhile gets nothing.
                with suppress(SetUpError, OSError), record_opened(path) as record:
                    if record is not None:
                        os.fchmod(record, stat.S_IMODE(was.st_mode))
                        os.fchown(record, was.st_uid, was.st_gid)

    def _take(self, path: Path, found: os.stat_result) -> None:
        self.taken.append((path, found))
        os.chown(path, 0, 0, follow_symlinks=False)
        path.chmod(0o700 if stat.S_ISDIR(found.st_mode) else 0o600)

    def _fault(self, found: os.stat_result, *, is_own: bool) -> str | None:
        if stat.S_ISLNK(found.st_mode):
            return "a link"
        if not is_own:
            return "none of Palermo's"
        if stat.S_ISDIR(found.st_mode):
            return None if found.st_uid in {0, self.giver} else "somebody else's"
        if not stat.S_ISREG(found.st_mode):
            return "no file"
        if found.st_nlink != 1:
            return "has another name too"
        return None if found.st_uid in {0, self.giver} else "somebody else's"

    def _records_inside(self) -> list[Path]:
        """Records that were given places of their own within the folder, and the folders on the way to them."""
        root = self.folder.path
        inside = [path for path in elsewhere(self.folder) if path.is_relative_to(root)]
        return [place for path in inside for place in (path, *path.parents) if place.is_relative_to(root)]


def _is_own(path: Path) -> bool:
    """Whether a file or folder of this name, within the data folder, is one that Palermo makes there."""
    first, *below = path.parts
    if first == "keys" and below:
        return len(below) == 1 and below[0] in OWN_KEYS
    if first == "backups" or not below:
        return first in OWN or UNFINISHED.fullmatch(first) is not None
    return first == "lost+found"


def _is_roots_alone(found: os.stat_result) -> bool:
    return found.st_uid == 0 and not found.st_mode & 0o022
