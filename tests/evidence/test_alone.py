"""The rooms of evidence work where nothing of the server is installed: its imports fail, and nothing notices."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# What `server` names and `evidence` does not; a fresh interpreter refuses each of them.
REFUSED = (
    "django",
    "psycopg",
    "allauth",
    "gunicorn",
    "whitenoise",
    "django_tasks",
    "csp",
    "babel",
    "jsonschema",
)
BLOCK = f"""
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {REFUSED!r}:
            raise ImportError(name + " is not there")

sys.meta_path.insert(0, Refuse())
"""
TABLE = "id,a,b,c\n" + "".join(
    f"{number},{int(number % 2 == 0)},{int(number % 3 == 0)},{int(number % 5 != 2 or number % 6 in (1, 5))}\n"
    for number in range(1, 121)
)
LIBRARY = """
from palermo.evidence.prevalence import CaptureHistories, rated, run_checks, stepwise
from palermo.evidence.indicators.library import indicators_of
from palermo.evidence.harmonise.run import harmonise
table = CaptureHistories.from_csv("table.csv")
found = rated(stepwise(table), run_checks(table))
assert found.summary() and found.shown().rows and table.plot().svg
print(found.rating)
"""


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """The environment of an interpreter in which nothing of the server can be imported."""
    (tmp_path / "sitecustomize.py").write_text(BLOCK, encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path}


def ran(alone: dict[str, str], folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter."""
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=alone, capture_output=True, text=True, check=False
    )


def test_the_server_cannot_be_imported_here(alone: dict[str, str], tmp_path: Path) -> None:
    for name in ("django", "psycopg"):
        done = ran(alone, tmp_path, "-c", f"import {name}")
        assert f"ImportError: {name} is not there" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("prevalence", "check", "table.csv"),
        ("harmonise", "--help"),
        ("indicators", "--catalogue"),
        ("vocab", "list"),
    ],
    ids=lambda words: words[0],
)
def test_the_commands_of_evidence_run(alone: dict[str, str], tmp_path: Path, words: tuple[str, ...]) -> None:
    done = ran(alone, tmp_path, "-m", "palermo.cli", *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_library_runs(alone: dict[str, str], tmp_path: Path) -> None:
    done = ran(alone, tmp_path, "-c", LIBRARY)
    assert (done.returncode, done.stdout) == (0, "RED\n"), done.stderr
