"""What `make attack` runs is there: each area has its tests, and no test against the running copy is left out."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from tests.attack.areas import AREAS, Area, area_of

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
COPY = "attack/"
ENTRIES = [entry for area in AREAS for entry in area.tests]


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
def test_each_area_has_tests_and_every_one_of_them_exists(area: Area) -> None:
    assert area.tests
    for entry in area.tests:
        file, _, name = entry.partition("::")
        assert names_in(file), file
        assert not name or name in names_in(file), entry


def test_every_test_against_the_running_copy_is_in_one_area_and_marked() -> None:
    for path in sorted((TESTS / "attack").glob("test_*.py")):
        assert "pytestmark = pytest.mark.attack" in path.read_text(encoding="utf-8"), path.name
        for name in names_in(f"{COPY}{path.name}"):
            assert area_of(f"tests/{COPY}{path.name}::{name}")


def test_no_test_counts_in_two_areas() -> None:
    assert len(set(ENTRIES)) == len(ENTRIES)
    whole = {entry for entry in ENTRIES if "::" not in entry}
    assert [entry for entry in ENTRIES if "::" in entry and entry.partition("::")[0] in whole] == []
    assert len({area.name for area in AREAS}) == len(AREAS)


def test_the_page_for_whoever_attacks_names_each_area() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    _, _, section = text.partition("## How Palermo is attacked by its own suite")
    rows = re.findall(r"^\| ([^|]+?) +\| +(\d+) \| +(\d+) \|", section, flags=re.MULTILINE)
    assert [name for name, _, _ in rows] == [*(area.name for area in AREAS), "All"]
    assert all(int(attempts) >= int(held) > 0 for _, attempts, held in rows)


def test_ordinary_runs_leave_attacks_out() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "-m 'not drill and not attack'" in project
    assert "-m tests.attack" in (ROOT / "Makefile").read_text(encoding="utf-8")
