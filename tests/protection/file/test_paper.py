"""Forms on paper: each field of the flow stands on them, in each language; what comes back is entered as from paper."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast
from tests.support.last_page import press
from tests.support.refusals import refusal

from palermo.kit.office_time import office_today
from palermo.protection.cases.codes.paper import PaperKind
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.paper import Paper
from palermo.protection.cases.services.paper import TakenOnPaper
from palermo.protection.file.paper import fields_of, texts_of, version_of
from palermo.protection.file.services.opening import Opening, open_case_with
from palermo.protection.first_contact.rights import newest_cards
from palermo.trust.actor import Staff
from palermo.trust.basis.models import Consent
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

LANGUAGES = sorted(card.language for card in newest_cards())


def seen(browser: Client, address: str) -> str:
    """What a page says."""
    response: HttpResponse = browser.get(address)  # type: ignore[assignment]
    return text_of(response)


KEPT, WITNESS = "In the grey Wimblethorn cupboard", "Sister Quillabry"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_field_of_the_flow_stands_on_the_paper_in_the_words_of_its_language(
    browser: Client, works: Staff, language: str
) -> None:
    assert works
    for kind in PaperKind:
        page = seen(browser, url("paper", kind, language))
        names = [name for _heading, fields in fields_of(kind) for name, _field in fields]
        assert re.findall(r'data-field="(\w+)"', page) == names
        assert version_of(kind) in page
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
        if language != "en":
            said = set(re.findall(r"(?:<dt>|<h[12]>|<li>|☐ )([^<]+)<", page))
            assert len(said) > 20
            assert said & set(texts_of(kind)) <= {"Police"}, "said in English on a paper of another language"
    assert "from_paper" not in page


def test_blank_forms_are_offered_by_language_and_no_other_is_there(browser: Client, works: Staff) -> None:
    assert works
    page = seen(browser, url("papers"))
    assert all(url("paper", kind, language) in page for kind in PaperKind for language in LANGUAGES)
    for kind, language in (("intake", "xx"), ("gossip", "en")):
        assert browser.get(url("paper", kind, language)).status_code == 404


def paper(works: Staff, day: object) -> dict[str, str]:
    assert hasattr(day, "year")
    return {
        "taken_on_day": str(day.day),  # type: ignore[attr-defined]
        "taken_on_month": str(day.month),  # type: ignore[attr-defined]
        "taken_on_year": str(day.year),
        "taken_by": str(works.user_id),
        "language": "fr",
        "version": version_of(PaperKind.INTAKE).upper(),
        "kept": KEPT,
        "witness": WITNESS,
    }


def test_a_first_talk_on_paper_is_entered_under_the_day_of_the_paper(browser: Client, works: Staff) -> None:
    with unit_of_work(works):
        day = office_today() - timedelta(days=9)
        tomorrow = office_today() + timedelta(days=1)
    first = {"urgent": ["shelter"], "came_by": "self", "from_paper": "on", "action": "open"}
    assert browser.post(url("open_case", BEGUN), first)["Location"].endswith("/start/")
    step = url("open_case_step", BEGUN, "paper")
    late = browser.post(step, {"action": "continue", **paper(works, tomorrow)})
    assert late.status_code == 200 and "Error:" in late.content.decode()
    assert browser.post(step, {"action": "continue", **paper(works, day)}).status_code == 302
    open_ = dict.fromkeys(("age_band", "gender", "nationality", "language_1"), "not_asked")
    for name, typed in (("contact", {}), ("came", {"route": "not_asked"}), ("about", open_), ("who", {})):
        browser.post(url("open_case_step", BEGUN, name), {"action": "continue", **typed})
    press(browser, url("open_case_step", BEGUN, "check"))
    with unit_of_work(works):
        case, row = Case.objects.get(), Paper.objects.get()
        assert case.opened_on == day
        assert (row.form, row.taken_on, row.taken_by_id) == ("intake", day.isoformat(), works.user_id)
        assert row.version == version_of(PaperKind.INTAKE)
    history = seen(browser, url("history", case.pk))
    assert "Entered from paper" in history and row.version in history
    assert KEPT not in history
    assert KEPT in seen(browser, url("who", case.pk))


@pytest.mark.parametrize(
    ("late", "version", "reason"), [(1, "intake-1", "day_in_future"), (0, "It says: form one", "not_a_code")]
)
def test_a_paper_of_tomorrow_or_of_no_form_opens_nothing(
    works: Staff, late: int, version: str, reason: str
) -> None:
    with unit_of_work(works):
        day = office_today() + timedelta(days=late)
    opening = Opening(paper=TakenOnPaper(on=day, version=version, language="en"))
    assert refusal(works, lambda: open_case_with(works, opening=opening)) == reason
    with unit_of_work(works):
        assert not Case.objects.exists()


def test_a_yes_on_paper_counts_from_its_day_and_says_who_witnessed_it(
    cast: Cast, works: Staff, helper: Staff, browser: Client
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    referral = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(helper, referral)
    with unit_of_work(works):
        day, long_ago = office_today() - timedelta(days=10), office_today() - timedelta(days=200)
    said = {
        "told_limits": "on",
        "alternative_existed": "yes",
        "given_by": "self",
        "form": "signed",
        "language": "fr",
        "data_classes": ["name"],
        "until": "months_3",
        "from_paper": "on",
    }

    def fill(step: str, **typed: object) -> int:
        address = url("referral_answer", referral.pk, BEGUN, step)
        return browser.post(address, {"action": "continue", **typed}).status_code

    assert fill("answer", answer="yes") == 302
    assert fill("consent", **said) == 302
    assert fill("paper", **paper(works, long_ago)) == 200, "it has ended since"
    assert fill("paper", **paper(works, day)) == 302
    press(browser, url("referral_answer", referral.pk, BEGUN, "check"))
    with unit_of_work(works):
        consent, row = Consent.objects.get(), Paper.objects.get()
        assert consent.valid_until == day + timedelta(days=91)
        assert (row.form, row.consent_id, row.taken_on) == ("consent", consent.pk, day.isoformat())
        assert unseal(row, "kept", "witness") == {"kept": KEPT, "witness": WITNESS}
