"""What is sent again, asked back and out of date where a person has two joined files, or their case is closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast

from palermo.exchange.models import Envelope
from palermo.protection.cases.codes import CloseReason
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.queries.joined import contacts
from palermo.protection.cases.services.cases import close_case, open_case
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import LookAlike
from palermo.protection.need_to_know.services.joining import (
    ask_about,
    choose_contact,
    part_files,
    say_same_person,
)
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.protection.referral.codes.questions import Question
from palermo.protection.referral.models.changes import ArrivedChange, SentChange
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.more import send_more
from palermo.protection.referral.services.questions import answer_questions
from palermo.protection.referral.still_out import OUT_OF_DATE
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import DataClass
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.still_out import AboutFile
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

OTHER_RULE = "NEVER ring the old number; only the new one"


@pytest.fixture
def referral(cast: Cast, works: Staff, helper: Staff) -> Referral:
    """A referral whose recipient was told the safe contact and the name."""
    flow.agree(cast)
    flow.have_basis(cast)
    sent = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(helper, sent)
    flow.consent(works, sent)
    flow.disclose(works, sent, classes=[DataClass.NAME])
    return flow.now_at(works, sent)


def other_file(actor: Staff, *, safe_contact: str = OTHER_RULE) -> Case:
    with unit_of_work(actor):
        case = open_case(actor)
        record_identity(actor, person_id=case.person_id, name=flow.NAME, safe_contact=safe_contact)
        return case


def join(actor: Staff, referral: Referral) -> Joining:
    with unit_of_work(actor):
        pair = LookAlike.objects.get()
        return say_same_person(actor, pair_id=pair.pk, leads_id=referral.person_id)


def choose(actor: Staff, row: Joining, person_id: Any) -> None:
    with unit_of_work(actor):
        choose_contact(actor, joining_id=row.pk, person_id=person_id)


def open_at(actor: Staff) -> list[str]:
    with unit_of_work(actor):
        return sorted(SentChange.objects.filter(settled_at=None).values_list("what", flat=True))


def again(actor: Staff, referral: Referral, *classes: DataClass) -> None:
    with unit_of_work(actor):
        send_more(actor, referral_id=referral.pk, data_classes=classes)
    flow.work_off()


def rule_there(actor: Staff, referral: Referral) -> str:
    with unit_of_work(actor):
        row = Enquiry.objects.select_related("person").get(thread_id=referral.thread_id)
        assert row.person is not None
        return unseal(row.person, "safe_contact")["safe_contact"]


def test_nothing_more_leaves_while_two_rules_stand_and_the_chosen_one_replaces_the_told_one(
    works: Staff, helper: Staff, browser: Client, referral: Referral
) -> None:
    case = other_file(works)
    row = join(works, referral)
    assert open_at(works) == [], "nobody has chosen, so nothing that was told is wrong yet"
    with unit_of_work(works), pytest.raises(Refused, match="safe_contact_two"):
        send_more(works, referral_id=referral.pk, data_classes=[DataClass.BIRTH])
    assert browser.get(url("referral_more", referral.pk)).status_code == 302
    page = text_of(browser.get(url("referral", referral.pk)))
    assert "Two rules of safe contact" in page and "Send more within the yes" not in page
    choose(works, row, case.person_id)
    assert open_at(works) == ["safe_contact"], "the office was told the rule that holds no longer"
    again(works, referral)
    assert (open_at(works), rule_there(helper, referral)) == ([], OTHER_RULE)
    with unit_of_work(works):
        part_files(works, joining_id=row.pk)
    assert open_at(works) == ["safe_contact"], "parted, the own rule holds again"


def test_what_is_written_in_the_other_file_is_known_to_be_old_where_this_one_was_told(
    cast: Cast, works: Staff, helper: Staff, referral: Referral
) -> None:
    case = other_file(works, safe_contact=flow.SAFE)
    join(works, referral)
    assert open_at(works) == []
    with unit_of_work(works):
        record_identity(works, person_id=case.person_id, safe_contact=OTHER_RULE, contact="+999 555 0100")
        add_never_share(works, case_id=case.pk, kind=NeverKind.OFFICE, office_id=cast.stranger.id)
    assert open_at(works) == ["never_share", "safe_contact"]
    again(works, referral)
    assert rule_there(helper, referral) == OTHER_RULE
    with unit_of_work(helper):
        assert ArrivedChange.objects.filter(what="never_share").exists()


def test_joining_tells_who_has_the_file_whom_it_must_never_reach(
    cast: Cast, works: Staff, referral: Referral
) -> None:
    case = other_file(works, safe_contact=flow.SAFE)
    with unit_of_work(works):
        add_never_share(works, case_id=case.pk, kind=NeverKind.OFFICE, office_id=cast.stranger.id)
    assert open_at(works) == []
    join(works, referral)
    assert open_at(works) == ["never_share"]


def test_what_arrives_chooses_no_rule_of_two(works: Staff, helper: Staff, referral: Referral) -> None:
    with unit_of_work(helper):
        arrived = Enquiry.objects.get(thread_id=referral.thread_id)
        older = open_case(helper)
        record_identity(helper, person_id=older.person_id, safe_contact=OTHER_RULE)
        assert arrived.case_id is not None
        pair = ask_about(helper, case_id=older.pk, other_case_id=arrived.case_id)
        row = say_same_person(helper, pair_id=pair.pk, leads_id=older.person_id)
    choose(helper, row, older.person_id)
    with unit_of_work(works):
        record_identity(works, person_id=referral.person_id, safe_contact="Only at the clinic")
    again(works, referral)
    with unit_of_work(helper):
        assert Joining.objects.get().contact_of_id is None
        assert sorted(contacts(Person.objects.get(pk=older.person_id))) == [OTHER_RULE, "Only at the clinic"]


def test_no_question_is_answered_while_two_rules_stand_or_the_case_is_closed(
    cast: Cast, works: Staff, browser: Client
) -> None:
    flow.agree(cast)
    file = flow.open_file(works)
    asked = flow.enquire(works, file.need, cast.partner.id)
    case = other_file(works)
    row = join(works, asked)
    answers = {Question.PETS: ["yes"]}
    with unit_of_work(works), pytest.raises(Refused, match="safe_contact_two"):
        answer_questions(works, referral_id=asked.pk, answers=answers)
    assert browser.get(url("referral_answers", asked.pk)).status_code == 302
    choose(works, row, case.person_id)
    with unit_of_work(works):
        answer_questions(works, referral_id=asked.pk, answers=answers)
        Case.objects.filter(pk=asked.case_id).update(state="closed", closed_on=date(2026, 1, 1))
    with unit_of_work(works), pytest.raises(Refused, match="case_closed_first"):
        answer_questions(works, referral_id=asked.pk, answers=answers)
    assert browser.get(url("referral_answers", asked.pk)).status_code == 302


def test_a_closed_case_sends_nothing_more_and_closing_asks_about_what_is_old_elsewhere(
    works: Staff, browser: Client, referral: Referral
) -> None:
    with unit_of_work(works):
        record_identity(works, person_id=referral.person_id, safe_contact=OTHER_RULE)
        file = AboutFile(room="protection", file_id=referral.case_id, subject_id=referral.person_id)
        assert [row.pk for row in OUT_OF_DATE.rows(works, file)] == [referral.pk]
    assert "Another office has what is no longer right" in text_of(
        browser.get(url("close", referral.case_id))
    )
    with unit_of_work(works):
        close_case(works, case_id=referral.case_id, reason=CloseReason.MOVED)
    page = text_of(browser.get(url("referral", referral.pk)))
    assert "Open it again to send the new one" in page and "Send the new one now" not in page
    assert browser.get(url("referral_more", referral.pk)).status_code == 302
    with unit_of_work(works), pytest.raises(Refused, match="case_closed_first"):
        send_more(works, referral_id=referral.pk, data_classes=[])
    assert OUT_OF_DATE.end is not None
    with unit_of_work(works):
        OUT_OF_DATE.end(works, referral.pk, "told")
    assert open_at(works) == []


def test_a_name_that_goes_later_tells_by_which_code_the_person_came(
    cast: Cast, helper: Staff, referral: Referral
) -> None:
    need = _need_there(helper, referral)
    flow.have_basis(Cast(owner=cast.partner, partner=cast.owner, stranger=cast.stranger))
    back = flow.enquire(helper, need, cast.owner.id)
    answers = cast.owner[Role.FOCAL_POINT]
    flow.accepted(answers, back)
    flow.consent(helper, back)
    flow.disclose(helper, back, classes=[DataClass.SAFE_CONTACT])
    assert _came_back(answers) == 0
    again(helper, back, DataClass.NAME)
    assert _came_back(answers) == 1


def _need_there(actor: Staff, referral: Referral) -> Need:
    with unit_of_work(actor):
        row = Enquiry.objects.get(thread_id=referral.thread_id)
        return Need.objects.select_related("case").get(case_id=row.case_id)


def _came_back(actor: Staff) -> int:
    with unit_of_work(actor):
        return Envelope.objects.filter(kind="came_back").count()
