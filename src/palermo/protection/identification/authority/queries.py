"""Reads of asking the authority: who could be asked, what is asked, what is to be decided for whom."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from palermo.directory.queries import Partner, partners_for
from palermo.kit.components import Page, page_of
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.identification.authority.codes import AskState
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.terms import PURPOSE
from palermo.protection.identification.models import Presumption
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.trust.actor import Actor
from palermo.trust.mandates import OrganisationKind, Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force

PAGE_SIZE = 25


def decision_makers(actor: Actor) -> list[UUID]:
    """The accounts that decide in the acting office today."""
    rows = RoleAssignment.objects.filter(
        in_force(office_today()), organisation_id=actor.organisation_id, role=Role.DECISION_MAKER
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def authorities(actor: Actor, case: Case) -> list[Partner]:
    """The other competent authorities, those of the own State first, each with why it cannot be asked, if so."""
    barred = barred_offices(actor, case.person_id)
    found = [
        Partner(one.office, one.refusal or barred.get(one.office.pk), one.takes_enquiries)
        for one in partners_for(actor, PURPOSE)
        if one.office.kind == OrganisationKind.COMPETENT_AUTHORITY
    ]
    own = _own_country(actor, found)
    return sorted(found, key=lambda one: (not one.live, one.office.country != own, one.name))


def _own_country(actor: Actor, found: list[Partner]) -> str:
    if not found:
        return ""
    rows = type(found[0].office)._default_manager.filter(pk=actor.organisation_id)
    return rows.values_list("country", flat=True).first() or ""


def asks(actor: Actor) -> QuerySet[Any]:
    """The office's askings in cases the actor may see, newest first, each with its `office`; no seal is opened."""
    seen = IDENTIFICATION.visible(actor, Case.objects.all())
    rows = Ask.objects.filter(organisation_id=actor.organisation_id, case__in=seen)
    return rows.defer("reasons", "grounds").annotate(office=F("recipient__name")).order_by("-id")


def matters(actor: Actor) -> QuerySet[Any]:
    """What the office was asked to decide, in cases the actor may see, newest first, each with its `office`."""
    seen = IDENTIFICATION.visible(actor, Case.objects.all())
    rows = Matter.objects.filter(organisation_id=actor.organisation_id, case__in=seen)
    return rows.annotate(office=F("sender__name")).order_by("-id")


def asks_of(actor: Actor, case: Case) -> QuerySet[Any]:
    """The askings of one case the actor was let see, to be gathered."""
    rows = Ask.objects.filter(organisation_id=actor.organisation_id, case_id=case.pk)
    return rows.defer("reasons", "grounds").annotate(office=F("recipient__name")).order_by("-id")


def matters_of(actor: Actor, case: Case) -> QuerySet[Any]:
    """The matters of one case the actor was let see, to be gathered."""
    rows = Matter.objects.filter(organisation_id=actor.organisation_id, case_id=case.pk)
    return rows.annotate(office=F("sender__name")).order_by("-id")


def matters_without_decider(actor: Actor) -> QuerySet[Any]:
    """Open matters whose file no decision-maker has, for whoever gives files; the first come first."""
    deciders = RoleAssignment.objects.filter(
        in_force(office_today()),
        organisation_id=actor.organisation_id,
        role=Role.DECISION_MAKER,
        user_id=OuterRef("user_id"),
    )
    has = CaseAssignment.objects.filter(
        Exists(deciders),
        organisation_id=actor.organisation_id,
        case_id=OuterRef("case_id"),
        ended_at__isnull=True,
    )
    return matters(actor).filter(~Exists(has), state=AskState.OPEN).order_by("received_at", "pk")


def unasked(actor: Actor) -> QuerySet[Any]:
    """Newest presumptions in open cases about which nobody was asked, and no reason is recorded why.

    None in an office that decides itself.
    """
    if decision_makers(actor):
        return Presumption.objects.none()
    here = {"organisation_id": OuterRef("organisation_id"), "case_id": OuterRef("case_id")}
    newer = Presumption.objects.filter(**here, pk__gt=OuterRef("pk"))
    asked = Ask.objects.filter(**here, sent_at__gte=OuterRef("created_at"))
    seen = IDENTIFICATION.visible(actor, Case.objects.filter(state=CaseState.OPEN))
    rows = Presumption.objects.filter(
        ~Exists(newer), ~Exists(asked), organisation_id=actor.organisation_id, case__in=seen, not_asking=""
    )
    return rows.filter(person__erased_at__isnull=True).defer("who").order_by("presumed_on", "pk")


def waiting_asks(actor: Actor) -> QuerySet[Any]:
    """Askings that wait for the authority, the first due first."""
    return asks(actor).filter(state=AskState.OPEN).order_by("due_at", "pk")


def waiting_asks_page(actor: Actor, *, after: str, size: int = PAGE_SIZE) -> Page[Any]:
    """A page of them, each with word and code of its case. `after` is the key of the page before."""
    IDENTIFICATION.require(actor, IdentificationAction.SEE)
    rows = waiting_asks(actor).annotate(file_word=F("case__known_as"), file_code=F("case__code"))
    due, _underscore, pk = after.partition("_")
    with suppress(ValueError):
        last, key = datetime.fromisoformat(due), UUID(pk)
        rows = rows.filter(Q(due_at__gt=last) | Q(due_at=last, pk__gt=key))
    return page_of(list(rows[: size + 1]), size=size, key=lambda row: f"{row.due_at.isoformat()}_{row.pk}")


def file_of_asking(actor: Actor, thread_id: UUID) -> UUID | None:
    """Whose file a thread is about, on whichever side of it the office stands."""
    own = {"organisation_id": actor.organisation_id, "thread_id": thread_id}
    found = Ask.objects.filter(**own).values_list("person_id", flat=True).first()
    return found or Matter.objects.filter(**own).values_list("person_id", flat=True).first()


def runs_elsewhere(case: Case, *, day: date) -> bool:
    """Whether the person's time to recover and reflect still runs on `day` at an office that asked."""
    rows = Matter.objects.filter(
        organisation_id=case.organisation_id, case_id=case.pk, state=AskState.OPEN, minimum_until__gte=day
    )
    return rows.exists()
