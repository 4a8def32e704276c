"""What the services of a conference share: its row, locked, what covers a member, what is recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.utils import timezone

from palermo.directory.queries import live_terms
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.children.queries.guardians import guardian_ids
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.conference.codes import ConferenceState
from palermo.protection.conference.models import Conference
from palermo.protection.conference.policies import CONFERENCES, ConferenceAction
from palermo.protection.conference.terms import PURPOSE
from palermo.protection.conference.verbs import ConferenceAsked, ConferenceVerb
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass, Disclosure, Evaluation
from palermo.trust.basis.services import require_disclosure
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused

NO_CODES: Final[Mapping[str, str]] = MappingProxyType({})


def evaluate_member(
    actor: Actor, row: Conference, office_id: UUID, classes: Collection[DataClass]
) -> tuple[Evaluation, Disclosure]:
    """That agreement, basis and yes cover these classes for an office that is not barred now. Raises Refused."""
    if reason := barred_offices(actor, row.person_id).get(office_id):
        raise refused(reason, row, ConferenceAsked.CALL_MEMBER)
    disclosure = Disclosure(
        recipient_id=office_id,
        purpose=PURPOSE,
        data_classes=frozenset(classes),
        now=timezone.now(),
        subject_is_child=is_childs_yes(row.person),
        guardians=guardian_ids(actor, row.person_id, lock=True),
    )
    evaluation = require_disclosure(
        actor,
        room=ROOM,
        subject_id=row.person_id,
        disclosure=disclosure,
        terms=live_terms(actor, office_id, purpose=PURPOSE, data_classes=classes),
    )
    return evaluation, disclosure


def own_conference(
    actor: Actor, conference_id: UUID, *, verb: ConferenceAsked, moves: int | None = None
) -> Conference:
    """The office's conference, locked, for whoever leads it. Raises Refused, also where another tab was quicker."""
    rows = Conference.objects.select_related("case__person", "person")
    row = own_row(actor, rows, conference_id, verb=verb, object_type="conference")
    CONFERENCES.require(actor, ConferenceAction.LEAD, row)
    if row.person.erased_at is not None:
        raise refused("erased", row, verb)
    if moves is not None and moves != row.moves:
        raise refused("conference_moved_on", row, verb)
    return row


def require_state(row: Conference, *states: ConferenceState, verb: ConferenceAsked) -> None:
    """Raise Refused unless the conference stands in one of these states."""
    if row.state not in states:
        raise refused("conference_moved_on", row, verb)


def require_open_case(row: Conference, *, verb: ConferenceAsked) -> None:
    """Raise Refused where the case is closed: from then on nothing new about the person leaves."""
    if row.case.state != CaseState.OPEN:
        raise refused("case_closed_first", row, verb)


def refused(reason: str, row: Conference, verb: ConferenceAsked) -> Refused:
    """The refusal of something about a conference."""
    return Refused(reason, verb=verb, object_type="conference", object_id=row.pk)


def moved(row: Conference, *columns: str) -> None:
    """Save what was done to a conference, counted."""
    row.moves += 1
    row.save(update_fields=["moves", *columns])


def tell(actor: Actor, row: Conference, verb: ConferenceVerb, *, codes: Mapping[str, str] = NO_CODES) -> None:
    """Record what was done about a conference as an event of its case."""
    record(
        actor,
        verb=verb,
        object_type="case",
        object_id=row.case_id,
        codes={"conference": str(row.pk), **codes},
    )
