"""When requests of authorities and complaints that are about no file end, and which of them keep a person's file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from palermo.protection.accountability.codes import RequestState
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.erasing import emptied
from palermo.protection.cases.retention import (
    PERSON,
    about_persons,
    locked,
    one_of,
    outside_a_file,
    with_a_text,
)
from palermo.trust.ledger.models import BreachNotice
from palermo.trust.retention.endings import Due, Ending, Keeper, register, register_keeper
from palermo.trust.retention.rules import Rule
from palermo.trust.vault import erasure
from palermo.trust.vault.erasure import Remains

REQUEST, COMPLAINT = "authority_request", "complaint"
Apart = type[AuthorityRequest] | type[Complaint]


def register_ending() -> None:
    """Called in AppConfig.ready."""
    register(
        Ending(
            rule=Rule.ANSWERED,
            room=ROOM,
            object_type=REQUEST,
            due=_due(AuthorityRequest, "decided_at"),
            kept=_kept(AuthorityRequest, "decided_at"),
            seen=lambda actor: REQUESTS.visible(actor, AuthorityRequest.objects.all()),
            lock=lambda office, row: locked(AuthorityRequest, office, row),
        )
    )
    register(
        Ending(
            rule=Rule.ANSWERED,
            room=ROOM,
            object_type=COMPLAINT,
            due=_due(Complaint, "answered_at"),
            kept=_kept(Complaint, "answered_at"),
            seen=lambda actor: COMPLAINTS.visible(actor, Complaint.objects.all()),
            lock=lambda office, row: locked(Complaint, office, row),
        )
    )
    erasure.register("protection.accountability", _forget)
    register_keeper(
        PERSON,
        Keeper(code="open_complaint", words=_("A complaint waits for an answer"), rows=_open_complaints),
    )
    register_keeper(
        PERSON,
        Keeper(
            code="breach_untold", words=_("Nobody has told the person of a breach yet"), rows=_breaches_untold
        ),
    )
    register_keeper(
        PERSON,
        Keeper(
            code="open_request", words=_("A request of an authority waits for an answer"), rows=_open_requests
        ),
    )


def _breaches_untold(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[BreachNotice]:
    rows = BreachNotice.objects.filter(organisation_id=organisation_id, kept_in=ROOM, outcome="")
    return about_persons(rows, persons, by="subject_id")


def _due(model: Apart, since: str) -> Callable[[UUID, date, UUID | None], Iterator[Due]]:
    """What of `model` stands in no file and was answered; what was not waits on Today for as long as it takes."""

    def due(organisation_id: UUID, until: date, only: UUID | None) -> Iterator[Due]:
        rows: QuerySet[AuthorityRequest] | QuerySet[Complaint] = model._default_manager.filter(
            with_a_text(model),
            organisation_id=organisation_id,
            retention_rule=Rule.ANSWERED,
            case__isnull=True,
            **{f"{since}__isnull": False},
        )
        return outside_a_file(one_of(rows, only), since, until)

    return due


def _kept(model: Apart, since: str) -> Callable[[UUID], bool]:
    """Whether any stands in no file and has a text, or waits for its answer."""

    def kept(organisation_id: UUID) -> bool:
        rows = model._default_manager.filter(organisation_id=organisation_id, case__isnull=True)
        return rows.filter(with_a_text(model) | Q(**{f"{since}__isnull": True})).exists()

    return kept


def _forget(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    apart: tuple[Apart, ...] = (AuthorityRequest, Complaint)
    for model in apart:
        model._default_manager.filter(
            organisation_id=organisation_id, pk=subject_id, case__isnull=True
        ).update(**emptied(model))
    return []


def _open_complaints(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[Complaint]:
    rows = Complaint.objects.filter(organisation_id=organisation_id, outcome="")
    return about_persons(rows, persons, by="case__person_id")


def _open_requests(organisation_id: UUID, persons: Sequence[UUID]) -> QuerySet[AuthorityRequest]:
    rows = AuthorityRequest.objects.filter(~Q(state=RequestState.ANSWERED), organisation_id=organisation_id)
    return about_persons(rows, persons, by="case__person_id")
