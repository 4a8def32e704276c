"""docs/women-and-children.md: each of its lines names a test that exists, and every concern has a line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "women-and-children.md"
HEAD = ["Flow", "By", "What differs", "Test"]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith("|---")
]
LINES = [row for row in ROWS if row != HEAD]
CONCERNS = {"sex", "gender", "pregnancy", "children", "age", "everybody", "the same"}


def test_every_line_says_flow_concern_and_difference() -> None:
    assert LINES
    for line in LINES:
        assert len(line) == len(HEAD), line
        assert all(line), line
        assert {concern.strip() for concern in line[1].split(",")} <= CONCERNS, line


def test_each_concern_has_a_line() -> None:
    said = {concern.strip() for line in LINES for concern in line[1].split(",")}
    assert said == CONCERNS


@pytest.mark.parametrize("line", LINES, ids=[line[3].strip("`").split("::")[-1] for line in LINES])
def test_the_test_of_each_line_is_there(line: list[str]) -> None:
    path, _, name = line[3].strip("`").partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
