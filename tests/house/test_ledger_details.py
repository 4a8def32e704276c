"""Every code that an event of the ledger can hold has words, and so has every kind of thing that one is about."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import palermo
from palermo.trust.ledger.details import DETAILS, OBJECTS, detail_words, object_words, value_words

SOURCE = Path(palermo.__file__).parent
OUTSIDE = {"evidence", "charts", "reference", "kit"}
"""What knows no ledger."""
ELSEWHERE = {"exchange/kinds/schema.py"}
"""Where `codes` is something else: the allowed values of a field."""


@cache
def trees() -> dict[str, ast.Module]:
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] not in OUTSIDE
    }


def names_in(node: ast.AST) -> Iterator[str]:
    """Names of every dictionary written inside a node."""
    for one in ast.walk(node):
        if isinstance(one, ast.Dict):
            for key in one.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value


def codes_of(node: ast.AST, tellers: set[str]) -> Iterable[str]:
    """Names of codes that a node gives to an event: to `codes`, or to a function that hands them on as such."""
    match node:
        case ast.keyword(arg="codes", value=value):
            yield from names_in(value)
        case ast.AnnAssign(target=ast.Name(id="codes"), value=ast.AST() as value):
            yield from names_in(value)
        case ast.AugAssign(target=ast.Name(id="codes"), value=value):
            yield from names_in(value)
        case ast.Assign(targets=targets, value=value):
            named = {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
            if "codes" in named:
                yield from names_in(value)
                for target in targets:
                    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                        yield str(target.slice.value)
        case ast.FunctionDef(name="_codes"):
            yield from names_in(node)
        case ast.Call(func=ast.Name(id=name), keywords=keywords) if name in tellers:
            yield from (keyword.arg for keyword in keywords if keyword.arg)


@cache
def recorded() -> dict[str, str]:
    """Every name of a code that the program records, and one file that does."""
    found = {}
    for path, tree in trees().items():
        if path in ELSEWHERE:
            continue
        tellers = {
            one.name
            for one in ast.walk(tree)
            if isinstance(one, ast.FunctionDef) and one.args.kwarg and one.args.kwarg.arg == "codes"
        }
        for node in ast.walk(tree):
            found |= dict.fromkeys(codes_of(node, tellers), path)
    return found


def test_each_code_of_an_event_is_called_something() -> None:
    assert {name: path for name, path in recorded().items() if name not in DETAILS} == {}
    # The walk sees what it is meant to see.
    assert {"alternative", "came_by", "columns", "urgency", "upheld", "uid_after"} <= recorded().keys()


def test_no_words_are_kept_for_a_code_that_nothing_records() -> None:
    own = {"codes", "system"}  # put in by the chain itself, and by what cannot be read
    assert DETAILS.keys() - recorded().keys() - own == set()


def test_each_kind_of_thing_an_event_is_about_is_called_something() -> None:
    found = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            match node:
                case ast.keyword(arg="object_type", value=ast.Constant(value=str(kind))):
                    found.add(kind)
                case ast.Assign(targets=[ast.Name(id="object_type")], value=ast.Constant(value=str(kind))):
                    found.add(kind)
    assert found - OBJECTS.keys() - {""} == set()
    assert {"case", "referral", "clock", "authority_request"} <= found


def test_words_stand_for_what_used_to_be_raw_codes() -> None:
    assert (detail_words("alternative"), value_words("alternative", True)) == (
        "A real alternative existed",
        "yes",
    )
    assert value_words("came_by", "own_detection") != "own_detection"
    assert (
        value_words("columns", "safe_contact.contact")
        == "How to reach the person safely, Telephone or address"
    )
    assert value_words("until", "2026-11-30") == "30 Nov 2026"
    assert object_words("authority_request") == "Request of an authority"
    # What a later version recorded is shown as it stands.
    assert (detail_words("new_thing"), value_words("new_thing", "new_code")) == ("new thing", "new code")
