"""What was typed and not sent is kept for its author: paused, locked, too late, for another office or language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.protection.pages import url
from tests.support.cast import Office, make_office
from tests.support.kept_pages import marker
from tests.support.place import Database
from tests.trust.people.conftest import PASSWORD, code, codes_work_again, give_password, new_seed

from palermo.desk.kept_pages.codes import How
from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.kept_pages.services import LARGEST, MOST, keep_page
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import open_case
from palermo.trust import housekeeping
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.models import User
from palermo.trust.people.services import assign_role
from palermo.trust.people.sessions import SessionStore, stored_key
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.vault import unseal

CANARY = "She remembers the quennifold bridge"
SEED = new_seed()
HOUR = timedelta(hours=1)
__all__ = ["codes_work_again"]
pytestmark = pytest.mark.usefixtures("codes_work_again")


class Tab:
    """A page open in a browser, as it was drawn: its hidden inputs go with what is sent."""

    def __init__(self, browser: Client, path: str) -> None:
        self.browser, self.path = browser, path
        self.page = browser.get(path).content.decode()
        form = self.page[self.page.index('id="typed"') :]
        self.hidden = dict(
            re.findall(
                r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', form[: form.index("</form>")]
            )
        )

    def send(self, *, site: str = "same-origin", **typed: str) -> Any:
        """The answer to the form, as sent by a page of `site`."""
        return self.browser.post(self.path, {**self.hidden, **typed}, headers={"Sec-Fetch-Site": site})


@pytest.fixture
def office(database: Database) -> Office:
    """An office with two who help."""
    made = make_office("Lantern", roles=frozenset({Role.CASEWORKER, Role.COORDINATOR}))
    for actor in made.staff.values():
        give_password(made, actor, seed=SEED)
    return made


@pytest.fixture
def author(office: Office) -> Staff:
    """Whoever types."""
    return office[Role.CASEWORKER]


@pytest.fixture
def case(author: Staff) -> Case:
    """A file of the author's."""
    with unit_of_work(author):
        return open_case(author)


@pytest.fixture
def help_given(case: Case) -> str:
    """Where help given is recorded."""
    return url("add_assistance", case.pk)


def sign_in(office: Office, actor: Staff, browser: Client | None = None) -> Client:
    """Sign in by password and second step, in the same browser if one is given."""
    browser = browser or Client(enforce_csrf_checks=True)
    (role,) = actor.roles
    for path, typed in (
        ("/account/login/", {"login": f"{role}@{office.name.lower()}.example", "password": PASSWORD}),
        ("/account/2fa/authenticate/", {"code": code(SEED)}),
    ):
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(path).content.decode())
        answer = browser.post(path, {**typed, "csrfmiddlewaretoken": token[-1]})
        assert answer.status_code == 302
    return browser


def sign_out(browser: Client) -> None:
    token = re.findall(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get("/account/logout/").content.decode()
    )
    browser.post("/account/logout/", {"csrfmiddlewaretoken": token[0]})


def lock(browser: Client) -> None:
    browser.get("/locked/")


def expire(browser: Client, *, since: timedelta) -> None:
    """Let the session of the browser have ended by itself so long ago."""
    with machinery():
        SessionStore.get_model_class().objects.filter(
            session_key=stored_key(browser.cookies["session"].value)
        ).update(expire_date=timezone.now() - since)


def kept(actor: Staff) -> list[str]:
    """What the actor has kept, opened."""
    with unit_of_work(actor):
        return [unseal(row, "fields")["fields"] for row in KeptPage.objects.order_by("created_at")]


def follow(browser: Client, answer: Any) -> str:
    """The page to which an answer leads in the end."""
    while answer.status_code == 302:
        answer = browser.get(answer.headers["Location"])
    assert answer.status_code == 200
    return str(answer.content.decode())


# --- saved for later -----------------------------------------------------------------------------------------


def test_a_page_saved_for_later_stands_on_today_comes_back_as_typed_and_goes_when_it_is_sent(
    office: Office, author: Staff, case: Case, help_given: str
) -> None:
    browser = sign_in(office, author)
    answer = Tab(browser, help_given).send(keep_page="paused", kind="health", note=CANARY)
    today = follow(browser, answer)
    assert "Go on: Record help given" in today
    assert CANARY not in today
    with unit_of_work(author):
        assert not Assistance.objects.exists()
        row = KeptPage.objects.get()
    assert "and did not send it" in Tab(browser, help_given).page
    again = Tab(browser, f"{help_given}?kept={row.pk}")
    assert CANARY in again.page
    assert "You saved this for later." in again.page
    assert re.search(r'value="health"[^>]*(checked|selected)', again.page)
    # Saved once more it is the same one, sent it is gone.
    again.send(keep_page="paused", kind="health", note=CANARY + "!")
    assert len(kept(author)) == 1
    again = Tab(browser, f"{help_given}?kept={row.pk}")
    answer = again.send(
        kind="health", given_on_year="2026", given_on_month="10", units="2", note=CANARY + "!"
    )
    assert answer.status_code == 302, answer.content.decode()
    with unit_of_work(author):
        assert Assistance.objects.count() == 1
        assert not KeptPage.objects.exists()
        seen = LedgerEvent.objects.filter(object_id=row.pk).order_by("sequence")
        assert [event.verb for event in seen] == [
            "page.kept", "revealed", "page.kept", "revealed", "page.ended",
        ]  # fmt: skip


def test_a_kept_page_is_thrown_away_where_it_is_offered(
    office: Office, author: Staff, help_given: str
) -> None:
    browser = sign_in(office, author)
    Tab(browser, help_given).send(keep_page="paused", note=CANARY)
    with unit_of_work(author):
        path = reverse("desk:kept_page", args=[KeptPage.objects.get().pk])
    page = browser.get(path).content.decode()
    assert "Record help given" in page
    assert CANARY not in page
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
    assert browser.post(path, {"csrfmiddlewaretoken": token}).status_code == 302
    assert kept(author) == []


# --- after an end --------------------------------------------------------------------------------------------


def by_itself(browser: Client) -> None:
    expire(browser, since=HOUR - timedelta(minutes=2))


@pytest.mark.parametrize("end", [lock, sign_out, by_itself])
def test_what_is_sent_after_the_end_comes_back_after_signing_in(
    office: Office, author: Staff, help_given: str, end: Callable[[Client], None]
) -> None:
    browser = sign_in(office, author)
    tab = Tab(browser, help_given)
    end(browser)
    answer = tab.send(kind="health", note=CANARY)
    assert answer.headers["Location"].startswith("/account/login/?next=%2Ftoday%2Fback%2F")
    assert "What you typed is kept" in browser.get(answer.headers["Location"]).content.decode()
    assert CANARY not in answer.headers["Location"]
    sign_in(office, author, browser)
    page = follow(browser, browser.get(reverse("desk:back")))
    assert CANARY in page
    assert "Your sign-in had ended when you sent this, so nothing of it was done." in page
    with unit_of_work(author):
        assert not Assistance.objects.exists()


def test_a_page_open_since_before_one_signed_in_again_is_kept_and_said_so(
    office: Office, author: Staff, help_given: str
) -> None:
    browser = sign_in(office, author)
    tab = Tab(browser, help_given)
    sign_out(browser)
    sign_in(office, author, browser)
    page = follow(browser, tab.send(kind="health", note=CANARY))
    assert CANARY in page
    assert "You signed in again after you had opened the page" in page


def test_a_page_of_the_office_before_is_kept_there_and_the_way_back_is_asked(
    office: Office, author: Staff, help_given: str
) -> None:
    other = make_office("Harbour", roles=frozenset({Role.CASEWORKER}))
    second = other[Role.CASEWORKER].unit_id
    with unit_of_work(other.system):
        assign_role(
            other.system,
            user_id=author.user_id,
            unit_id=second,
            role=Role.CASEWORKER,
            valid_from=date(2026, 1, 1),
        )
    browser = sign_in(office, author)
    page = browser.get(reverse("people:account")).content.decode()
    switched = {
        "office": str(author.unit_id),
        "csrfmiddlewaretoken": re.findall(r'middlewaretoken" value="([^"]+)', page)[0],
    }
    browser.post(reverse("people:switch"), switched)
    tab = Tab(browser, help_given)
    browser.post(
        reverse("people:switch"),
        {"office": str(second), "csrfmiddlewaretoken": tab.hidden["csrfmiddlewaretoken"]},
    )
    page = follow(browser, tab.send(kind="health", note=CANARY))
    assert "You act for Harbour" in page
    assert "was written for Lantern" in page
    assert CANARY not in page
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
    page = follow(browser, browser.post(reverse("desk:back"), {"csrfmiddlewaretoken": token}))
    assert CANARY in page
    assert "You acted for another office when you sent this" in page
    with unit_of_work(author):
        assert KeptPage.objects.get().how == How.OTHER_OFFICE


def test_the_language_changes_with_what_was_typed(office: Office, author: Staff, help_given: str) -> None:
    browser = sign_in(office, author)
    answer = Tab(browser, help_given).send(speak="fr", note=CANARY)
    assert browser.cookies["django_language"].value == "fr"
    assert CANARY in follow(browser, answer)
    # Where nothing was typed nothing is kept, and the page is the same again.
    other = Tab(browser, help_given)
    assert other.send(speak="en-gb", note="").headers["Location"] == help_given
    assert len(kept(author)) == 1


def test_what_the_script_sends_at_the_lock_is_kept_only_where_something_was_typed(
    office: Office, author: Staff, help_given: str
) -> None:
    browser = sign_in(office, author)
    tab = Tab(browser, help_given)
    assert tab.send(keep_page="locked", note=" ").status_code == 204
    assert kept(author) == []
    tab.send(keep_page="locked", note=CANARY)
    assert len(kept(author)) == 1
    lock(browser)
    # A computer that slept: the page locks after the session ended.
    tab.send(keep_page="locked", note=CANARY + " in May")
    assert [CANARY + " in May" in text for text in kept(author)] == [True]
    sign_in(office, author, browser)
    page = follow(browser, browser.get(reverse("desk:back")))
    assert "The page locked before you sent this." in page


def test_after_the_lock_one_lands_where_one_was(office: Office, author: Staff, case: Case) -> None:
    browser = sign_in(office, author)
    path = url("case", case.pk)
    browser.get("/locked/", headers={"Referer": f"http://testserver{path}"})
    sign_in(office, author, browser)
    assert browser.get(reverse("desk:back")).headers["Location"] == path


# --- who may not ---------------------------------------------------------------------------------------------


def test_nothing_is_kept_without_mark_cookie_or_page_of_this_site(
    office: Office, author: Staff, help_given: str
) -> None:
    browser = sign_in(office, author)
    tab = Tab(browser, help_given)
    sign_out(browser)
    lost = "/account/login/?unsaved=1"
    assert tab.send(site="cross-site", note=CANARY).headers["Location"] == lost
    assert tab.send(site="same-site", note=CANARY).headers["Location"] == lost
    mark = tab.hidden.pop("kept_page")
    assert tab.send(note=CANARY).headers["Location"] == lost
    assert tab.send(kept_page=mark[:-8] + "AAAAAAA=", note=CANARY).headers["Location"] == lost
    # Whoever has the page but not the browser.
    other = Client(enforce_csrf_checks=True)
    other.cookies["csrftoken"] = browser.cookies["csrftoken"].value
    stolen = Tab.__new__(Tab)
    stolen.browser, stolen.path, stolen.hidden = other, help_given, {**tab.hidden, "kept_page": mark}
    assert stolen.send(note=CANARY).headers["Location"] == lost
    assert kept(author) == []


def test_nothing_is_kept_more_than_an_hour_after_the_end_or_after_the_password_changed(
    office: Office, author: Staff, help_given: str
) -> None:
    browser = sign_in(office, author)
    tab = Tab(browser, help_given)
    expire(browser, since=HOUR + timedelta(minutes=1))
    housekeeping.tidy_machinery()
    assert tab.send(note=CANARY).headers["Location"].endswith("unsaved=1")
    browser = sign_in(office, author)
    tab = Tab(browser, help_given)
    lock(browser)
    with unit_of_work(office.system):
        user = User.objects.get(pk=author.user_id)
        user.set_password(PASSWORD + "!")
        user.save(update_fields=["password"])
    assert tab.send(note=CANARY).headers["Location"].endswith("unsaved=1")
    assert kept(author) == []


def test_a_colleague_at_the_same_browser_neither_sees_nor_keeps_what_the_author_typed(
    office: Office, author: Staff, help_given: str
) -> None:
    colleague = office[Role.COORDINATOR]
    browser = sign_in(office, author)
    tab = Tab(browser, help_given)
    sign_out(browser)
    tab.send(note=CANARY)
    with unit_of_work(author):
        row = KeptPage.objects.get()
    sign_in(office, colleague, browser)
    assert browser.get(reverse("desk:back")).headers["Location"] == reverse("web:today")
    for path in (reverse("web:today"), help_given):
        page = browser.get(path).content.decode()
        assert CANARY not in page
        assert str(row.pk) not in page
    assert browser.get(f"{help_given}?kept={row.pk}").status_code == 404
    assert browser.get(reverse("desk:kept_page", args=[row.pk])).status_code == 404
    answer = tab.send(note="planted")
    assert answer.status_code == 403
    assert "too old to be sent" in answer.content.decode()
    assert len(kept(author)) == 1


def test_the_twenty_first_takes_the_place_of_the_oldest_and_what_is_too_long_is_refused(
    author: Staff,
) -> None:
    for number in range(MOST + 1):
        with unit_of_work(author):
            keep_page(author, marker=marker(author), fields={"note": [f"text {number}"]}, how=How.PAUSED)
    found = kept(author)
    assert len(found) == MOST
    assert not any('"text 0"' in text for text in found)
    with unit_of_work(author), pytest.raises(Refused, match="page_too_long"):
        keep_page(author, marker=marker(author), fields={"note": ["x" * LARGEST]}, how=How.PAUSED)


def test_a_page_of_somebody_else_of_another_unit_or_of_a_closed_room_is_not_kept(
    office: Office, author: Staff
) -> None:
    for other in ({"user_id": uuid4()}, {"unit_id": uuid4()}, {"room": "prosecution"}):
        with unit_of_work(author), pytest.raises(Refused, match="role_missing"):
            keep_page(author, marker=marker(author, **other), fields={"note": ["x"]}, how=How.PAUSED)


def test_typing_keeps_the_session_up_to_its_absolute_end(office: Office, author: Staff) -> None:
    browser = sign_in(office, author)
    assert browser.get(reverse("desk:typing")).status_code == 200
    for seconds, status in ((12 * 3600 - 60, 200), (120, 302)):
        with machinery():
            session = SessionStore(browser.cookies["session"].value)
            session["began"] -= seconds
            session["touched"] -= 120
            session.save()
        assert browser.get(reverse("desk:typing")).status_code == status


def test_leaving_in_haste_leaves_nothing_behind(office: Office, author: Staff, help_given: str) -> None:
    browser = sign_in(office, author)
    tab = Tab(browser, help_given)
    browser.get(reverse("web:leave"))
    assert "past" not in browser.cookies or not browser.cookies["past"].value
    assert tab.send(note=CANARY).headers["Location"].endswith("unsaved=1")
