"""What must hold in every file of the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LONGEST_MODULE = 300


def files(*patterns: str) -> list[Path]:
    """Files of the repository, committed or about to be, that match one of the patterns."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    try:
        names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        found = [ROOT / name for name in names.splitlines()]
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive has no git
        found = [
            path for pattern in patterns for path in ROOT.glob(f"**/{pattern}") if ".venv" not in path.parts
        ]
    return [path for path in found if path.is_file()]


def test_no_module_is_longer_than_one_sitting() -> None:
    modules = [path for path in files("src/*.py", "bench/*.py") if "migrations" not in path.parts]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules
    }
    assert modules
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_the_launcher_of_the_database_stays_under_two_hundred_lines() -> None:
    launcher = ROOT / "src" / "palermo" / "operation" / "embedded.py"
    assert len(launcher.read_text(encoding="utf-8").splitlines()) < 200


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_version_has_its_hashes_and_no_host_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) > 20
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text


def test_the_lock_covers_what_the_project_asks_for() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = set(re.findall(r'^    "([a-z0-9-]+)(?:\[[a-z,-]+\])?>=', project, flags=re.MULTILINE))
    locked = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    assert asked
    assert {name for name in asked if f"\n{name}==" not in f"\n{locked}"} == set()


def test_source_and_tests_name_no_place_of_one_machine() -> None:
    place = re.compile(r"(?<![\w./-])/(?:root|work|home/(?!amal))\b/")
    found = {
        str(path.relative_to(ROOT))
        for path in files("*.py", "*.toml", "*.md", "*.html", "*.lock", "Makefile", ".ci/*")
        if place.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()
