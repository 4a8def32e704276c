"""The inventory of keys in docs/decisions/vault.md names every key that the program makes or derives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from palermo.trust.vault.models import KeyRow

HOUSE = Path(__file__).parents[3]
SOURCE = HOUSE / "src" / "palermo"
PAGE = (HOUSE / "docs" / "decisions" / "vault.md").read_text("utf-8")
DERIVING = {"derive": 1, "decrypt_derived": 0}
"""Each function that takes a purpose, and the place of the purpose among its arguments."""
PASSES_ON = {"root.py"}
"""Where these functions are defined, a purpose is passed on."""


def derived() -> Iterator[tuple[str, str]]:
    """Each purpose that the code derives a key with, its variable end as …, and where."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DERIVING
            ):
                continue
            purpose = node.args[DERIVING[node.func.id]]
            where = f"{path.name}:{node.lineno}"
            match purpose:
                case ast.Constant(value=str(text)):
                    yield text, where
                case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
                    yield f"{text}…", where
                case ast.Name() if path.name in PASSES_ON:
                    pass
                case _:
                    raise AssertionError(f"{where}: write the purpose as a text, so that it can be listed.")


def listed() -> set[str]:
    """The purposes in the page's second table."""
    table = PAGE.split("| Derived with the purpose |")[1].split("\n\n")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


def test_the_inventory_names_every_purpose_a_key_is_derived_for_and_no_other() -> None:
    found = dict(derived())
    assert {purpose: where for purpose, where in found.items() if purpose not in listed()} == {}
    assert listed() - found.keys() == set()


def test_the_inventory_names_every_table_of_keys() -> None:
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, KeyRow)}
    first = PAGE.split("| Key | Algorithm |")[1].split("\n\n")[0]
    assert tables <= set(re.findall(r"\(`(\w+)`\)", first))
