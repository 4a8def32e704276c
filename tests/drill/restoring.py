"""Backup and restore as an administrator does them, and what must be true afterwards."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from tests.drill.job import Job, clean_environment, ledger_says, palermo
from tests.drill.visitor import Visitor
from tests.support.canaries import traces
from tests.support.last_page import held

from palermo.operation.datafolder import DataFolder
from palermo.operation.dumps import TableDigest, table_digests
from palermo.operation.embedded import Cluster
from palermo.operation.firststart import OWNER
from palermo.operation.unprivileged import packaged_install

LEADS = "bram@lantern.example"


@dataclass(frozen=True)
class Saved:
    """One backup, and what else a restore needs."""

    data: Path
    keys: Path
    journal: Path
    root_key: Path

    def with_journal(self, path: Path) -> Saved:
        """The same backup with another journal of erasures."""
        return replace(self, journal=path)


def back_up(folder: DataFolder, to: Path) -> Saved:
    """Take a backup with the command line."""
    before = set(to.glob("*/manifest.json"))
    done = palermo("backup", "--data", folder.path, "--to", to)
    assert done.returncode == 0, done.stderr
    (manifest,) = set(to.glob("*/manifest.json")) - before
    data = manifest.parent
    return Saved(data, to / "keys" / f"{data.name}.dump", folder.erasures, folder.root_key)


def restore(saved: Saved, into: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
    """Restore with the command line."""
    return palermo(
        *("restore", saved.data, "--keys", saved.keys, "--journal", saved.journal),
        *("--root-key", saved.root_key, "--data", into),
        *options,
    )


def plant(job: Job, cases: int) -> list[dict[str, str]]:
    """Plant words in new cases of the running demo; for each the ids of case, person and help."""
    found: list[dict[str, str]] = json.loads(job.script("tests.drill.plant", str(cases)))
    return found


def leader(job: Job) -> Visitor:
    """The coordinator of the office that keeps the planted cases, signed in with both factors."""
    visitor = Visitor(job.port)
    visitor.sign_in(job.sign_in(LEADS))
    return visitor


def erase(visitor: Visitor, case: str) -> None:
    """Erase the person of a case through the page."""
    path = f"/protection/cases/{case}/erase/"
    page = held(visitor.get(path).page)
    answer = visitor.post(path, shown=page["shown"], reason="person_asked", understood="on")
    assert answer.leads_to.endswith("/erased/"), answer


def shown(visitor: Visitor, planted: dict[str, str]) -> list[str]:
    """The planted words on the pages that show an identity, a note, her goals and her never-share list."""
    case = f"/protection/cases/{planted['case']}"
    places = ("who", f"assistance/{planted['help']}/note", "goals", "never-share")
    pages = [visitor.get(f"{case}/{place}/") for place in places]
    return traces("".join(page.page for page in pages).encode())


def told_by_files(saved: Saved) -> dict[str, list[str]]:
    """The planted words in each file of a backup, as bytes and as the text a reader makes of the dumps."""
    files = {path.name: path.read_bytes() for path in (*saved.data.iterdir(), saved.keys)}
    tool = str(packaged_install() / "bin" / "pg_restore")
    for path in (saved.data / "data.dump", saved.keys):
        command = [tool, "-f", "-", str(path)]
        done = subprocess.run(command, env=clean_environment(), check=True, capture_output=True)
        assert b"COPY" in done.stdout
        files[f"{path.name} as text"] = done.stdout
    return {name: words for name, content in files.items() if (words := traces(content))}


def digests(folder: DataFolder) -> dict[str, TableDigest]:
    """Digest of every table of an installation that does not run."""
    with Cluster(folder.path) as cluster, psycopg.connect(cluster.url(OWNER)) as connection:
        return table_digests(connection)


def check_restored(folder: DataFolder, done: subprocess.CompletedProcess[str]) -> None:
    """The restore said that every table is equal, and the ledger is as the witness saw it."""
    assert done.returncode == 0, done.stderr
    assert "are equal" in done.stdout
    intact, words = ledger_says(folder)
    assert intact, words


def tree(path: Path) -> dict[str, tuple[int, str]]:
    """Mode and SHA-256 of everything below a path; nothing where there is no such path."""
    return {
        str(one.relative_to(path)): (
            one.stat().st_mode,
            hashlib.sha256(one.read_bytes()).hexdigest() if one.is_file() else "",
        )
        for one in path.rglob("*")
    }


def refusal(saved: Saved, into: Path, *options: str | Path) -> str:
    """The one line with which a restore is refused; fails unless it is one line and nothing changed."""
    existed, before = into.exists(), tree(into)
    done = restore(saved, into, *options)
    assert done.returncode == 1, done.stdout
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("palermo: ")
    assert "Traceback" not in done.stdout
    assert tree(into) == before
    assert into.exists() == existed or not list(into.iterdir())
    return done.stderr
