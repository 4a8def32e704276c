"""The list of cases, finding one, and opening one step by step."""

from __future__ import annotations

import re
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.protection.pages import NOTE, SEARCH, SECRETS, TOLD, full_case, text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import signed_in
from tests.support.last_page import press

from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.need_to_know.queries.search import find_cases
from palermo.trust.actor import Staff
from palermo.trust.ledger.exposure import Window, exposure_of
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal


def fill(browser: Client, step: str, **typed: object) -> HttpResponse:
    return browser.post(url("open_case_step", BEGUN, step), {"action": "continue", **typed})


CAME = {"route": "not_asked", "came_on_day": "", "came_on_month": "", "came_on_year": ""}
ABOUT = {
    "age_band": "26_40",
    "gender": "woman",
    "nationality": "not_asked",
    "language_1": "am",
    "language_2": "en",
    "language_3": "",
}
WHO = {
    "name": SECRETS["name"],
    "other_names": "",
    "birth_day": "",
    "birth_month": "",
    "birth_year": "1994",
    "contact": "",
    "narrative": TOLD,
}


def test_a_draft_with_a_name_in_it_that_somebody_who_got_in_opened_is_exposed(works: Staff) -> None:
    author = signed_in(works)
    author.post(url("open_case", BEGUN), {"urgent": ["shelter"], "came_by": "self", "action": "more"})
    fill(author, "contact", safe_contact=SECRETS["safe_contact"])
    fill(author, "came", **CAME, later="legal")
    fill(author, "about", **ABOUT)
    fill(author, "who", **WHO)
    for step in ("check", "who"):
        got_in_at = timezone.now()
        assert SECRETS["name"] in text_of(signed_in(works).get(url("open_case_step", BEGUN, step)))
        with unit_of_work(works):
            found = exposure_of(works.organisation_id, Window(account_id=works.user_id, since=got_in_at))
        assert [(file.object_type, file.columns) for file in found.files] == [("draft", ("answers",))]


def test_an_empty_list_says_what_would_fill_it_and_how(browser: Client) -> None:
    page = text_of(browser.get(url("cases")))
    assert "Cases you open, and those your coordinator assigns to you, stand here." in page
    assert url("open_case") in page


def test_the_list_shows_codes_and_words_and_no_identity(browser: Client, works: Staff) -> None:
    case = full_case(works)
    page = text_of(browser.get(url("cases")))
    assert case.code in page
    assert "Tonight" in page
    assert "Safe place to stay" in page
    assert not [secret for secret in (*SECRETS.values(), TOLD, NOTE) if secret in page]


def test_filters_stay_in_the_address_of_the_next_page(browser: Client, works: Staff) -> None:
    with unit_of_work(works):
        for _ in range(26):
            case = open_case(works)
            record_need(works, case_id=case.pk, kind="health", urgency="days")
    page = text_of(browser.get(url("cases"), {"state": "open", "need": "health"}))
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    assert "need=health" in following[1]
    second = text_of(browser.get(url("cases") + following[1].replace("&amp;", "&")))
    assert len(re.findall(r'<th role="rowheader" scope="row"', second)) == 1


def test_a_code_alone_opens_a_case(browser: Client, works: Staff) -> None:
    response = browser.post(url("open_case"), follow=True)
    with unit_of_work(works):
        case = Case.objects.get()
    assert case.code in text_of(response)
    assert "No rules for safe contact are recorded" in text_of(response)


def test_a_case_is_opened_step_by_step_paused_and_taken_up_again(browser: Client, works: Staff) -> None:
    first = {"urgent": ["shelter"], "came_by": "self", "action": "more"}
    assert browser.post(url("open_case", BEGUN), first).status_code == 302
    fill(browser, "contact", safe_contact=SECRETS["safe_contact"])
    paused = browser.post(
        url("open_case_step", BEGUN, "came"), {"action": "pause", **CAME, "later": "legal"}, follow=True
    )
    assert paused.status_code == 200
    assert url("open_case_step", BEGUN, "start") in text_of(browser.get(url("open_case"), follow=True))
    again = browser.get(url("open_case_step", BEGUN, "came"))
    assert re.search(r'value="legal"[^>]*checked', text_of(again))
    fill(browser, "came", **CAME, later="legal")
    fill(browser, "about", **ABOUT)
    fill(browser, "who", **WHO)
    check = text_of(browser.get(url("open_case_step", BEGUN, "check")))
    assert SECRETS["name"] in check
    done = press(browser, url("open_case_step", BEGUN, "check"), follow=True)
    assert "The case is open." in text_of(done)
    with unit_of_work(works):
        case = Case.objects.select_related("person").get()
        assert (case.person.age_band, case.person.languages) == ("26_40", ["am", "en"])
        assert unseal(case.person, "name", "birth") == {"name": SECRETS["name"], "birth": "1994"}
        assert unseal(case, "narrative") == {"narrative": TOLD}
        needs = {need.kind: need.urgency for need in Need.objects.all()}
        assert needs == {"accommodation": "tonight", "legal": "days"}
        assert [line.case for line in find_cases(works, SECRETS["name"])] == [case]
    assert "Begun, not finished" not in text_of(browser.get(url("open_case"), follow=True))


def test_every_question_of_opening_can_stay_open(browser: Client, works: Staff) -> None:
    fill(browser, "needs")
    fill(browser, "contact", safe_contact="")
    fill(browser, "came", **CAME)
    open_answers = dict.fromkeys(("age_band", "gender", "nationality", "language_1"), "not_asked")
    fill(browser, "about", **open_answers)
    fill(browser, "who", **dict.fromkeys(WHO, ""))
    press(browser, url("open_case_step", BEGUN, "check"))
    with unit_of_work(works):
        person = Person.objects.get()
        assert not any(unseal(person, *Person.sealed_columns()).values())
        assert not Need.objects.exists()


def test_what_was_typed_wrongly_stays_and_is_named(browser: Client) -> None:
    fill(browser, "needs")
    fill(browser, "contact", safe_contact="")
    fill(browser, "came", **CAME)
    fill(browser, "about", **ABOUT)
    page = text_of(fill(browser, "who", **{**WHO, "birth_year": "94"}))
    assert "Enter the year with four figures" in page
    assert 'href="#id_birth_year"' in page
    assert SECRETS["name"] in page


def test_correcting_begins_with_what_is_recorded(browser: Client, works: Staff) -> None:
    case = full_case(works)
    assert SECRETS["safe_contact"] in text_of(browser.get(url("identity", case.pk, BEGUN, "contact")))
    assert SECRETS["name"] in text_of(browser.get(url("identity", case.pk, BEGUN, "who")))
    changed = {
        **WHO,
        "name": "Mira Olden",
        "birth_day": "18",
        "birth_month": "5",
        "birth_year": "2001",
        "action": "continue",
    }
    asked = text_of(browser.post(url("identity", case.pk, BEGUN, "who"), changed))
    assert "told in Ethiopian years" in asked, (
        "she speaks Amharic, and the year decides whether she is a child"
    )
    assert 'href="#id_birth_year"' in asked
    browser.post(url("identity", case.pk, BEGUN, "who"), {**changed, "birth_calendar": "gregorian"})
    done = press(browser, url("identity", case.pk, BEGUN, "check"), follow=True)
    assert "What you wrote is kept and sealed." in text_of(done)
    with unit_of_work(works):
        person = Person.objects.get()
        assert unseal(person, "name", "safe_contact") == {
            "name": "Mira Olden",
            "safe_contact": SECRETS["safe_contact"],
        }
        assert (person.gender, person.languages) == ("woman", ["am"])
    again = {**changed, "birth_calendar": "gregorian"}
    later = uuid4()
    assert 'value="gregorian" selected' in text_of(browser.get(url("identity", case.pk, later, "who")))
    assert browser.post(url("identity", case.pk, later, "who"), again).status_code == 302, (
        "nobody is asked twice"
    )


def test_a_birth_told_in_another_calendar_is_kept_as_told_and_makes_a_child(
    browser: Client, works: Staff
) -> None:
    """Born on 10.3.2003 of Ethiopia, which is 2010 here; taken as ours they would be grown up."""
    case = full_case(works)
    told = {"birth_day": "10", "birth_month": "3", "birth_year": "2003", "birth_calendar": "ethiopian"}
    browser.post(url("identity", case.pk, BEGUN, "who"), {**WHO, **told, "action": "continue"})
    press(browser, url("identity", case.pk, BEGUN, "check"), follow=True)
    assert "10.3.2003 (Ethiopian): 19 Nov 2010" in text_of(browser.get(url("who", case.pk)))
    page = text_of(browser.get(url("identity", case.pk, uuid4(), "who")))
    assert 'name="birth_year" id="id_birth_year" value="2003"' in page
    with unit_of_work(works):
        person = Person.objects.get()
        assert unseal(person, "birth")["birth"] == "ethiopian:2003-03-10"
        assert person.age_band == "in_doubt"


def test_a_name_is_searched_by_post_and_stands_in_no_address_and_no_title(
    browser: Client, works: Staff
) -> None:
    case = full_case(works)
    response = browser.post(SEARCH, {"q": SECRETS["name"]}, follow=True)
    assert response.status_code == 200
    page = text_of(response)
    assert case.code in page
    assert SECRETS["name"] not in re.findall(r"<title>.*?</title>", page, re.DOTALL)[0]
    assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', page) if "Amina" in link]
    assert "groups" not in browser.get(SEARCH, {"q": SECRETS["name"]}).context
