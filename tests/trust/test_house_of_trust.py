"""Inside trust: one module writes the ledger, one holds the keys, and the table of promises names real tests."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import palermo

SOURCE = Path(palermo.__file__).parent
REPOSITORY = SOURCE.parent.parent
PROMISES = REPOSITORY / "docs" / "architecture-foundations.md"
WRITING = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_update",
    "delete",
    "save",
}
KEY_MODELS = {
    "KeySlot": "trust/vault/slots.py",
    "SubjectKey": "trust/vault/keys.py",
    "PartyKey": "trust/vault/keys.py",
}
"""Each table of keys, and the one module that touches it: who opens an office's key, and what that key opens."""


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Every module of the program by its path, read once for all questions."""
    return [
        (str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def test_only_the_chain_writes_events() -> None:
    writers = set()
    for path, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            made = isinstance(node.func, ast.Name) and node.func.id == "LedgerEvent"
            written = (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITING
                and "LedgerEvent" in names_in(node.func.value)
            )
            if made or written:
                writers.add(path)
    # Verification builds events in memory to recompute their hashes: of rows on a connection that may only read, and
    # of the lines of an exported file.
    assert writers == {"trust/ledger/chain.py", "trust/ledger/export.py", "trust/ledger/verify.py"}
    (export,) = (tree for path, tree in modules() if path == "trust/ledger/export.py")
    called = {
        node.func.attr
        for node in ast.walk(export)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert called & WRITING == set()


def test_nothing_but_the_unit_of_work_appends() -> None:
    importers = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "palermo.trust.ledger.chain"
        and any(alias.name == "append" for alias in node.names)
    }
    assert importers == {"trust/unit_of_work.py"}


def test_only_the_modules_of_slots_and_of_keys_and_the_one_that_wraps_them_anew_touch_key_tables() -> None:
    importers = {
        (alias.name, path)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in KEY_MODELS
    }
    wraps_anew = {(model, "trust/vault/rotation/office.py") for model in ("SubjectKey", "PartyKey")}
    assert importers == set(KEY_MODELS.items()) | wraps_anew


def test_no_module_sets_who_acts_but_the_unit_of_work() -> None:
    setters = {path for path, tree in modules() for text in _strings(tree) if "set_config('palermo." in text}
    assert setters == {"trust/current.py"}


def _strings(tree: ast.Module) -> list[str]:
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def promised(text: str = "") -> list[str]:
    """The tests that a line of the table of promises names, or the whole table."""
    return re.findall(r"`(tests/[^`]+::\w+)`", text or PROMISES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted({promise.partition("::")[0] for promise in promised()}))
def test_every_promise_names_a_test_that_exists(path: str) -> None:
    tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    named = {promise.partition("::")[2] for promise in promised() if promise.startswith(f"{path}::")}
    assert named <= defined, named - defined


def test_no_promise_stands_without_a_test() -> None:
    rows = [line for line in PROMISES.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    sentences = [line for line in rows if not line.startswith(("| Promise", "|---"))]
    assert sentences
    assert [line for line in sentences if not promised(line)] == []
    assert sum(len(promised(line)) for line in sentences) == len(promised())
