"""Breaches that concern persons of this room."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import PERSONS, PersonAction
from palermo.protection.cases.queries.joined import has_others_rules
from palermo.trust.actor import Actor
from palermo.trust.ledger.breaches import STILL_TO_TELL, breach_window
from palermo.trust.ledger.exposure import OpenedFile, SentAway, exposure_of
from palermo.trust.ledger.models import BreachNotice


def notices_of_case(case: Case) -> QuerySet[BreachNotice]:
    """Breaches that concern the person of a case; each with whether `others_rules` of safe contact hold for them."""
    rows = BreachNotice.objects.filter(
        organisation_id=case.organisation_id, kept_in=ROOM, subject_id=case.person_id
    )
    rules = has_others_rules(case.organisation_id, case.person_id)
    return rows.select_related("breach").annotate(others_rules=rules)


def notices_to_answer(actor: Actor) -> QuerySet[BreachNotice]:
    """Those whose persons are still to be told and may be seen by the actor; none about the actor's own acts."""
    persons = PERSONS.visible(actor, Person.objects.filter(erased_at__isnull=True))
    if not PERSONS.may(actor, PersonAction.SEE_IDENTITY):
        return BreachNotice.objects.none()
    return BreachNotice.objects.filter(
        Q(breach__account_id__isnull=True) | ~Q(breach__account_id=actor.user_id),
        organisation_id=actor.organisation_id,
        kept_in=ROOM,
        outcome__in=STILL_TO_TELL,
        subject_id__in=persons.values("pk"),
    )


def what_of_person(notice: BreachNotice) -> tuple[list[OpenedFile], list[SentAway]]:
    """What of this person was opened and what of them left, within the breach."""
    cases = Case.objects.filter(organisation_id=notice.organisation_id, person_id=notice.subject_id)
    about = Q(object_id=notice.subject_id) | Q(object_id__in=cases.values("pk"))
    found = exposure_of(notice.organisation_id, breach_window(notice.breach), about=about)
    return list(found.files), list(found.sent)
