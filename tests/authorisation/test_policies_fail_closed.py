"""Every policy of the program refuses what it does not know, and allows without a row what policies.txt says.

The policies are found by their classes. policies.txt holds the whole table of verdicts for questions that name no
row, and for questions about a row of another office; whoever widens a verdict changes a line there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_args
from uuid import UUID

import pytest
from django.db.models import Model

import palermo
from palermo.exchange.policies import INBOX
from palermo.protection.cases.models.cases import Case
from palermo.trust.actor import INSTALLATION_ID, Actor, Anonymous, Staff, System
from palermo.trust.basis.models import Consent
from palermo.trust.basis.policies import BasisPolicy
from palermo.trust.mandates import Mandate, Role, rooms_of
from palermo.trust.owned import FiledModel
from palermo.trust.policy import Policy
from palermo.trust.reasons import known_reasons
from palermo.trust.retention.rules import RETENTION

SOURCE = Path(palermo.__file__).parent
TABLE = Path(__file__).with_name("policies.txt")
OWN, OTHER, USER, UNIT = (UUID(int=number) for number in range(1, 5))
ROOMS = sorted(set().union(*(rooms_of(mandate) for mandate in Mandate)))
ROOM_SETS = [frozenset[str](), *(frozenset({room}) for room in ROOMS), frozenset(ROOMS)]
OFFICE_COLUMNS = ("organisation_id", "sender_id", "receiver_id", "proposer_id", "partner_id")


class Foreign(StrEnum):
    """Actions of no policy; one is spelt as many policies spell theirs."""

    NO_SUCH_ACTION = "no_such_action"
    SEE = "see"


UNKNOWN: list[Any] = ["no_such_action", "", "SEE", *Foreign]


@cache
def written() -> dict[str, Path]:
    """Name of every class of the source that is a policy, by its bases as written."""
    bases: dict[str, set[str]] = {}
    paths: dict[str, Path] = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                names = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)
                bases[node.name] = {name.id for name in names if isinstance(name, ast.Name)}
                paths[node.name] = path
    found = {"Policy"}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return {name: paths[name] for name in found - {"Policy"}}


def imported(path: Path) -> ModuleType:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return import_module(".".join(part for part in parts if part != "__init__"))


@cache
def policies() -> dict[str, Any]:
    """The one object of each policy, by its class's name."""
    objects = [value for path in set(written().values()) for value in vars(imported(path)).values()]
    found = {type(one).__name__: one for one in objects if isinstance(one, Policy)}
    return dict(sorted(found.items()))


def in_each_room() -> Iterator[tuple[str, str, Any]]:
    """Name, room and object of each policy; one that is asked about files of a room, once for each room."""
    for name, policy in policies().items():
        if isinstance(policy, BasisPolicy):
            yield from ((f"{name}({room})", room, policy.of(room)) for room in ROOMS)
        else:
            yield name, "protection", policy


@cache
def reasons() -> frozenset[str]:
    """Every reason for which Palermo itself acts, as written in the program."""
    found = {INBOX, RETENTION}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"System", "office_task"}:
                given = (keyword.value for keyword in node.keywords if keyword.arg == "reason")
                found |= {str(value.value) for value in given if isinstance(value, ast.Constant)}
    return frozenset(found)


def staff(role: Role, mandate: Mandate, office: UUID = OWN) -> Staff:
    return Staff(user_id=USER, organisation_id=office, unit_id=UNIT, mandate=mandate, roles=frozenset({role}))


def actors(office: UUID) -> Iterator[Actor]:
    """Every kind of actor: nobody, Palermo for each reason in each room, each role under each mandate."""
    yield Anonymous()
    yield Anonymous(user_id=USER)
    for reason in sorted(reasons()):
        for rooms in ROOM_SETS:
            yield System(organisation_id=office, reason=reason, rooms=rooms)
    for role in Role:
        for mandate in Mandate:
            yield staff(role, mandate, office)


def row_of(policy: Policy[Any, Any], office: UUID, room: str = "protection") -> Model:
    """An unsaved row of `office`, of a file of `room`, assigned to every actor of it."""
    bases = [base for kind in type(policy).__mro__ for base in getattr(kind, "__orig_bases__", ())]
    model = next(args[0] for base in bases if len(args := get_args(base)) == 2)
    row = Consent(room=room) if model is FiledModel else model()
    for column in OFFICE_COLUMNS:
        if hasattr(row, column):
            setattr(row, column, office)
    if any(field.name == "case" for field in row._meta.get_fields()):
        row.case = Case(organisation_id=office)
        row.case.seen_by = USER
    row.seen_by = USER
    return row


def told(allowed: list[Actor]) -> str:
    """Who is allowed, in words: "coordinator (assistance, coordination)", "system inbox (protection)"."""
    words: dict[str, list[str]] = {}
    for actor in allowed:
        match actor:
            case Staff():
                at = " of the installation" if actor.organisation_id == INSTALLATION_ID else ""
                words.setdefault(f"{min(actor.roles)}{at}", []).append(actor.mandate)
            case System():
                words.setdefault(f"system {actor.reason}", []).append(
                    "+".join(sorted(actor.rooms)) or "no room"
                )
            case Anonymous():
                words.setdefault("nobody", []).append("signed in" if actor.user_id else "not signed in")
    everywhere = {"system": len(ROOM_SETS), "nobody": 2}
    lines: dict[str, list[str]] = {}
    for who, where in words.items():
        whole = len(where) == everywhere.get(who.split()[0], len(Mandate))
        lines.setdefault("anywhere" if whole else ", ".join(sorted(where)), []).append(who)
    systems, roles = {f"system {reason}" for reason in reasons()}, {role.value for role in Role}
    texts = []
    for where, who in lines.items():
        names = sorted(who)
        for all_of, word in ((systems, "system"), (roles, "every role")):
            names = [word, *sorted(set(names) - all_of)] if all_of <= set(names) else names
        texts.append(f"{', '.join(names)} [{where}]")
    return "; ".join(sorted(texts)) or "-"


def table() -> list[str]:
    """The lines of policies.txt as the policies answer now."""
    asking = [*actors(OWN), *(staff(role, mandate, INSTALLATION_ID) for role in Role for mandate in Mandate)]
    lines = []
    for name, room, policy in in_each_room():
        others = row_of(policy, OTHER, room)
        for action in policy.actions:
            unnamed = [actor for actor in asking if policy.may(actor, action)]
            # The installation's people appear only where they may do more than those of other offices.
            here = [
                actor
                for actor in unnamed
                if actor.organisation_id != INSTALLATION_ID or not _same(actor, unnamed)
            ]
            foreign = [actor for actor in actors(OWN) if policy.may(actor, action, others)]
            lines.append(f"{name} {action} | {told(here)} | {told(foreign)}")
    return lines


def _same(actor: Actor, allowed: list[Actor]) -> bool:
    return isinstance(actor, Staff) and staff(min(actor.roles), actor.mandate) in allowed


def test_each_policy_that_is_written_is_reached_here() -> None:
    assert policies().keys() == written().keys()
    assert {"housekeeping", INBOX, "password_link"} <= reasons()


@pytest.mark.parametrize("name", sorted(written()))
def test_an_unknown_action_is_refused_to_everybody_with_and_without_a_row(name: str) -> None:
    wrongly = [
        (actor, action, row)
        for each, room, policy in in_each_room()
        if each.partition("(")[0] == name
        for row in (None, row_of(policy, OWN, room), row_of(policy, OTHER, room))
        for office in (OWN, INSTALLATION_ID)
        for actor in actors(office)
        for action in UNKNOWN
        if policy.may(actor, action, row)
    ]
    assert wrongly == []


@pytest.mark.parametrize("name", sorted(written()))
def test_what_the_rules_do_not_name_they_refuse_themselves(name: str) -> None:
    # As if the action had been added to the policy's enum and forgotten in its rules.
    wrongly = [
        (actor, row)
        for each, room, policy in in_each_room()
        if each.partition("(")[0] == name
        for row in (None, row_of(policy, OWN, room), row_of(policy, OTHER, room))
        for office in (OWN, INSTALLATION_ID)
        for actor in actors(office)
        if policy._decide(actor, Foreign.NO_SUCH_ACTION, row)
    ]
    assert wrongly == []


def test_each_verdict_without_a_row_and_of_others_rows_is_as_reviewed() -> None:
    reviewed = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert table() == reviewed


def test_what_arrives_is_taken_in_by_the_inbox_alone() -> None:
    lines = [line for line in table() if re.search(r"^\w+ receive \|", line)]
    assert [line.split()[0] for line in lines] == [
        "ConferencePolicy",
        "EnquiryPolicy",
        "ExchangePolicy",
        "IdentificationPolicy",
        "ReferralPolicy",
        "SeatPolicy",
    ]
    for line in lines:
        assert re.findall(r"[\w ]+(?= \[)", line.split("|")[1]) == [" system inbox"], line


def test_each_refusal_of_a_policy_is_explained() -> None:
    given = {
        verdict.reason
        for _name, _room, policy in in_each_room()
        for action in (*policy.actions, *UNKNOWN)
        for actor in actors(OWN)
        if not (verdict := policy.may(actor, action))
    }
    assert given - known_reasons() == set()
    assert "unknown_action" in given
