"""After all attacks: no planted word lies in the clear anywhere, and every chain of the ledger holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from tests.attack.running import Copy
from tests.drill import restoring
from tests.drill.job import ledger_says
from tests.support.canaries import plain_traces, traces

from palermo.operation.embedded import socket_url
from palermo.operation.firststart import SUPERUSER

pytestmark = pytest.mark.attack
Held = Callable[[bool, str], None]
SEARCHED_WHOLE = 8 * 1024 * 1024
"""Bytes up to which a file is searched in every encoding; a larger one for plain text."""


def told_by(path: Path) -> list[str]:
    """The planted words in a file."""
    content = path.read_bytes()
    return traces(content) if len(content) <= SEARCHED_WHOLE else plain_traces(content)


def test_whoever_has_the_right_reads_the_words(copy: Copy, held: Held) -> None:
    words = restoring.shown(copy.asker(restoring.LEADS), copy.planted[0])
    held({"Zintharael", "plimsorrel"} <= set(words), "what is searched for is there")


def test_no_file_of_the_installation_holds_a_word(copy: Copy, held: Held) -> None:
    with psycopg.connect(socket_url(copy.job.folder, SUPERUSER, SUPERUSER), autocommit=True) as superuser:
        superuser.execute("CHECKPOINT")
    plain, root = 0, copy.job.folder.path
    for place in sorted(root.iterdir()):
        files = [path for path in (place, *place.rglob("*")) if path.is_file()]
        plain += sum(b"ada@lantern.example" in path.read_bytes() for path in files)
        told = {str(path.relative_to(root)): words for path in files if (words := told_by(path))}
        held(told == {}, f"{place.name}: {told}")
    assert plain > 1, "what is not sealed would be found"


def test_no_row_of_the_queue_and_no_line_of_the_log_holds_a_word(copy: Copy, held: Held) -> None:
    with psycopg.connect(copy.job.owner, autocommit=True) as owner:
        for table in ("django_tasks_database_dbtaskresult", "web_cache", "django_session", "ledger_event"):
            rows = owner.execute(f"SELECT t::text FROM {table} t").fetchall()
            held(rows != [] and traces("\n".join(row for (row,) in rows).encode()) == [], table)
    log = "\n".join(copy.job.lines)
    held("Palermo is ready" in log and traces(log.encode()) == [], "the log")


def test_no_backup_holds_a_word(copy: Copy, held: Held, tmp_path: Path) -> None:
    saved = restoring.back_up(copy.job.folder, tmp_path / "backups")
    told = restoring.told_by_files(saved)
    for path in [*sorted(saved.data.iterdir()), saved.keys]:
        held(path.name not in told and f"{path.name} as text" not in told, f"{path.name}: {told}")


def test_after_all_of_it_the_ledger_is_intact(copy: Copy, held: Held) -> None:
    intact, words = ledger_says(copy.job.folder)
    held(intact, words)
