"""A page parses, calls one service or query, and renders: nothing is written in a view."""

from __future__ import annotations

import ast
from pathlib import Path

import palermo

SOURCE = Path(palermo.__file__).parent
VIEWS = sorted(
    path for path in SOURCE.rglob("*.py") if path.name == "views.py" or "views" in path.parent.parts[-1:]
)
WRITERS = {"palermo.trust.current": {"record"}, "palermo.trust.service": {"service"}}
OF_A_TABLE = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}


def writes(path: Path) -> list[str]:
    """What a module imports or calls to write rows or events."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module in WRITERS:
            found += [alias.name for alias in node.names if alias.name in WRITERS[node.module]]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, of = node.func.attr, ast.unparse(node.func.value)
            if name in OF_A_TABLE or (name in {"update", "delete"} and ".objects" in of):
                found.append(f"{of}.{name}")
            if name in {"save", "delete"} and any(word.arg == "update_fields" for word in node.keywords):
                found.append(f"{of}.{name}")
    return found


def test_no_view_writes() -> None:
    assert len(VIEWS) > 40
    assert {path.relative_to(SOURCE).as_posix(): found for path in VIEWS if (found := writes(path))} == {}
