"""Who the person is, and the end of that knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from palermo.exchange.acts import ends, person_given
from palermo.kit.fields import today
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.changed import tell_changed
from palermo.protection.cases.codes import ROOM, EraseReason, HoldReason
from palermo.protection.cases.codes.changed import Changed
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.names_written import names_written
from palermo.protection.cases.policies import PERSONS, PersonAction
from palermo.protection.cases.queries.joined import joinings_of, same_person
from palermo.protection.cases.rules import may_be_child, needs_two_for_age
from palermo.protection.cases.services.cases import check_codes
from palermo.protection.cases.services.known_as import draw_again_where_alike
from palermo.protection.cases.services.name_tokens import sealed_names, write_tokens
from palermo.protection.cases.services.nationalities import check_nationalities
from palermo.protection.cases.verbs import CaseVerb
from palermo.reference.persons import AgeBand, Gender, is_child
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault import erasure
from palermo.trust.vault.erasure import Remains
from palermo.trust.vault.models import LegalHold
from palermo.trust.vault.vault import seal, unseal
from palermo.trust.verbs import VaultAsked


@service
def record_identity(
    actor: Actor,
    *,
    person_id: UUID,
    name: str | None = None,
    other_names: str | None = None,
    birth: str | None = None,
    contact: str | None = None,
    safe_contact: str | None = None,
) -> Person:
    """Seal what is given; an empty text empties its column, None leaves it as it is.

    `other_names` stand one a line, `birth` is a partial date as ISO text, `safe_contact` says who may be told
    what. Where a name changes the name tokens are written anew, a case whose neutral word is like it gets another,
    and the office's files are looked through for somebody of that name (`names_written`). A new birth by which they
    may be under eighteen puts the age in doubt, unless they are treated as a child already: nobody has to notice that
    the two do not fit.
    Raises Refused once the person was erased, ValueError for a birth that is no partial date.
    """
    if name is not None or other_names is not None:
        _lock_cases(actor, person_id)
    person = _own_person(actor, person_id, PersonAction.IDENTIFY)
    if person.erased_at is not None:
        raise Refused(
            "erased", verb=PERSONS.asked(PersonAction.IDENTIFY), object_type="person", object_id=person_id
        )
    given = {
        "name": name,
        "other_names": other_names,
        "birth": birth,
        "contact": contact,
        "safe_contact": safe_contact,
    }
    texts = {column: text.strip() for column, text in given.items() if text is not None}
    if not texts:
        return person
    if texts.get("birth"):
        _doubt_age(actor, person, PartialDate.parse(texts["birth"]))
    before = unseal(person, *texts)
    changed = {_WHAT[column] for column, text in texts.items() if text != before[column]}
    named = not {"name", "other_names"}.isdisjoint(texts)
    names_before = sealed_names(person) if named else []
    if any(texts.values()) or any(bytes(getattr(person, column)) for column in texts):
        seal(person, **texts)
        person.save(update_fields=list(texts))
    if named:
        write_tokens(person)
        draw_again_where_alike(actor, person)
        if sealed_names(person) != names_before:
            names_written(actor, person)
    if texts.get("safe_contact"):
        for row in joinings_of(actor.organisation_id, person.pk):
            # Whoever writes it anew chooses: an older text of another file holds no longer. What arrives chooses
            # nothing: where the other file's text held, a colleague says which of the two does.
            arrived = actor.user_id is None and row.contact_of_id != person.pk
            row.contact_of, row.contact_by_id = None if arrived else person, actor.user_id
            row.save(update_fields=["contact_of", "contact_by_id"])
    record(
        actor,
        verb=CaseVerb.PERSON_IDENTITY_RECORDED,
        object_type="person",
        object_id=person.pk,
        codes={"columns": ".".join(sorted(texts))},
    )
    tell_changed(actor, person.pk, changed)
    return person


_WHAT = {
    "safe_contact": Changed.SAFE_CONTACT,
    "contact": Changed.CONTACT,
    "name": Changed.NAME,
    "other_names": Changed.NAME,
    "birth": Changed.AGE,
}
"""What another office has as it was before when a sealed column changes."""


def write_age(person: Person, band: AgeBand) -> None:
    """Keep the band of age and the day it was said; part of the service that decides it and records its own event."""
    person.age_band, person.age_said_on = band, today()
    person.save(update_fields=["age_band", "age_said_on"])


def _doubt_age(actor: Actor, person: Person, birth: PartialDate) -> None:
    known = unseal(person, "birth")["birth"]
    if birth.iso == known or is_child(person.age_band) or not may_be_child(birth, day=office_today()):
        return
    write_age(person, AgeBand.IN_DOUBT)
    record(actor, verb=CaseVerb.PERSON_AGE_DOUBTED, object_type="person", object_id=person.pk)


@service
def record_coded(
    actor: Actor,
    *,
    person_id: UUID,
    age_band: str,
    gender: str,
    nationality: str,
    languages: Sequence[str],
    other_nationalities: Sequence[str] | None = None,
) -> Person:
    """Record what is known of the person in coarse codes.

    `other_nationalities` are those told beside `nationality`; None leaves them as they are.
    Raises Refused once the person was erased, for nationalities that do not go together, and where one person alone
    would take a child's protection away.
    """
    person = _own_person(actor, person_id, PersonAction.IDENTIFY)
    if person.erased_at is not None:
        raise Refused(
            "erased", verb=PERSONS.asked(PersonAction.IDENTIFY), object_type="person", object_id=person_id
        )
    others = list(person.other_nationalities if other_nationalities is None else other_nationalities)
    check_codes(nationality, *others, *languages)
    check_nationalities(nationality, *others)
    if needs_two_for_age(person.age_band, AgeBand(age_band)):
        raise Refused(
            "age_needs_two_people",
            verb=PERSONS.asked(PersonAction.IDENTIFY),
            object_type="person",
            object_id=person_id,
        )
    told = {Changed.AGE: age_band, Changed.GENDER: gender, Changed.NATIONALITY: (nationality, *others)}
    was = {
        Changed.AGE: person.age_band,
        Changed.GENDER: person.gender,
        Changed.NATIONALITY: person.nationalities,
    }
    changed = {what for what, said in told.items() if said != was[what]}
    if person.age_band != age_band:
        write_age(person, AgeBand(age_band))
    person.gender, person.languages = Gender(gender), list(languages)
    person.nationality, person.other_nationalities = nationality, others
    person.save(update_fields=["gender", "nationality", "other_nationalities", "languages"])
    record(actor, verb=CaseVerb.PERSON_CODES_RECORDED, object_type="person", object_id=person.pk)
    tell_changed(actor, person.pk, changed)
    return person


@service
def place_hold(actor: Actor, *, person_id: UUID, reason: HoldReason) -> LegalHold:
    """Stop any erasure of the person until the hold is released. Raises Refused once they were erased."""
    person = _own_person(actor, person_id, PersonAction.HOLD)
    if person.erased_at is not None:
        raise Refused("erased", verb=VaultAsked.HOLD_PLACE, object_type="person", object_id=person_id)
    return erasure.place_hold(actor, room=ROOM, subject_id=person.pk, reason=reason.value)


@service
def release_hold(actor: Actor, *, hold_id: UUID) -> LegalHold:
    """End a hold. Raises Refused when there is no such hold open in this office."""
    standing = LegalHold.objects.filter(room=ROOM, released_at__isnull=True)
    hold = own_row(actor, standing, hold_id, verb=VaultAsked.HOLD_RELEASE, object_type="hold", lock=False)
    _own_person(actor, hold.subject_id, PersonAction.HOLD)
    erasure.release_hold(actor, hold=hold)
    return hold


@service
@ends(person_given("person_id"))
def erase_person(actor: Actor, *, person_id: UUID, reason: str) -> list[Remains]:
    """Erase the person in this office, every file of theirs; what remains elsewhere, and until when, for telling them.

    The consent withdrawn, the focal point who answers for the office may erase; otherwise who leads. Where they
    asked for it or withdrew, every office that was told who they are is told first, and must answer; an office that
    considers an enquiry is told that it is not pursued. Raises Refused while a legal hold is open.
    """
    why = EraseReason(reason)
    withdrawn = why is EraseReason.CONSENT_WITHDRAWN
    action = PersonAction.ERASE_ON_WITHDRAWAL if withdrawn else PersonAction.ERASE
    remains: list[Remains] = []
    for one in same_person(actor.organisation_id, person_id):
        _lock_cases(actor, one)
        # Whoever may erase one file of a person erases the person: their other files too.
        person = _own_person(actor, one, action) if one == person_id else _any_person(actor, one)
        remains += erasure.erase(actor, subject_id=person.pk, reason=why.value)
    return remains


def _lock_cases(actor: Actor, person_id: UUID) -> None:
    """Lock the person's cases before their row, as every act does that comes from a case."""
    theirs = Case.objects.filter(organisation_id=actor.organisation_id, person_id=person_id)
    list(theirs.order_by("pk").select_for_update().values_list("pk"))


def _any_person(actor: Actor, person_id: UUID) -> Person:
    return own_row(actor, Person, person_id, verb=PERSONS.asked(PersonAction.ERASE), object_type="person")


def _own_person(actor: Actor, person_id: UUID, action: PersonAction) -> Person:
    # Not its key: another file that asks whether it is the same person names the row, and waits for nobody.
    rows = Person.objects.select_for_update(no_key=True)
    person = own_row(actor, rows, person_id, verb=PERSONS.asked(action), object_type="person", lock=False)
    PERSONS.require(actor, action, person)
    return person
