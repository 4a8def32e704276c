"""A breach: who noted it, when, over what; the clock of the authority; and the rooms whose people must be told.

The auditor notes it, and never sees whom it concerns: each room finds its own persons (`register_teller`), and those
who work with them tell them through their safe contact.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.trust.actor import Actor
from palermo.trust.background import OfficeTask, enqueue
from palermo.trust.current import record
from palermo.trust.ledger.codes import AuthorityAnswer, BreachKind, TellingOutcome
from palermo.trust.ledger.exposure import AUTHORITY_TOLD_WITHIN, Exposure, Window, exposure_of
from palermo.trust.ledger.models import Breach, BreachNotice
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.verbs import LedgerAsked, LedgerVerb

STILL_TO_TELL = ("", TellingOutcome.NOT_SAFELY_REACHABLE.value)
"""Outcomes after which the person may still be told: none yet, and not reached safely so far."""

_tellers: dict[str, OfficeTask] = {}


def register_teller(room: str, task: OfficeTask) -> None:
    """Have `task(actor, *, breach_id)` find the persons of `room` whom a breach concerns. Called in AppConfig.ready.

    It may run again, and then adds those who are new.
    """
    _tellers[room] = task


def exposure(actor: Actor, window: Window) -> Exposure:
    """What was opened and what left the acting office. Raises Refused for whoever is no auditor of it."""
    PEOPLE.require(actor, PeopleAction.HANDLE_BREACHES)
    return exposure_of(actor.organisation_id, window)


def breaches(actor: Actor) -> QuerySet[Breach]:
    """The acting office's breaches, newest first. Raises Refused for whoever is no auditor of it."""
    PEOPLE.require(actor, PeopleAction.HANDLE_BREACHES)
    return Breach.objects.filter(organisation_id=actor.organisation_id).order_by("-known_at", "-id")


def breach_window(breach: Breach) -> Window:
    """What a breach is about, as the ledger is asked."""
    return Window(account_id=breach.account_id, since=breach.since, until=breach.until)


def authority_due(breach: Breach) -> datetime:
    """Until when the authority is told."""
    return breach.known_at + AUTHORITY_TOLD_WITHIN


@service
def note_breach(actor: Actor, *, kind: BreachKind, window: Window, known_at: datetime) -> Breach:
    """Note a breach, start the clock of the authority, and have each room find whom it concerns.

    `known_at` is when the office came to know of it. Raises Refused for whoever is no auditor, for a window that ends
    before it begins, and for a time that has not come.
    """
    PEOPLE.require(actor, PeopleAction.HANDLE_BREACHES)
    if reason := _refusal(window, known_at):
        raise Refused(reason, verb=LedgerAsked.BREACH_NOTE, object_type="breach")
    breach = Breach.objects.create(
        organisation_id=actor.organisation_id,
        kind=kind,
        account_id=window.account_id,
        since=window.since,
        until=window.until,
        known_at=known_at,
        noted_by_id=actor.user_id,
        purpose="accountability",
    )
    found = exposure_of(actor.organisation_id, window)
    record(
        actor,
        verb=LedgerVerb.BREACH_NOTED,
        object_type="breach",
        object_id=breach.pk,
        codes={
            "kind": kind.value,
            "files": len(found.files),
            "left": len(found.sent),
            "recipients": len(found.recipients),
        },
    )
    _look_for_persons(breach)
    return breach


@service
def look_again(actor: Actor, *, breach_id: UUID) -> Breach:
    """Have each room look again whom the breach concerns. Raises Refused for whoever is no auditor."""
    PEOPLE.require(actor, PeopleAction.HANDLE_BREACHES)
    breach = own_row(actor, Breach, breach_id, verb=LedgerAsked.BREACH_ANSWER, object_type="breach")
    _look_for_persons(breach)
    return breach


def _look_for_persons(breach: Breach) -> None:
    for room, task in sorted(_tellers.items()):
        enqueue(task, organisation_id=breach.organisation_id, room=room, breach_id=breach.pk)


def _refusal(window: Window, known_at: datetime) -> str | None:
    if known_at > timezone.now():
        return "breach_known_later"
    if window.since and window.until and window.until <= window.since:
        return "dates_out_of_order"
    return None


@service
def answer_authority(actor: Actor, *, breach_id: UUID, answer: AuthorityAnswer) -> Breach:
    """Record that the authority was told, or why it need not be. Raises Refused once that was recorded."""
    PEOPLE.require(actor, PeopleAction.HANDLE_BREACHES)
    breach = own_row(actor, Breach, breach_id, verb=LedgerAsked.BREACH_ANSWER, object_type="breach")
    if breach.authority_answer:
        raise Refused(
            "breach_answered", verb=LedgerAsked.BREACH_ANSWER, object_type="breach", object_id=breach_id
        )
    breach.authority_answer = answer
    breach.answered_at, breach.answered_by_id = timezone.now(), actor.user_id
    breach.save(update_fields=["authority_answer", "answered_at", "answered_by_id"])
    record(
        actor,
        verb=LedgerVerb.BREACH_ANSWERED,
        object_type="breach",
        object_id=breach_id,
        codes={"answer": answer.value},
    )
    return breach


def keep_notices(actor: Actor, breach: Breach, *, room: str, subject_ids: Iterable[UUID]) -> int:
    """Keep whom of `room` the breach concerns, each once; how many are new. Part of a room's teller."""
    known = set(
        BreachNotice.objects.filter(
            organisation_id=actor.organisation_id, breach=breach, kept_in=room
        ).values_list("subject_id", flat=True)
    )
    new = sorted(set(subject_ids) - known)
    BreachNotice.objects.bulk_create(
        BreachNotice(
            organisation_id=actor.organisation_id,
            breach=breach,
            kept_in=room,
            subject_id=subject_id,
            purpose="accountability",
        )
        for subject_id in new
    )
    if new:
        record(
            actor,
            verb=LedgerVerb.BREACH_PERSONS_FOUND,
            object_type="breach",
            object_id=breach.pk,
            codes={"persons": len(new)},
        )
    return len(new)


def answer_notice(actor: Actor, notice: BreachNotice, outcome: TellingOutcome) -> None:
    """Record what came of telling a person. The room's policy has decided that `actor` may.

    Whoever could not be reached safely may be told later. Raises Refused where the acts of the breach are the actor's
    own, and once anything else was recorded.
    """
    if notice.breach.account_id is not None and notice.breach.account_id == actor.user_id:
        raise _notice_refused("own_breach", notice)
    if notice.outcome not in STILL_TO_TELL:
        raise _notice_refused("breach_answered", notice)
    notice.outcome = outcome
    notice.answered_at, notice.answered_by_id = timezone.now(), actor.user_id
    notice.save(update_fields=["outcome", "answered_at", "answered_by_id"])
    record(
        actor,
        verb=LedgerVerb.BREACH_PERSON_ANSWERED,
        object_type="person",
        object_id=notice.subject_id,
        codes={"answer": outcome.value, "breach": str(notice.breach_id)},
    )


def _notice_refused(reason: str, notice: BreachNotice) -> Refused:
    return Refused(reason, verb=LedgerAsked.BREACH_TELL, object_type="person", object_id=notice.subject_id)
