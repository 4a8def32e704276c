"""Accounts are found by an address in one way. Needs no database."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import palermo

SOURCE = Path(palermo.__file__).parent
THE_ONE_WAY = "trust/people/models.py"
LOOKS = {"filter", "get", "exclude", "Q", "get_or_create", "update_or_create", "aget"}
OTHER_QUESTIONS = {
    ("trust/people/reachable.py", "email__regex"),  # which of them to look at
    ("trust/people/queries.py", "email__gt"),  # where the next page of a list begins
}
ALLAUTH = {"filter_users_by_email", "get_for_user", "get_by_natural_key"}
"""They compare addresses by rules of their own: with UPPER of the database, then small letters of Python."""


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield path.relative_to(SOURCE).as_posix(), node


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_nothing_is_compared_by_the_database_s_rules_for_large_and_small_letters() -> None:
    loose = ("iexact", "icontains", "istartswith", "iendswith", "iregex")
    found = [
        f"{where}:{call.lineno}"
        for where, call in calls()
        for keyword in call.keywords
        if keyword.arg and keyword.arg.endswith(tuple(f"__{one}" for one in loose))
    ]
    assert found == []


def test_no_account_is_found_by_an_address_but_in_one_function() -> None:
    found = {
        (where, keyword.arg)
        for where, call in calls()
        for keyword in call.keywords
        if name_of(call) in LOOKS and (keyword.arg or "").partition("__")[0] == "email"
    }
    assert found == {(THE_ONE_WAY, "email"), *OTHER_QUESTIONS}


def test_no_look_up_of_allauth_s_is_called() -> None:
    assert [f"{where}:{call.lineno}" for where, call in calls() if name_of(call) in ALLAUTH] == []
