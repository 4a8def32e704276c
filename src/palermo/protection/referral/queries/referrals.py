"""Reads of referrals (sent) and enquiries (received)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from palermo.directory.offers.models import Service
from palermo.protection.cases.models.cases import Case as FileCase
from palermo.protection.cases.models.cases import Need
from palermo.protection.cases.policies import CASES
from palermo.protection.cases.queries.joined import files_of
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.models.matching import PlaceTold
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import ENQUIRIES, REFERRALS
from palermo.protection.referral.thread import OVER
from palermo.trust.actor import Actor
from palermo.trust.people.models import Organisation
from palermo.trust.rows import own_row
from palermo.trust.verbs import WhatWasAsked

_WAITING = frozenset({ReferralState.ENQUIRY_SENT, ReferralState.WAITLISTED})


def referrals(actor: Actor) -> QuerySet[Referral]:
    """Referrals sent that the actor may see, newest first; with `service_name` and `place_is_told`."""
    told = PlaceTold.objects.filter(organisation_id=actor.organisation_id, referral_id=OuterRef("pk"))
    told = told.exclude(address=b"")
    asked = Service.objects.filter(pk=OuterRef("service_id")).values("name")
    rows = Referral.objects.filter(organisation_id=actor.organisation_id).annotate(
        place_is_told=Exists(told), service_name=Subquery(asked[:1])
    )
    return REFERRALS.visible(actor, rows).select_related("recipient", "need", "case").order_by("-id")


def referrals_of_case(actor: Actor, case_id: UUID) -> QuerySet[Referral]:
    """The referrals of one case that the actor may see, newest first, to be gathered; each with its `office`."""
    office = Organisation.objects.filter(pk=OuterRef("recipient_id")).values("name")
    rows = Referral.objects.filter(organisation_id=actor.organisation_id, case_id=case_id)
    return REFERRALS.visible(actor, rows.annotate(office=Subquery(office[:1]))).order_by("-id")


def referrals_joined(actor: Actor, case: FileCase) -> QuerySet[Referral]:
    """Referrals under way in the other files of the case's person that the actor works on, to be gathered."""
    office = Organisation.objects.filter(pk=OuterRef("recipient_id")).values("name")
    kind = Need.objects.filter(pk=OuterRef("need_id")).values("kind")
    rows = Referral.objects.filter(
        files_of(actor.organisation_id, case.person_id), organisation_id=actor.organisation_id
    ).exclude(person_id=case.person_id)
    rows = rows.exclude(state__in=[state.value for state in OVER])
    named = rows.annotate(office=Subquery(office[:1]), need_kind=Subquery(kind[:1]))
    return REFERRALS.visible(actor, named).order_by("-id")


def own_referral(actor: Actor, referral_id: UUID, *, verb: WhatWasAsked) -> Referral:
    """One referral of the acting office with its person, case and need, locked for a write. Raises Refused."""
    rows = Referral.objects.select_related("person", "case", "need", "recipient")
    # Not its key: a change of the person that meanwhile marks what was sent names the row, and waits for nobody.
    locked = rows.select_for_update(of=("self",), no_key=True)
    return own_row(actor, locked, referral_id, verb=verb, object_type="referral", lock=False)


def file_of_enquiry(actor: Actor, given: Mapping[str, Any]) -> UUID | None:
    """Whose file an enquiry (`enquiry_id`) of the acting office is: the person's, or the thread's without one."""
    rows = Enquiry.objects.filter(organisation_id=actor.organisation_id, pk=given["enquiry_id"])
    return _person_or_thread(rows.values_list("person_id", "thread_id").first())


def file_of_thread(actor: Actor, thread_id: UUID) -> UUID | None:
    """Whose file a thread of the acting office is about, on whichever side of it the office stands."""
    own = {"organisation_id": actor.organisation_id, "thread_id": thread_id}
    sent = Referral.objects.filter(**own).values_list("person_id", flat=True).first()
    return sent or _person_or_thread(
        Enquiry.objects.filter(**own).values_list("person_id", "thread_id").first()
    )


def _person_or_thread(found: tuple[UUID | None, UUID] | None) -> UUID | None:
    return (found[0] or found[1]) if found else None


def still_asked(actor: Actor, need_id: UUID) -> QuerySet[Referral]:
    """Enquiries for one need that may still come to something."""
    rows = Referral.objects.filter(organisation_id=actor.organisation_id, need_id=need_id)
    return rows.exclude(state__in=[state.value for state in OVER])


def enquiries(actor: Actor) -> QuerySet[Enquiry]:
    """Enquiries received that the actor may see, newest first; with word and code of the file each led to.

    `file_word` and `file_code` are None for whoever may not open that file: an enquiry is seen by more than its case.
    """
    cases = FileCase.objects.filter(organisation_id=actor.organisation_id, pk=OuterRef("case_id"))
    seen = CASES.visible(actor, cases)
    rows = Enquiry.objects.filter(organisation_id=actor.organisation_id).annotate(
        file_word=Subquery(seen.values("known_as")[:1]), file_code=Subquery(seen.values("code")[:1])
    )
    return ENQUIRIES.visible(actor, rows).select_related("sender").order_by("-id")


def enquiries_waiting(actor: Actor, *, now: datetime) -> QuerySet[Enquiry]:
    """Enquiries without an answer or with one that is overdue, and withdrawals to answer; the soonest due first."""
    waiting = Q(state__in=[ReferralState.ENQUIRY_SENT, ReferralState.WITHDRAWN]) | overdue(now)
    return enquiries(actor).filter(waiting).order_by("due_at", "id")


def referrals_waiting(actor: Actor, *, now: datetime) -> QuerySet[Referral]:
    """Referrals accepted that wait for the person's answer, and those whose answer is late; the soonest due first."""
    waiting = Q(state=ReferralState.ACCEPTED_IN_PRINCIPLE) | overdue(now)
    return referrals(actor).filter(waiting).order_by("due_at", "id")


def own_enquiry(actor: Actor, enquiry_id: UUID, *, verb: WhatWasAsked) -> Enquiry:
    """One enquiry of the acting office, locked for a write. Raises Refused."""
    rows = Enquiry.objects.select_related("sender", "person", "case")
    return own_row(actor, rows, enquiry_id, verb=verb, object_type="enquiry")


def answer_due(row: Referral | Enquiry) -> datetime:
    """By when an answer is promised: of a place on a waiting list, the time by which the office says more."""
    waits = row.state == ReferralState.WAITLISTED
    return row.waitlist_until if waits and row.waitlist_until is not None else row.due_at


def due_of() -> Case:
    """The same as an expression on the rows of either side."""
    waits = Q(state=ReferralState.WAITLISTED, waitlist_until__isnull=False)
    return Case(When(waits, then=F("waitlist_until")), default=F("due_at"))


def is_overdue(row: Referral | Enquiry, *, now: datetime) -> bool:
    """True while an enquiry waits for an answer beyond the time it was due. It closes nothing.

    Every page that calls an answer late asks this, or `overdue`, which is the same: lists, routes, Today, the board.
    """
    return row.state in _WAITING and answer_due(row) < now


def overdue(now: datetime) -> Q:
    """The same as a condition on the rows of either side."""
    listed = Q(waitlist_until__lt=now) | Q(waitlist_until__isnull=True, due_at__lt=now)
    return Q(state=ReferralState.ENQUIRY_SENT, due_at__lt=now) | Q(listed, state=ReferralState.WAITLISTED)
