"""Verbs of the ledger: each belongs to one room, has words once, and is recorded somewhere; so with what is asked."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path

import palermo
from palermo.trust.ledger.words import known_verbs
from palermo.trust.verbs import Asked, Verb

SOURCE = Path(palermo.__file__).parent


@cache
def enums(base: type[StrEnum]) -> list[type[StrEnum]]:
    """Every room's own enum of that base, in whatever module it is written."""
    for path in SOURCE.rglob("*.py"):
        if re.search(r"^class \w+\((?:Verb|Asked)\):", path.read_text("utf-8"), re.MULTILINE):
            parts = path.relative_to(SOURCE.parent).with_suffix("").parts
            import_module(".".join(part for part in parts if part != "__init__"))
    return [enum for enum in base.__subclasses__() if enum.__module__.startswith("palermo.")]


@cache
def named_in_source() -> set[tuple[str, str]]:
    """Class and member of every attribute in the program, but for those that only a table of words names."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        keys = {id(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
        found |= {
            (node.value.id, node.attr)
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and id(node) not in keys
        }
    return found


def members(base: type[StrEnum]) -> Iterator[StrEnum]:
    for enum in enums(base):
        yield from enum


def test_each_verb_is_written_in_words_and_nothing_else_is() -> None:
    # That a verb has words once only is held when the program starts: add_verbs refuses one that is known.
    assert known_verbs() == {verb.value for verb in members(Verb)}


def test_no_two_rooms_share_a_verb() -> None:
    for base in (Verb, Asked):
        assert [value for value, times in Counter(members(base)).items() if times > 1] == []


def test_each_verb_is_used() -> None:
    named = named_in_source()
    for base in (Verb, Asked):
        assert [one for one in members(base) if (type(one).__name__, one.name) not in named] == []


def test_what_was_recorded_before_is_read_as_before() -> None:
    # A ledger row stays for ever: a verb that a chain may hold is never spelt anew.
    kept = {
        "refused", "probed", "revealed", "person.erased", "case.opened", "case.assigned", "person.identity_recorded",
        "consent.recorded", "consent.withdrawn", "disclosure.allowed", "disclosure.refused", "override.ended",
        "package.sent", "package.received", "referral.identity_sent", "referral.withdrawn", "enquiry.received",
        "enquiry.identity_received", "enquiry.withdrawal_answered", "role.assigned", "role.ended", "signin.done",
    }  # fmt: skip
    assert kept <= known_verbs()
