"""Patterns that are looked for in a text take its length once, not its square. Needs no database."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants as signs  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import palermo

SOURCE = Path(palermo.__file__).parent
LOOKED_FOR = {"search", "sub", "subn", "split", "findall", "finditer"}
"""Begun anew at each sign of the text; `match` and `fullmatch` begin once."""


def begins_without_end(pattern: str) -> bool:
    """Whether a pattern begins with a repetition of any length, after which something else has to follow.

    In a long text of such signs it is begun at each of them and runs to the end each time. One that may begin only
    where the signs do (a look behind) is begun once.
    """
    (operation, value), *rest = parser.parse(pattern)
    repeats = (signs.MAX_REPEAT, signs.MIN_REPEAT, signs.POSSESSIVE_REPEAT)
    return operation in repeats and value[1] is signs.MAXREPEAT and bool(rest)


def looked_for(path: Path) -> Iterator[str]:
    """The patterns that a module looks for, named at its top or written where they are used."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [
        one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
    ]
    used = {
        one.func.value.id
        for one in calls
        if isinstance(one.func, ast.Attribute)
        and isinstance(one.func.value, ast.Name)
        and one.func.attr in LOOKED_FOR
    }
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and target.id in used and isinstance(value, ast.Call):
            yield from text_of(value)
    for one in calls:
        if ast.unparse(one.func) in {f"re.{name}" for name in LOOKED_FOR}:
            yield from text_of(one)
    if path.name == "logs.py":  # they are tried one after another, from a list
        yield from (
            text for node in tree.body if isinstance(node, ast.Assign) for text in text_of(node.value)
        )


def text_of(call: ast.expr) -> Iterator[str]:
    if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
        yield str(call.args[0].value)


def test_no_pattern_that_is_looked_for_begins_with_what_has_no_end() -> None:
    found = {
        (path.relative_to(SOURCE).as_posix(), pattern)
        for path in sorted(SOURCE.rglob("*.py"))
        for pattern in looked_for(path)
        if begins_without_end(pattern)
    }
    assert found == set()


def test_the_question_tells_the_one_from_the_other() -> None:
    assert begins_without_end(r"[^\s@]+@[^\s@]+")
    assert begins_without_end(r"\s*x")
    assert not begins_without_end(r"(?<!\S)[^\s@]*+@\S*+")
    assert not begins_without_end(r"[a-z]+")
    assert not begins_without_end(r"\?\S*")
    assert re.search(r"(?<!\S)[^\s@]*+@\S*+", "to a@b.example.") is not None
