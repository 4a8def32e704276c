"""Names on every path are looked up as opening does: what is found stands in the file until a colleague has said."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import SECRETS, full_case, text_of, url, verbs
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.last_page import held
from tests.support.today import said

from palermo.protection.cases.services.cases import assign_case, open_case
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.protection.file.services.opening import Opening, open_case_with
from palermo.protection.need_to_know.codes import Alike, CameUpon
from palermo.protection.need_to_know.models import LookAlike, SearchHit
from palermo.protection.need_to_know.queries.search import find_cases
from palermo.protection.need_to_know.queries.search_limit import MOST_SEARCHES
from palermo.protection.need_to_know.services.look_alikes import say_another_person
from palermo.protection.need_to_know.today import arrived_and_known
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

SOUNDS_ALIKE = "Ameena Olivewing"


def pairs(actor: Staff) -> list[LookAlike]:
    with unit_of_work(actor):
        return list(LookAlike.objects.order_by("id"))


def identity_typed(name: str, other_names: str = "") -> dict[str, dict[str, str]]:
    coded = dict.fromkeys(("age_band", "gender", "nationality", "language_1"), "not_asked")
    who = {"name": name, "other_names": other_names, "birth_day": "", "birth_month": "", "birth_year": ""}
    return {"contact": {"safe_contact": ""}, "about": coded, "who": {**who, "contact": "", "narrative": ""}}


def test_a_name_written_later_is_looked_up_before_and_after_and_answered_once(
    works: Staff, browser: Client
) -> None:
    there = full_case(works)
    with unit_of_work(works):
        case = open_case(works)
    for step, typed in identity_typed("Somebody Else", SOUNDS_ALIKE).items():
        browser.post(url("identity", case.pk, BEGUN, step), typed)
    check = text_of(browser.get(url("identity", case.pk, BEGUN, "check")))
    assert "There may be a file already" in check
    assert there.code in check
    browser.post(url("identity", case.pk, BEGUN, "check"), {**held(check), "action": "send"})
    (pair,) = pairs(works)
    assert (pair.person_id, pair.other_id) == (case.person_id, there.person_id)
    page = text_of(browser.get(url("case", case.pk)))
    assert "There may be a file of this person already" in page
    assert there.code in page
    assert case.code in text_of(browser.get(url("case", there.pk)))
    compared = browser.get(url("alike", case.pk, pair.pk))
    assert there.code in text_of(compared)
    assert not [secret for secret in SECRETS.values() if secret in text_of(compared)]
    answered = browser.post(url("alike", case.pk, pair.pk), {"answer": "another"}, follow=True)
    assert "Nobody is asked about these two files again." in text_of(answered)
    assert "There may be a file of this person already" not in text_of(browser.get(url("case", case.pk)))
    with unit_of_work(works):
        record_identity(works, person_id=case.person_id, name=SOUNDS_ALIKE)
        record_identity(works, person_id=there.person_id, other_names="Stella Heron\nSomebody Else")
    (pair,) = pairs(works)
    assert pair.answer == Alike.ANOTHER, "what was answered is not asked again, from either side"
    assert "look_alike.answered" in verbs(works, case.person_id)
    with unit_of_work(works), pytest.raises(Refused, match="look_alike_answered"):
        say_another_person(works, pair_id=pair.pk)


def test_of_anothers_file_only_whom_to_ask_is_said_and_its_owner_sees_who_wrote_the_name(
    cast: Cast, works: Staff, browser: Client
) -> None:
    there = full_case(works)
    writer = cast.owner[Role.FOCAL_POINT]
    with unit_of_work(writer):
        case = open_case(writer)
        record_identity(writer, person_id=case.person_id, name=SOUNDS_ALIKE)
        record_identity(writer, person_id=case.person_id, other_names="Stella Heron")
    page = text_of(signed_in(writer).get(url("case", case.pk)))
    assert "Owner caseworker" in page
    assert there.code not in page
    assert "by writing a name in a file" in text_of(browser.get(url("people", there.pk)))
    with unit_of_work(works):
        assert SearchHit.objects.count() == 1, "within an hour it is one look"
    (pair,) = pairs(works)
    assert signed_in(writer).get(url("alike", case.pk, pair.pk)).status_code == 404
    with unit_of_work(writer), pytest.raises(Refused):
        say_another_person(writer, pair_id=pair.pk)
    assert browser.get(url("alike", there.pk, pair.pk)).status_code == 404
    stranger = signed_in(cast.stranger[Role.COORDINATOR])
    assert stranger.get(url("alike", there.pk, pair.pk)).status_code == 404
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        say_another_person(lead, pair_id=pair.pk)


def test_a_question_whose_names_are_alike_no_longer_is_asked_no_longer(works: Staff) -> None:
    full_case(works)
    with unit_of_work(works):
        case = open_case_with(works, opening=Opening(texts={"name": SOUNDS_ALIKE}))
    assert len(pairs(works)) == 1
    with unit_of_work(works):
        record_identity(works, person_id=case.person_id, name="Quite Another")
    assert pairs(works) == []


def test_writing_names_in_a_file_of_ones_own_is_no_way_round_the_limit(works: Staff) -> None:
    full_case(works)
    with unit_of_work(works):
        case = open_case(works)
        for number in range(MOST_SEARCHES):
            record_identity(works, person_id=case.person_id, name=f"Tried {number}")
    with unit_of_work(works):
        with pytest.raises(Refused, match="too_many_searches"):
            find_cases(works, SECRETS["name"])
        record_identity(works, person_id=case.person_id, name=SOUNDS_ALIKE)
    assert pairs(works) == [], "the name is kept, and nobody is told whom it fits"


def test_who_arrives_from_another_office_is_looked_up_and_stands_on_today_until_answered(cast: Cast) -> None:
    asker, answers = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    lead = cast.partner[Role.COORDINATOR]
    flow.agree(cast)
    flow.have_basis(cast)
    with unit_of_work(lead):
        there = open_case(lead)
        record_identity(lead, person_id=there.person_id, name=flow.NAME)
    file = flow.open_file(asker)
    referral = flow.enquire(asker, file.need, cast.partner.id)
    flow.accepted(answers, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    (pair,) = pairs(answers)
    assert pair.came_upon == CameUpon.ARRIVED
    arrived_id = flow.received(answers, referral).case_id
    assert arrived_id is not None
    with unit_of_work(answers):
        (item,) = read(arrived_and_known(answers, timezone.now()))
        assert said(item).startswith("Say whether it is the same person")
    page = text_of(signed_in(answers).get(url("case", arrived_id)))
    assert "There may be a file of this person already" in page
    assert "Partner coordinator" in page
    assert there.code not in page
    with unit_of_work(lead):
        assign_case(lead, case_id=there.pk, user_id=answers.user_id)
    with unit_of_work(answers):
        say_another_person(answers, pair_id=pair.pk)
        assert read(arrived_and_known(answers, timezone.now())) == []


def test_an_erasure_forgets_in_which_files_somebody_of_the_name_may_stand(cast: Cast, works: Staff) -> None:
    full_case(works)
    with unit_of_work(works):
        case = open_case_with(works, opening=Opening(texts={"name": SOUNDS_ALIKE}))
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        erase_person(lead, person_id=case.person_id, reason="person_asked")
    assert pairs(works) == []
