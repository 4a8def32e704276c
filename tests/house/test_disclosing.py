"""What makes or ends a disclosure is registered with `exchange.acts`, or is part of nothing but what is.

Found by what is written: rows and columns that say that something left, may leave, or may not any more. Whoever
writes one is a registered act, or is called by registered acts alone, however far below.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import palermo
from palermo.exchange.kinds import registry

SOURCE = Path(palermo.__file__).parent
Function = tuple[str, str]

COLUMNS = {
    "disclosed_at", "place_told_at", "withdrawn_at", "erased_at", "approved_at", "review_upheld", "conflict",
    "mandate_until", "ended_on",
}  # fmt: skip
"""Columns in which it stands that something left, may leave, or may not any more."""

ROWS = {"Consent", "Override", "NeverShare", "PlaceTold", "Envelope", "Body"}
"""Rows that are it."""

ALONE: dict[Function, str] = {
    ("palermo.trust.basis.erasure", "end_consents"): "part of an erasure, and of a restore that repeats it",
    ("palermo.protection.referral.services.withdrawal", "end_before_erasure"): "part of an erasure",
    (
        "palermo.protection.identification.authority.erasing",
        "take_back_before_erasure",
    ): "part of an erasure",
    ("palermo.exchange.files.opening", "import_file"): "arrives: the inbox task takes it in",
    ("palermo.exchange.views", "open_file"): "arrives: the inbox task takes it in",
    (
        "palermo.protection.identification.services.presumption",
        "end_reflection",
    ): "a period; nothing leaves by it",
    ("palermo.protection.children.services", "record_guardian"): "counts for nothing until it is verified",
}
"""Where nothing is called by an act, and why it needs none. So with every `erasing`: part of an erasure."""


ANSWERED: set[Function] = {
    ("palermo.protection.identification.authority.services.matters", "_send_answer"),
    ("palermo.protection.conference.services.holding", "_send_decisions"),
}
"""What leaves as its author wrote it in the same flow, whose last page compares the answers themselves."""


@cache
def modules() -> dict[str, ast.Module]:
    found = {}
    for path in SOURCE.rglob("*.py"):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if "migrations" not in parts:
            name = ".".join(part for part in parts if part != "__init__")
            found[name] = ast.parse(path.read_text("utf-8"))
    return found


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions and methods of a module; what stands inside of one belongs to it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        if isinstance(node, ast.ClassDef):
            yield from (inner for inner in node.body if isinstance(inner, ast.FunctionDef))


def writes(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, (ast.Assign, ast.AnnAssign)):
            targets = part.targets if isinstance(part, ast.Assign) else [part.target]
            for one in [inner for target in targets for inner in ast.walk(target)]:
                if isinstance(one, ast.Attribute) and one.attr in COLUMNS:
                    yield one.attr
        if isinstance(part, ast.Call):
            called = ast.unparse(part.func)
            if called in ROWS or called in {f"{row}.objects.create" for row in ROWS}:
                yield called
            if called.endswith((".update", ".create")):
                yield from (word.arg for word in part.keywords if word.arg in COLUMNS)


def names_of(module: str, tree: ast.Module) -> dict[str, Function]:
    """What a name in a module means, where it means a function of the program."""
    known = {
        function.name: (module, function.name)
        for function in tree.body
        if isinstance(function, ast.FunctionDef)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("palermo"):
            for alias in node.names:
                known[alias.asname or alias.name] = (node.module, alias.name)
    return known


@cache
def callers() -> dict[Function, set[Function]]:
    """Who names a function: calls it, or hands it on."""
    found: dict[Function, set[Function]] = defaultdict(set)
    for module, tree in modules().items():
        known = names_of(module, tree)
        for function in functions(tree):
            inside = {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
            inside |= {
                one.name
                for one in ast.walk(function)
                if isinstance(one, ast.FunctionDef) and one is not function
            }
            for node in ast.walk(function):
                if isinstance(node, ast.Name) and node.id in known and node.id not in inside:
                    found[known[node.id]].add((module, function.name))
                if (
                    isinstance(node, ast.Attribute)
                    and isinstance(node.value, ast.Name)
                    and node.value.id in known
                ):
                    package, name = known[node.value.id]
                    found[f"{package}.{name}", node.attr].add((module, function.name))
    return found


@cache
def marked() -> dict[Function, list[str]]:
    """Registered acts, with the names of their decorators."""
    found = {}
    for module, tree in modules().items():
        for function in functions(tree):
            named = [ast.unparse(one).partition("(")[0] for one in function.decorator_list]
            if {"makes", "ends"} & set(named):
                found[module, function.name] = named
    return found


def unregistered(function: Function, seen: frozenset[Function] = frozenset()) -> set[Function]:
    """Those through whom something is written without an act around it."""
    if function in marked() or function in ALONE or function in seen or function[0].endswith(".erasing"):
        return set()
    above = callers()[function] - {function}
    if not above:
        return {function}
    return {one for caller in above for one in unregistered(caller, seen | {function})}


def test_whoever_makes_or_ends_a_disclosure_is_registered() -> None:
    writers = {
        (module, function.name): sorted(set(writes(function)))
        for module, tree in modules().items()
        for function in functions(tree)
        if any(writes(function)) and not module.endswith((".thread", ".forms"))
    }
    assert len(writers) > 15
    found = {
        function: (wrote, loose) for function, wrote in writers.items() if (loose := unregistered(function))
    }
    assert found == {}


def test_an_act_taken_off_the_register_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    sends = ("palermo.protection.referral.services.sending", "send_identity_slice")
    monkeypatch.setattr(f"{__name__}.marked", dict)
    assert unregistered(("palermo.exchange.storing", "store_package")) > unregistered(sends) > set()


def test_an_exception_is_one_still() -> None:
    known = {(module, one.name) for module, tree in modules().items() for one in functions(tree)}
    assert {function for function in ALONE if function not in known or function in marked()} == set()


def test_an_act_is_a_service_that_takes_its_lock_first() -> None:
    assert {
        function: named
        for function, named in marked().items()
        if named not in (["service", "makes"], ["service", "ends"])
    } == {}


def taking(argument: str) -> set[Function]:
    """Services that are given `argument`."""
    return {
        (module, function.name)
        for module, tree in modules().items()
        for function in functions(tree)
        if argument in {one.arg for one in function.args.kwonlyargs} and function.decorator_list
    }


def test_what_is_sent_can_be_compared_with_what_was_shown() -> None:
    sending = {("palermo.exchange.services", "send"), ("palermo.exchange.services", "send_identity")}
    sends = {
        caller for one in sending for caller in callers()[one] if not caller[0].startswith("palermo.exchange")
    }
    assert len(sends) == 10
    assert sends - taking("shown") == ANSWERED


def test_each_page_hands_on_what_it_showed() -> None:
    pages = [name for name in modules() if ".views" in name]
    compared = taking("shown")
    found, missing = 0, []
    for page in pages:
        known = names_of(page, modules()[page])
        for node in ast.walk(modules()[page]):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if isinstance(node, ast.Call) and known.get(called) in compared:
                found += 1
                if "shown" not in {word.arg for word in node.keywords}:
                    missing.append((page, called))
    assert missing == []
    assert found > 5


def test_each_kind_of_package_says_whose_file_it_is_about() -> None:
    for schema in registry.schemas():
        assert registry.handlers_of(schema.kind).file_of is not registry._of_nobody, schema.kind
