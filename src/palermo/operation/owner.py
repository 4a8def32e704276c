"""Under whose account an installation works when root starts it: never under root's, but for what is fictional.

1. `palermo run` as root, in a folder that is root's: the folder changes hands once, to the account of PALERMO_USER or
   the one named palermo, and the process goes on as that account. Database, web server and worker are its children.
2. Every command as root, in a folder that is somebody's: the process becomes that somebody before it touches a file,
   because root must not write where others may have laid a link.
3. `palermo folder hand-back` gives the folder to root again. The database's own files stay with the account:
   PostgreSQL refuses root, and runs as the owner of its files.

Each change stands in `hands.jsonl` until the next start, which records it in the ledger of the installation.
"""

from __future__ import annotations

import json
import os
import pwd
import stat
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from palermo.kit.writing import LinkInTheWay, make_file, opened
from palermo.operation.datafolder import DataFolder, FolderLock, SetUpError, named_folder
from palermo.operation.embedded import stop_leftover
from palermo.operation.giving import check_records, folder_above, hand_over, make_folder, take_back
from palermo.operation.interpreter import python
from palermo.operation.unprivileged import CANDIDATES, as_account, can, server_programs
from palermo.trust.json_text import read_json

ACCOUNT = "palermo"
PROGRAM = Path(__file__).parent.parent
Report = Callable[[str], None]


def chosen_folder(named: str | None = None, *, writes: Path | None = None) -> DataFolder:
    """The data folder of a command (see `named_folder`); from now on root works as the folder's owner.

    A folder `writes` that is not there is made for that owner. Raises SetUpError.
    """
    folder = named_folder(named)
    if os.geteuid() == 0 and folder.path.exists() and (uid := folder.path.stat().st_uid) != 0:
        account = _account_of(uid, folder)
        _check_program(account)
        if writes is None or writes.exists() or not writes.parent.is_dir():
            _become(account)
            return folder
        try:
            _become_with(account, writes)
        except OSError as error:
            raise SetUpError(f"Backups cannot be written to {writes}: {error.strerror}.") from error
    return folder


def _become_with(account: pwd.struct_passwd, writes: Path) -> None:
    """Become the account, and make a folder for it.

    The account makes it where it can: there it could put something else in the place of what root made.
    """
    by_account = can(account, "-w", writes.parent)
    if not by_account:
        make_folder(writes, account)
    _become(account)
    if by_account:
        writes.mkdir(mode=0o700, exist_ok=True)


def leave_root(folder: DataFolder, report: Report, *, fictional: bool) -> None:
    """Before anything is served: hand a folder of root's to the account Palermo works as, and become that account.

    Does nothing unless root runs this. Raises SetUpError where no account is fit; with `fictional` content the
    process then stays root's, and that is said.
    """
    if os.geteuid() != 0:
        return
    try:
        account = _service_account(fictional=fictional)
        _check_reach(folder, account)
    except SetUpError as reason:
        if not fictional or os.environ.get("PALERMO_USER"):
            raise
        report(f"Palermo goes on as root, because everything here is fictional. {reason}")
        return
    folder.prepare()
    lock = FolderLock(folder.path)
    try:
        _hand_over(folder, account)
    finally:
        lock.release()
    report(f"The data folder {folder.path} belongs to {account.pw_name} from now on, and Palermo runs as it.")
    _become(account)


def hand_back(folder: DataFolder, report: Report) -> None:
    """Give a folder that changed hands back to root. Raises SetUpError unless root asks and nothing runs in it."""
    if os.geteuid() != 0:
        raise SetUpError("Only root can take a data folder back: call this as root.")
    if not folder.is_prepared:
        raise SetUpError(f"{folder.path} is no Palermo data folder.")
    uid = folder.path.stat().st_uid or _last_hand(folder)
    if uid == 0:
        raise SetUpError(f"The data folder {folder.path} is root's already.")
    try:
        _take(folder, uid)
    except LinkInTheWay as error:
        raise SetUpError(f"{error.filename}: {error.strerror}.") from error
    except OSError as error:
        raise SetUpError(f"{error.filename or folder.path} cannot be taken: {error.strerror}.") from error
    report(f"The data folder {folder.path} is root's again; the database's files stay as they are.")
    report("The next palermo run as root hands it over again; an older Palermo takes it as it is.")


def _take(folder: DataFolder, giver: int) -> None:
    """Take the folder for root, or leave it as it was."""
    with folder_above(folder.path / "lock") as place:
        held = os.open(".", os.O_RDONLY | os.O_DIRECTORY, dir_fd=place)
    was = os.fstat(held)
    new = [path for path in (folder.path / "lock", folder.hands) if not path.exists()]
    noted = 0 if folder.hands in new else folder.hands.stat().st_size
    try:
        # First, so that nobody else can lay anything into it while root works there.
        os.fchown(held, 0, 0)
        os.fchmod(held, 0o700)
        lock = FolderLock(folder.path)
        try:
            _note(folder, giver=giver, taker=0)
            take_back(folder, giver=giver)
        except BaseException:
            for path in new:
                path.unlink(missing_ok=True)
            if folder.hands not in new and not folder.hands.is_symlink():
                os.truncate(folder.hands, noted)
            raise
        finally:
            lock.release()
    except BaseException:
        os.fchmod(held, stat.S_IMODE(was.st_mode))
        os.fchown(held, was.st_uid, was.st_gid)
        raise
    finally:
        os.close(held)


def _hand_over(folder: DataFolder, account: pwd.struct_passwd) -> None:
    check_records(folder)
    database = folder.database.stat().st_uid if folder.database.exists() else 0
    if (folder.database / "postmaster.pid").exists():
        stop_leftover(folder, server_programs(folder))
    if folder.root_key_elsewhere is not None:
        make_file(folder.head_keys)  # the account may not be able to make files there
    _note(folder, giver=0, taker=account.pw_uid)
    # The database's account could have laid links to files of root's among its own: those stay what they are.
    owners = {True: {database}, False: {0, database}}
    hand_over(folder, account, takes=lambda owner, in_database: owner in owners[in_database])
    folder.path.chmod(0o700)
    os.chown(folder.path, account.pw_uid, account.pw_gid)  # last: until then a new start begins again


def _service_account(*, fictional: bool) -> pwd.struct_passwd:
    named = os.environ.get("PALERMO_USER")
    for name in (named,) if named else CANDIDATES if fictional else (ACCOUNT,):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if account.pw_uid == 0:
            raise SetUpError("PALERMO_USER names root: name an account without its powers.")
        return account
    if named:
        raise SetUpError(f"PALERMO_USER names {named}, and there is no such account.")
    raise SetUpError(
        f"Palermo does not serve as root: make the account {ACCOUNT} (useradd --system {ACCOUNT}), "
        "or name another in PALERMO_USER."
    )


def _check_reach(folder: DataFolder, account: pwd.struct_passwd) -> None:
    """Raise SetUpError unless the account reaches the folder, the records elsewhere and the program."""
    for path in (
        folder.path,
        folder.root_key_elsewhere,
        folder.witness_elsewhere,
        folder.erasures_elsewhere,
    ):
        if path is None:
            continue
        above = next(place for place in path.parents if place.exists())
        if not can(account, "-x", above):
            raise SetUpError(f"The account {account.pw_name} cannot reach {path}: name another place.")
    _check_program(account)


def _check_program(account: pwd.struct_passwd) -> None:
    """Raise SetUpError unless the account can run the program: what is imported late is read as the account."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            python("palermo.operation.reach"),
            cwd="/",
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **as_account(account),
        )
        reaches = done.returncode == 0 and can(account, "-r", PROGRAM / "cli.py")
    except OSError:
        reaches = False
    if not reaches:
        raise SetUpError(
            f"The account {account.pw_name} cannot run the program in {PROGRAM}: "
            "install it where every account may read, such as /opt/palermo."
        )


def _become(account: pwd.struct_passwd) -> None:
    """Give up root's powers for good, in this process and what it starts."""
    os.initgroups(account.pw_name, account.pw_gid)
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    os.environ.update(HOME=account.pw_dir, USER=account.pw_name, LOGNAME=account.pw_name)


def _account_of(uid: int, folder: DataFolder) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise SetUpError(
            f"The data folder {folder.path} belongs to user number {uid}, who has no name here."
        ) from None


def _note(folder: DataFolder, *, giver: int, taker: int) -> None:
    line = json.dumps({"at": datetime.now(tz=UTC).isoformat(timespec="seconds"), "from": giver, "to": taker})
    with os.fdopen(opened(folder.hands, os.O_WRONLY | os.O_APPEND), "a", encoding="ascii") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def _last_hand(folder: DataFolder) -> int:
    """Who gave the folder in the last change that is not in the ledger yet: one that was interrupted goes on."""
    try:
        lines = folder.hands.read_text(encoding="ascii").splitlines() if folder.hands.exists() else []
        return int(read_json(lines[-1])["from"]) if lines else 0
    except (ValueError, KeyError, TypeError):
        raise SetUpError(
            f"{folder.hands} does not say who gave the data folder: correct its last line, or take it away."
        ) from None
