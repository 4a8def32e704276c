"""What a person was told, in which version, and who interpreted: by code, checked, and replaced on her wish."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.protection import contact
from tests.protection.pages import text_of, url, verbs
from tests.support.cast import Cast

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.services.cases import open_case
from palermo.protection.first_contact.codes import InformationForm, Understood
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.protection.first_contact.services.information import record_information
from palermo.trust.actor import Staff
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


def test_what_she_was_told_is_kept_with_version_language_and_her_own_words_sealed(
    browser: Client, works: Staff
) -> None:
    with unit_of_work(works):
        case = open_case(works)
        interpreting = contact.an_interpreter(works, case)
    said = {
        "language": "ar",
        "form": "read_aloud",
        "given_on_day": "3",
        "given_on_month": "11",
        "given_on_year": "2026",
        "interpreter": str(interpreting.pk),
        "understood": "explained_back",
        "words": contact.WORDS,
    }
    page = text_of(browser.post(url("add_information", case.pk), said, follow=True))
    assert "Arabic, version 1" in page
    assert "/cards/ar/1/" in page
    assert "with the interpreter" in page and interpreting.code in page
    assert contact.WORDS not in page
    with unit_of_work(works):
        row = Information.objects.get()
        assert (row.card, row.language, row.version, row.understood) == ("rights", "ar", 1, "explained_back")
        assert row.given_by_id == works.user_id
    assert contact.WORDS in text_of(browser.get(url("words", case.pk, row.pk)))
    assert verbs(works, case.person_id)[-1] == "revealed"
    seen = text_of(browser.get(url("seen", case.pk)))
    assert "What was understood, in the person’s own words" in seen


def test_a_language_without_a_card_and_a_day_to_come_are_refused(works: Staff) -> None:
    with unit_of_work(works):
        case = open_case(works)
        for reason, language, day in (
            ("no_card_in_language", "wo", PartialDate(2026)),
            ("day_in_future", "fr", PartialDate(2190)),
        ):
            with pytest.raises(Refused) as refused:
                record_information(
                    works,
                    case_id=case.pk,
                    language=language,
                    form=InformationForm.ON_PAPER,
                    given_on=day,
                    understood=Understood.PARTLY,
                )
            assert refused.value.reason == reason


def test_an_interpreter_is_a_code_is_checked_by_somebody_and_can_be_another(
    browser: Client, works: Staff
) -> None:
    with unit_of_work(works):
        case = open_case(works)
        first = contact.an_interpreter(works, case)
        again = contact.an_interpreter(works, case, code=first.code.lower().replace("-", " "))
        assert again.code == first.code
        with pytest.raises(Refused) as refused:
            contact.an_interpreter(works, case, code="Mr Halloway")
        assert refused.value.reason == "not_an_interpreter"
    address = url("interpreter", case.pk, first.pk)
    checked = text_of(browser.post(address, {"action": "check", "result": "found"}, follow=True))
    assert "a conflict found, take another interpreter" in checked
    wanted = text_of(browser.post(address, {"action": "another"}, follow=True))
    assert "The person wants another one" in wanted
    with unit_of_work(works):
        row = Interpreting.objects.get(pk=first.pk)
        assert (row.check_result, row.checked_by_id) == ("found", works.user_id)
        assert row.another_wanted_at is not None
    assert not {"name", "email", "user", "user_id"} & {field.name for field in Interpreting._meta.fields}


def test_another_case_s_interpreter_and_words_are_not_found(
    browser: Client, works: Staff, cast: Cast
) -> None:
    with unit_of_work(works):
        case, other = open_case(works), open_case(works)
        told = contact.met_and_told(works, other)
    assert browser.get(url("interpreter", case.pk, told.interpreting.pk)).status_code == 404
    assert browser.get(url("words", case.pk, told.information.pk)).status_code == 404
