"""What an authority is told where a person has two joined files, and whose yes counts once they are of age."""

from __future__ import annotations

import pytest
from tests.protection import flow
from tests.protection.identification.asking import ask, let_ask, matter, presumed
from tests.support.cast import Cast

from palermo.kit.partial_date import ToldDate
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.identification.authority.codes import AskState
from palermo.protection.identification.authority.services.taking_back import take_back_ask
from palermo.protection.need_to_know.models import LookAlike
from palermo.protection.need_to_know.services.joining import choose_contact, say_same_person
from palermo.reference.calendars import Calendar
from palermo.reference.persons import AgeBand
from palermo.trust.actor import Staff
from palermo.trust.basis.models import Consent
from palermo.trust.basis.rules import DataClass
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

OTHER_RULE = "NEVER ring the old number; only the new one"


def test_the_authority_is_told_the_chosen_rule_of_safe_contact_and_nothing_while_nobody_chose(
    cast: Cast, works: Staff
) -> None:
    let_ask(cast)
    case = presumed(works)
    with unit_of_work(works):
        other = open_case(works, age_band="18_25")
        record_identity(works, person_id=other.person_id, name=flow.NAME, safe_contact=OTHER_RULE)
        pair = LookAlike.objects.get()
        joining = say_same_person(works, pair_id=pair.pk, leads_id=case.person_id)
    with pytest.raises(Refused, match="safe_contact_two"):
        ask(works, case, cast.partner.id)
    with unit_of_work(works):
        choose_contact(works, joining_id=joining.pk, person_id=other.person_id)
    row = ask(works, case, cast.partner.id)
    decides = cast.partner[Role.DECISION_MAKER]
    found = matter(decides, row)
    with unit_of_work(decides):
        there = Person.objects.get(pk=found.person_id)
        assert unseal(there, "safe_contact")["safe_contact"] == OTHER_RULE


def test_whoever_is_of_age_by_their_date_of_birth_says_yes_to_an_authority_themselves(
    cast: Cast, works: Staff
) -> None:
    let_ask(cast)
    case = presumed(works)
    with unit_of_work(works):
        record_identity(works, person_id=case.person_id, birth="2008-11-02")
        Person.objects.filter(pk=case.person_id).update(
            age_band=AgeBand.FROM_12_TO_17, age_said_on="2026-06-01"
        )
    ask(works, case, cast.partner.id)
    with unit_of_work(works):
        assert Consent.objects.get().given_by == "self"


def test_taking_it_back_in_one_file_takes_back_what_the_other_file_of_the_person_asked(
    cast: Cast, works: Staff
) -> None:
    let_ask(cast)
    first, second = presumed(works), presumed(works)
    rows = [ask(works, case, cast.partner.id) for case in (first, second)]
    with unit_of_work(works):
        say_same_person(works, pair_id=LookAlike.objects.get().pk, leads_id=first.person_id)
        take_back_ask(works, ask_id=rows[0].pk)
        for row in rows:
            row.refresh_from_db()
        assert [row.state for row in rows] == [AskState.WITHDRAWN] * 2
        assert not Consent.objects.filter(withdrawn_at__isnull=True).exists()


def test_a_birth_told_in_another_calendar_reaches_the_authority_in_ours(cast: Cast, works: Staff) -> None:
    let_ask(cast)
    case = presumed(works)
    with unit_of_work(works):
        told = ToldDate.told(Calendar.PERSIAN, 1375, 2, 3)
        record_identity(works, person_id=case.person_id, birth=told.iso)
    row = ask(works, case, cast.partner.id, classes=frozenset({DataClass.NAME, DataClass.BIRTH}))
    decides = cast.partner[Role.DECISION_MAKER]
    found = matter(decides, row)
    with unit_of_work(decides):
        birth = unseal(Person.objects.get(pk=found.person_id), "birth")["birth"]
    assert birth == f"{told.year}-{told.month:02}-{told.day:02}"
