"""The first estimate on a computer compiles what it needs, says so once, and keeps it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from palermo.evidence.prevalence.compiling import COMPILING

TABLE = "a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,1,0,12\n1,0,1,15\n1,1,1,11\n"


def checked(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`palermo prevalence check` in a process of its own."""
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "palermo.cli", "prevalence", "check", "table.csv"],
        cwd=folder,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )


def test_only_the_first_command_says_that_it_compiles(tmp_path: Path) -> None:
    first, second = (checked(tmp_path, NUMBA_CACHE_DIR=str(tmp_path / "cache")) for _run in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stderr.count(COMPILING) == 1
    assert COMPILING not in second.stderr
    assert first.stdout == second.stdout
    # One function serves every fit: what the compiler is asked for is what the first user waits for.
    kept = {path.name.partition("-")[0] for path in (tmp_path / "cache").rglob("*.nbi")}
    assert kept == {"kernels.run"}


def test_where_nothing_can_be_kept_the_answer_is_the_same(tmp_path: Path) -> None:
    done = checked(tmp_path, NUMBA_CACHE_LOCATOR_CLASSES="IPythonCacheLocator")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("code 0")
    assert "Traceback" not in done.stderr
