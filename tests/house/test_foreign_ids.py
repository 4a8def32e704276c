"""A foreign id is looked up, answered and counted in one way: who does otherwise stands here, with the reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import palermo
from palermo.trust.service import NOT_FOUND

SOURCE = Path(palermo.__file__).parent

NOT_OWN_ROW = {
    # Rows that no one office owns: two sides, a receiver, an account.
    "directory/services.py:propose": "the other office of an agreement",
    "directory/services.py:_locked": "an agreement has two offices",
    "exchange/events.py:store_event": "a thread has two sides",
    "exchange/files/events.py:export_events": "a thread has two sides",
    "exchange/inbox.py:follow_thread": "a thread has two sides",
    "exchange/inbox.py:receive_package": "a package is its receiver's",
    "exchange/services.py:_refusal": "a party, and a thread's sides",
    "protection/referral/services/addresses.py:receive_place": "found by the thread of a package",
    "protection/referral/services/came_back.py:receive_came_back": "found by the thread of a package",
    "protection/referral/services/questions.py:receive_answers": "found by the thread of a package",
    "protection/referral/services/receiving_more.py:receive_more": "found by the thread of a package",
    "protection/referral/services/receiving.py:receive_identity": "found by the thread of a package",
    "protection/conference/services/arriving.py:receive_decisions": "found by the thread of a package",
    "protection/identification/authority/services/threads.py:receive_answer": "found by the thread of a package",
    "trust/people/services/acceptance.py:_waiting": "an invitation is its holder's",
    "trust/people/services/access.py:_own_colleague": "an account belongs to no office",
    "trust/people/services/access.py:_renewal_refusal": "an account belongs to no office",
    "trust/people/services/confirming.py:_resting_here": "an account belongs to no office",
    # Rows that are found by something else than their id.
    "desk/clocks.py:_required": "a clock is found by what it is about",
    "desk/put_off.py:put_off": "a thing of Today is found by its kind and what it is about",
    "protection/cases/services/cases.py:unassign_case": "an assignment is found by its account",
    "protection/first_contact/services/events.py:write_lines": "one of many rows, locked together",
}
"""Where a service says itself that something is not there."""

NO_ID = {
    "directory/states/views.py:part": "no part of that name",
    "kit/wizard.py:respond": "no step of that name",
    "partnership/pictures.py:_answer": "no picture of that day",
    "partnership/views.py:state": "no State of that code",
    "protection/children/views/children.py:child_question": "no question of that name",
    "protection/children/views/guardians.py:guardian": "no change of that name",
    "protection/conference/views/conference.py:move": "no move of that name",
    "protection/file/views/counted.py:board_list": "no number of that name",
    "protection/file/views/papers.py:paper": "no form of that name, or no card in that language",
    "protection/first_contact/views/rights.py:_page": "no card in that language or version",
    "protection/identification/views/identification.py:_id_of": "no id at all",
    "protection/identification/views/presumption.py:change_reflection": "no change of that name",
    "trust/people/middleware.py:process_view": "switched off: no id is looked at",
    "trust/people/views/account.py:switch": "counted there: the unit is one of the session's",
    "trust/people/views/ledger_proof.py:head": "nothing recorded yet",
    "trust/switches/views.py:_declared": "no switch of that code",
    "web/guide_pages.py:guide": "no guide of that name",
}
"""Where a page answers 404 itself, at most once."""


@cache
def everywhere() -> list[tuple[str, ast.AST]]:
    """Each node of the modules that say that something is not there, and its function, as `path:function`."""
    found = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        if re.search(r"not_found|NOT_FOUND|404", text):
            module = str(path.relative_to(SOURCE))
            found += [(f"{module}:{function}", node) for function, node in _nodes("", ast.parse(text))]
    return found


def _nodes(function: str, node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.FunctionDef):
        function = node.name
    yield function, node
    for child in ast.iter_child_nodes(node):
        yield from _nodes(function, child)


def names(name: str) -> set[str]:
    """Where a name is used, inside a function."""
    used = {where for where, node in everywhere() if isinstance(node, ast.Name) and node.id == name}
    return {where for where in used if not where.endswith(":")}


def test_no_service_says_itself_that_a_row_is_not_there() -> None:
    own = {"trust/rows.py:own_row", "trust/service.py:record_refusal"}
    assert names("NOT_FOUND") == NOT_OWN_ROW.keys() | own


def test_the_reason_for_a_foreign_id_is_spelt_in_policies_and_tables_alone() -> None:
    spelt = set()
    for where, node in everywhere():
        path, _, function = where.partition(":")
        in_policy = "policies" in path and function
        if isinstance(node, ast.Constant) and node.value == NOT_FOUND and function and not in_policy:
            spelt.add(where)
    # The board has a column of needs for which no service was found.
    assert spelt == {"protection/file/views/board.py:office_board"}


def test_no_page_answers_a_foreign_id_uncounted() -> None:
    raised = [
        where
        for where, node in everywhere()
        if isinstance(node, ast.Raise)
        and any(isinstance(part, ast.Name) and part.id == "Http404" for part in ast.walk(node))
    ]
    assert sorted(raised) == sorted(NO_ID)
    assert names("get_object_or_404") == set()
    assert names("probed") >= {"trust/rows.py:row_or_404", "trust/people/views/account.py:switch"}
