"""What day it is, is asked in one place: by the clock of the office acted for."""

from __future__ import annotations

import ast
from pathlib import Path

import palermo

SOURCE = Path(palermo.__file__).parent
OUTSIDE = {"evidence", "charts", "reference", "planning", "operation"}
"""What knows no office."""
KNOWS = {"kit/office_time.py"}
ELSEWHERE = {
    "desk/clocks_moved.py": "days of another zone than the active one, which is given",
    "desk/notices/rules.py": "days of the zone that is given",
    "trust/times.py": "bounds of what Python can name",
    "web/translations/checks.py": "a day on paper, in the reviewer's own time",
    "trust/ledger/exposure.py": "days of the ledger, which keeps UTC",
    "demo/ended.py": "moments of an invented past",
}
"""Where another day than the office's is meant, and why."""


def days_asked(tree: ast.AST) -> list[int]:
    """Lines where a day is made of a moment without a zone being asked: `….date()`, `….today()`, UTC midnights."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="date" | "today"), args=[], keywords=[]):
                found.append(node.lineno)
            case ast.Call(
                func=ast.Attribute(attr="combine"), keywords=[ast.keyword(value=ast.Name(id="UTC"))]
            ):
                found.append(node.lineno)
            case _:
                pass
    return found


def test_no_module_but_one_makes_a_day_of_a_moment() -> None:
    wrong = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name in KNOWS or name in ELSEWHERE or name.split("/")[0] in OUTSIDE or "/migrations/" in name:
            continue
        if lines := days_asked(ast.parse(path.read_text("utf-8"))):
            wrong[name] = lines
    assert not wrong, "ask palermo.kit.office_time"


def test_the_rule_finds_what_it_forbids() -> None:
    tried = ["timezone.now().date()", "date.today()", "row.at.date()", "datetime.combine(d, t, tzinfo=UTC)"]
    assert all(days_asked(ast.parse(text)) == [1] for text in tried)
