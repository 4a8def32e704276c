"""Reads of notifying: what is due, to whom it may go, what leaves, and what was received."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from palermo.directory.profiles import known_versions, profile_of
from palermo.directory.queries import Partner, partners_for
from palermo.kit.choices import Text
from palermo.kit.components import Page, page_of
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.identification.authority.codes import AskState
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.codes import DecisionOutcome
from palermo.protection.identification.models import Decision, Presumption, Screening
from palermo.protection.identification.notifying.codes import AgeClass, NotificationState, NotifiedAbout
from palermo.protection.identification.notifying.models import Notification, NotificationReceived
from palermo.protection.identification.notifying.rules import Owed, addressee, age_class, owed, sex
from palermo.protection.identification.notifying.terms import PURPOSE
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.words import ELEMENT_CODES
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.reference.indicators import Element, elements
from palermo.reference.persons import AgeBand
from palermo.reference.profile_parts import NotifiedPlace
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.people.models import Organisation

PAGE_SIZE = 25
MOST = 20


def due_in_cases(actor: Actor) -> QuerySet[Any]:
    """Newest presumptions in open cases whose notification is due and not dealt with, the oldest first.

    By the profile of each case. Nothing where the office itself is the one to be told, and nothing of a file that came
    from an office that asks: who presumed there owes it.
    """
    here = {"organisation_id": OuterRef("organisation_id"), "case_id": OuterRef("case_id")}
    newer = Presumption.objects.filter(**here, pk__gt=OuterRef("pk"))
    done = Notification.objects.filter(**here).exclude(state=NotificationState.IN_ERROR)
    seen = IDENTIFICATION.visible(actor, Case.objects.filter(state=CaseState.OPEN))
    rows = Presumption.objects.filter(
        ~Exists(newer), ~Exists(done), organisation_id=actor.organisation_id, case__in=seen
    )
    asked_by_others = Matter.objects.filter(**here)
    rows = rows.filter(_wanted(), ~Exists(asked_by_others), person__erased_at__isnull=True)
    said = {"version": F("case__profile_version"), "age_band": F("person__age_band")}
    return rows.defer("who").annotate(**said).order_by("presumed_on", "pk")


def _wanted() -> Q:
    """Of whom something is due, by version of the profile, age, and what the office itself is not."""
    found = Q(pk__in=[])
    for version in known_versions():
        rules = profile_of(version)
        for to in rules.notified_to:
            ages = [band.value for band in AgeBand if addressee(rules, age_band=band) is to]
            of_these = Q(case__profile_version=version, person__age_band__in=ages)
            found |= of_these & ~Q(organisation__kind=to.value)
    return found


@dataclass(frozen=True, kw_only=True)
class Notifying:
    """Where notifying stands in a case: what became of it, newest first, and what is due and not dealt with."""

    rows: tuple[Any, ...]
    due: Owed | None


def notifying_of(actor: Actor, case: Case) -> Notifying:
    """Where it stands in a case the actor was let see. One statement."""
    here = {"organisation_id": actor.organisation_id, "case_id": case.pk}
    positive = {"outcome": DecisionOutcome.POSITIVE}
    presumptions = Presumption.objects.filter(**here).defer("who").annotate(kind=F("organisation__kind"))
    decisions = Decision.objects.filter(**here, **positive).defer("reasons", "early_why")
    answers = Ask.objects.filter(**here, **positive, state=AskState.ANSWERED).defer("reasons", "grounds")
    found = gather(
        {
            "rows": notifications_of(actor, case)[:MOST],
            "presumptions": presumptions.order_by("-id")[:1],
            "matters": Matter.objects.filter(**here).order_by("id")[:1],
            "decisions": decisions.order_by("-id")[:1],
            "answers": answers.order_by("-id")[:1],
        }
    )
    rows, presumed = tuple(found["rows"]), next(iter(found["presumptions"]), None)
    settled = any(row.state != NotificationState.IN_ERROR for row in rows)
    if presumed is None or settled or found["matters"] or case.person.erased_at is not None:
        return Notifying(rows=rows, due=None)
    decided = [row.decided_on for row in (*found["decisions"], *found["answers"])]
    due = owed(
        profile_of(case.profile_version),
        age_band=case.person.age_band,
        about=NotifiedAbout.IDENTIFIED if decided else NotifiedAbout.PRESUMED,
        event_on=max(decided, default=presumed.presumed_on),
        own_kind=presumed.kind,
    )
    return Notifying(rows=rows, due=due)


def owed_in(actor: Actor, case: Case) -> Owed | None:
    """What is due in a case, and not sent nor recorded as not due."""
    return notifying_of(actor, case).due


def addressees(actor: Actor, case: Case, due: Owed) -> list[Partner]:
    """Offices of the kind that is told, those that may be first, each with why it cannot be told, if so."""
    barred = barred_offices(actor, case.person_id)
    found = [
        Partner(one.office, barred.get(one.office.pk) or one.refusal, one.takes_enquiries)
        for one in partners_for(actor, PURPOSE)
        if one.office.kind == due.to
    ]
    return sorted(found, key=lambda one: (not one.live, one.name))


def purposes() -> dict[str, Text]:
    """The forms of exploitation that may leave, by code."""
    return {one.code: ELEMENT_CODES[one.code] for one in elements() if one.element is Element.PURPOSE}


def purposes_found(case: Case) -> list[str]:
    """The forms of exploitation that the last screening of the case found."""
    rows = Screening.objects.filter(organisation_id=case.organisation_id, case_id=case.pk)
    row = rows.order_by("-id").first()
    return sorted(set(row.purposes) & purposes().keys()) if row else []


def asks_the_zone(case: Case) -> bool:
    """Whether the State's profile wants the zone said."""
    return profile_of(case.profile_version).notify_place is NotifiedPlace.ZONE


def _country(actor: Actor) -> str:
    rows = Organisation.objects.filter(pk=actor.organisation_id).values_list("country", flat=True)
    return rows.first() or ""


def what_leaves(actor: Actor, case: Case, due: Owed, *, purposes: list[str], zone: str) -> dict[str, Any]:
    """Exactly what the receiver will know, beside which office sent it and a code made for it alone."""
    return {
        "about": due.about.value,
        "event_on": due.event_on.isoformat(),
        "age_class": age_class(case.person.age_band).value,
        "sex": sex(case.person.gender).value,
        "purposes": sorted(purposes),
        "place": zone if asks_the_zone(case) else _country(actor),
    }


def notifications_of(actor: Actor, case: Case) -> QuerySet[Any]:
    """What became of the notifications of one case the actor was let see, newest first."""
    rows = Notification.objects.filter(organisation_id=actor.organisation_id, case_id=case.pk)
    return rows.annotate(office=F("recipient__name")).order_by("-id")


def received(actor: Actor, *, after: str) -> Page[Any]:
    """A page of what other offices notified to the acting one, the newest first."""
    rows = _received(actor).annotate(office=F("sender__name")).order_by("-id")
    if (last := _uuid(after)) is not None:
        rows = rows.filter(pk__lt=last)
    return page_of(list(rows[: PAGE_SIZE + 1]), size=PAGE_SIZE, key=lambda row: str(row.pk))


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many notifications count, of them by class of age; those told to be errors are counted apart."""

    all: int
    by_age: dict[str, int]
    in_error: int


def counted(actor: Actor) -> Counts:
    """The counts of what was received. One statement."""
    good = Q(in_error_at__isnull=True)
    found = _received(actor).aggregate(
        all=Count("pk", filter=good),
        in_error=Count("pk", filter=~good),
        **{code.value: Count("pk", filter=good & Q(age_class=code)) for code in AgeClass},
    )
    return Counts(
        all=found["all"],
        in_error=found["in_error"],
        by_age={code.value: found[code.value] for code in AgeClass},
    )


def _received(actor: Actor) -> QuerySet[NotificationReceived]:
    IDENTIFICATION.require(actor, IdentificationAction.SEE)
    return NotificationReceived.objects.filter(organisation_id=actor.organisation_id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def file_of_notification(actor: Actor, thread_id: UUID) -> UUID | None:
    """Whose file a thread is about, at the office that sent it; the receiver knows no person."""
    rows = Notification.objects.filter(organisation_id=actor.organisation_id, thread_id=thread_id)
    return rows.values_list("person_id", flat=True).first()
