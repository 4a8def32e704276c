"""What comes between a running database and the first page: tables, walls, static files, the demo."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from palermo.kit.writing import make_file, write_file
from palermo.operation.addresses import Addresses, Report, process_environment
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.interpreter import python


def prepare_database(folder: DataFolder, addresses: Addresses, report: Report) -> None:
    """Bring tables and walls up to date as the owner, and collect the static files meanwhile.

    Left out when this very program did it to this very embedded database before. Raises SetUpError with the
    reason in one line.
    """
    stamp = _stamp(folder) if addresses.embedded else ""
    if stamp and folder.prepared.exists() and folder.prepared.read_text(encoding="ascii") == stamp:
        return
    report("Bringing the database up to date …")
    as_app = process_environment(folder, addresses)
    as_owner = process_environment(folder, addresses, role="owner")
    migrate = _begin(as_owner, "migrate", "--verbosity", "0")
    collect = _begin(as_app, "collectstatic", "--noinput", "--verbosity", "0")
    with collect:  # it is waited for, also where the database is refused: it writes into the folder
        _finish(migrate, "The database could not be brought up to date")
        _finish(collect, "The static files could not be collected")
    write_file(folder.prepared, stamp)


def first_start(folder: DataFolder, addresses: Addresses, report: Report, *, demo_cases: int | None) -> None:
    """Load the fictional alliance with a year of so many cases into a new folder, unless None; show a demo's sign-ins.

    The file `ready` marks a first start that came to its end. Raises SetUpError when loading fails.
    """
    if not folder.ready.exists():
        environment = process_environment(folder, addresses)
        _finish(_begin(environment, "create_installation"), "The installation could not be created")
        if demo_cases is not None:
            report("Loading the fictional alliance …")
            _finish(_begin(environment, "load_demo", "--cases", str(demo_cases)), "Loading it failed", report)
        make_file(folder.ready)
    if folder.demo.exists():
        report(f"Everything in this folder is fictional. Sign-ins:\n{sign_ins(folder)}")


def record_changed_hands(folder: DataFolder, addresses: Addresses) -> None:
    """Record in the ledger that the folder changed hands, where that has happened since the last start."""
    if folder.hands.exists():
        environment = process_environment(folder, addresses)
        _finish(_begin(environment, "record_hands"), "The change of the folder's owner could not be recorded")


def forget_interrupted_start(folder: DataFolder) -> None:
    """Take away a half-loaded fictional alliance, so that the first start begins again."""
    if folder.demo.exists() and not folder.ready.exists():
        forget_demo(folder)


def forget_demo(folder: DataFolder) -> None:
    """Take away everything fictional in the folder; the root key stays.

    Raises SetUpError when the folder is not marked as fictional.
    """
    if not folder.demo.exists():
        raise SetUpError(f"{folder.path} may hold real data (it has no file 'demo'): it is left as it is.")
    folder.ready.unlink(missing_ok=True)
    shutil.rmtree(folder.database, ignore_errors=True)
    folder.witness.unlink(missing_ok=True)
    folder.heads.unlink(missing_ok=True)
    write_file(folder.erasures, b"")
    folder.demo.unlink()  # last: it allows all the others


def sign_ins(folder: DataFolder) -> str:
    """The demo's sign-ins in words, from the marker file; only the sign-in page shows second factors."""
    people = json.loads(folder.demo.read_text(encoding="utf-8"))
    lines = [f"  {person['email']:<28} {person['role']}" for person in people]
    passwords = ", ".join(sorted({person["password"] for person in people}))
    lines.append(f"  Password of all: {passwords}")
    lines.append("  The sign-in page shows each one's code of the second factor, under the banner.")
    return "\n".join(lines)


def run_django(environment: Mapping[str, str], *arguments: str, what_failed: str) -> str:
    """Run a Django command to its end; its output. Raises SetUpError with the command's last line."""
    return _finish(_begin(environment, *arguments), what_failed)


def ask_django(environment: Mapping[str, str], *arguments: str) -> tuple[bool, str]:
    """Run a Django command whose failure is an answer: whether it succeeded, and its output."""
    process = _begin(environment, *arguments)
    output, _nothing = process.communicate()
    return process.returncode == 0, output.strip()


def _stamp(folder: DataFolder) -> str:
    """Changes with any file of the program, the versions it migrates with, and the database's files."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        digest.update(f"{path.relative_to(package)}\n".encode() + path.read_bytes())
    for name in ("django", "django-allauth", "django-tasks-db"):
        digest.update(importlib.metadata.version(name).encode())
    cluster = (folder.database / "PG_VERSION").stat()
    digest.update(f"{cluster.st_ino} {cluster.st_mtime_ns}".encode())
    return digest.hexdigest()


def _begin(environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and commands
        python("django", *arguments),
        env=dict(environment),
        cwd=environment.get("PALERMO_DATA"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _finish(process: subprocess.Popen[str], what_failed: str, report: Report | None = None) -> str:
    """Wait for the end, passing lines on to `report` until one begins a traceback; the whole output."""
    lines: list[str] = []
    with process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if lines[-1].startswith("Traceback"):
                report = None
            if report is not None:
                report(f"  {lines[-1]}")
    if process.returncode != 0:
        reasons = [line for line in lines if line.strip()] or [f"status {process.returncode}"]
        raise SetUpError(f"{what_failed}: {reasons[-1].removeprefix('CommandError: ')}")
    return "\n".join(lines)
