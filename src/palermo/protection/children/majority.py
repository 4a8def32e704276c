"""Eighteen by the date of birth: announced by the office's day, and decided by one where the date is proven."""

from __future__ import annotations

from contextlib import suppress
from typing import Final
from uuid import UUID

from django.utils import timezone

from palermo.desk.clocks import running_clocks, stop_clock
from palermo.kit.fields import today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.changed import tell_changed
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.majority import Majority, band_of_age
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import own_unerased_case
from palermo.protection.cases.services.persons import write_age
from palermo.protection.children.codes import BirthProof
from palermo.protection.children.models import AgeDecision, ComingOfAge
from palermo.protection.children.policies import CHILDREN, ChildAction
from palermo.protection.children.queries.majority import stands
from palermo.protection.children.verbs import ChildAsked, ChildVerb
from palermo.reference.persons import CHILDS_BANDS, AgeBand, is_child
from palermo.trust.actor import Actor, System
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.service import Refused, service
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.keys import load_subject_keys
from palermo.trust.vault.slots import root_slots
from palermo.trust.vault.vault import seal, unseal

BY_BIRTH: Final = "birth_proven"
"""Why one person decided an age alone, beside the functions of the profile."""
AT_ONCE: Final = 500


@service
def confirm_of_age(actor: Actor, *, case_id: UUID, proof: BirthProof) -> AgeDecision:
    """Decide alone that the person is of age, because a proven date of birth says so; `proof` is what was seen.

    Raises Refused where the age is in doubt (two decide it then), where the date of birth is not known to the day, and
    where it does not make the person eighteen.
    """
    case = own_unerased_case(actor, case_id, policy=CHILDREN, action=ChildAction.DECIDE_AGE)
    person = Person.objects.select_for_update().get(organisation_id=actor.organisation_id, pk=case.person_id)
    birth = unseal(person, "birth")["birth"]
    known = PartialDate.parse(birth) if birth else None
    reason = None
    if not is_child(person.age_band):
        reason = "age_not_in_doubt"
    elif person.age_band == AgeBand.IN_DOUBT:
        reason = "age_needs_two_people"
    elif known is None or known.day is None:
        reason = "birth_not_to_the_day"
    elif stands(person) is not Majority.OF_AGE:
        reason = "not_of_age_yet"
    elif AgeDecision.objects.filter(
        organisation_id=actor.organisation_id, case=case, answered_at__isnull=True
    ).exists():
        reason = "age_proposal_waits"
    if reason or known is None:
        raise Refused(
            reason or "birth_not_to_the_day",
            verb=ChildAsked.AGE_CONFIRM,
            object_type="case",
            object_id=case.pk,
        )
    who, now = named(actor), timezone.now()
    row = AgeDecision(
        organisation_id=actor.organisation_id,
        case=case,
        person=person,
        purpose="protection",
        age_band=band_of_age(known, day=today()),
        proposed_by_id=who,
        by_function=BY_BIRTH,
        birth_proof=BirthProof(proof),
        answered_by_id=who,
        answered_at=now,
        agreed=True,
    )
    seal(row, age_reasons="")
    row.save(force_insert=True)
    write_age(person, AgeBand(row.age_band))
    settle(actor, case)
    tell_changed(actor, case.person_id, {Changed.AGE})
    record(
        actor,
        verb=ChildVerb.AGE_CONFIRMED,
        object_type="case",
        object_id=case.pk,
        codes={"age": row.age_band, "proof": row.birth_proof},
    )
    return row


def settle(actor: Actor, case: Case) -> None:
    """Part of the service that decides that somebody is no child: nobody awaits a guardian, nothing is announced."""
    if running_clocks(actor, room=ROOM).filter(kind=ClockKind.GUARDIAN, object_id=case.pk).exists():
        stop_clock(actor, kind=ClockKind.GUARDIAN, object_id=case.pk)
    ComingOfAge.objects.filter(organisation_id=actor.organisation_id, person_id=case.person_id).delete()


def announce_majority(office: System) -> int:
    """The office's day: bring to Today whose eighteenth birthday is near or past; how many changed. Idempotent.

    Opens units of work of its own, of at most 500 persons each.
    """
    changed, after = 0, UUID(int=0)
    while True:
        with unit_of_work(office):
            if not root_slots(office.organisation_id).exists():
                return changed  # its recovery share has to open the office's key first
            rows = (
                Person.objects.filter(
                    organisation_id=office.organisation_id,
                    age_band__in=CHILDS_BANDS,
                    erased_at__isnull=True,
                    cases__state=CaseState.OPEN,
                    pk__gt=after,
                )
                .distinct()
                .order_by("pk")
            )
            persons = list(rows[:AT_ONCE])
            changed += announce(office, persons) if persons else forget_grown(office)
        if not persons:
            return changed
        after = persons[-1].pk


@service
def announce(actor: Actor, persons: list[Person]) -> int:
    """Write where each of the persons stands today; how many stand elsewhere than before."""
    with suppress(Unreadable):  # each is asked again below
        load_subject_keys(actor.organisation_id, (person.pk for person in persons), ROOM)
    told = {
        row.person_id: row
        for row in ComingOfAge.objects.filter(organisation_id=actor.organisation_id, person__in=persons)
    }
    changed = 0
    for person in persons:
        now, before = stands(person), told.get(person.pk)
        if (before.stands if before else Majority.CHILD) == now:
            continue
        changed += 1
        if before is not None and now is Majority.CHILD:
            before.delete()
        elif before is not None:
            before.stands = now
            before.save(update_fields=["stands"])
        else:
            ComingOfAge.objects.create(
                organisation_id=actor.organisation_id, person=person, stands=now, purpose="protection"
            )
        record(
            actor,
            verb=ChildVerb.MAJORITY_ANNOUNCED,
            object_type="person",
            object_id=person.pk,
            codes={"stands": now.value},
        )
    return changed


@service
def forget_grown(actor: Actor) -> int:
    """Delete what was announced of persons who are treated as a child no longer; how many."""
    rows = ComingOfAge.objects.filter(organisation_id=actor.organisation_id).exclude(
        person__age_band__in=CHILDS_BANDS
    )
    grown = list(rows)
    for row in grown:
        record(
            actor,
            verb=ChildVerb.MAJORITY_ANNOUNCED,
            object_type="person",
            object_id=row.person_id,
            codes={"stands": Majority.OF_AGE.value},
        )
    return rows.delete()[0] if grown else 0
