"""What holds before, around and after every view."""

from __future__ import annotations

import logging
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from tests.support.cast import Office, make_office, signed_in
from tests.trust.people.conftest import events_of
from tests.trust.people.extra_urls import CANARY

from palermo.trust.actor import Anonymous
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Mandate, Role
from palermo.trust.people.middleware import SESSION_UNIT, is_public
from palermo.trust.people.models import Organisation, RoleAssignment, Unit
from palermo.trust.people.services import assign_role, create_unit, end_role
from palermo.trust.people.sessions import SessionStore
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.web.logs import LineFormatter, ScrubFilter

EXTRA = "tests.trust.people.extra_urls"


def name_of(office: Office) -> str:
    with unit_of_work(office.system):
        return Organisation.objects.get(pk=office.id).name


@pytest.fixture
def browser(office: Office, settings: Any) -> Client:
    settings.ROOT_URLCONF = EXTRA
    browser = signed_in(office[Role.ADMINISTRATOR])
    browser.raise_request_exception = False
    return browser


# --- a half-done view ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("unexpected", 500),
        ("not_found", 404),
        ("denied", 403),
        ("suspicious", 400),
        ("500", 500),
        ("503", 503),
    ],
)
def test_a_half_done_view_that_fails_commits_nothing(
    browser: Client, office: Office, end: str, status: int
) -> None:
    response = browser.get(f"/half-done/{end}/")
    assert response.status_code == status
    assert CANARY not in response.content.decode()
    assert name_of(office) == "Lantern"
    assert events_of(office, "office.renamed") == []


def test_a_refusal_is_kept_and_nothing_else_of_its_view(browser: Client, office: Office) -> None:
    response = browser.get("/half-done/refused/")
    assert response.status_code == 403
    assert "Your role in this unit does not include this" in response.content.decode()
    assert name_of(office) == "Lantern"
    assert events_of(office, "office.renamed") == []
    (refusal,) = events_of(office, "refused")
    assert refusal.codes == {"asked": "office.rename", "reason": "role_missing"}


def test_a_view_that_answers_commits(browser: Client, office: Office) -> None:
    assert browser.get("/half-done/200/").status_code == 200
    assert name_of(office) == "Renamed half-way"
    assert len(events_of(office, "office.renamed")) == 1


def test_a_write_without_an_event_is_an_error_and_not_committed(browser: Client, office: Office) -> None:
    assert browser.get("/unrecorded/").status_code == 500
    assert name_of(office) == "Lantern"


def test_a_database_error_is_answered_503_and_says_nothing(browser: Client, office: Office) -> None:
    response = browser.get("/half-done/away/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert CANARY not in response.content.decode()
    assert name_of(office) == "Lantern"


def test_no_log_line_holds_what_an_error_quotes(browser: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        browser.get(f"/half-done/unexpected/?name={CANARY}")
    lines = []
    for record in caplog.records:
        ScrubFilter().filter(record)
        lines.append(LineFormatter().format(record))
    assert any("RuntimeError" in line for line in lines)
    assert CANARY not in "\n".join(lines)


def test_log_lines_go_to_standard_error_and_nowhere_else(settings: Any) -> None:
    assert settings.LOGGING["handlers"].keys() == {"stderr"}
    handler = settings.LOGGING["handlers"]["stderr"]
    assert (handler["class"], "stream" in handler) == ("logging.StreamHandler", False)
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
    assert [one for one in settings.LOGGING["loggers"].values() if one.keys() != {"level"}] == []
    assert settings.ADMINS == []  # Django would mail errors to them


def test_no_log_line_holds_a_link_that_sets_a_password() -> None:
    path = "/account/password/reset/key/01a20a32fd357cabb815039ed22d685c-diikvn-25b830c543da/"
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (path,), None
    )
    ScrubFilter().filter(record)
    assert record.getMessage() == "Internal Server Error: /account/password/reset/key/[link]/"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("first\nsecond", "first ⏎ second"),
        ("first\r\nsecond", r"first\x0d ⏎ second"),
        ("first\x0b\x0c\x1c\x85\u2028\u2029second", r"first\x0b\x0c\x1c\x85\u2028\u2029second"),
        ("\x1b[2J\x1b]0;all well\x07\x7f\x9b1A\x00", r"\x1b[2J\x1b]0;all well\x07\x7f\x9b1A\x00"),
        (
            "\u202edaeh\u202c \u2066a\u2069 \u200fb\u200e\u061c",
            r"\u202edaeh\u202c \u2066a\u2069 \u200fb\u200e\u061c",
        ),
        ("فانوس ⏎ \u200dé \U0001f3ee", "فانوس ⏎ \u200dé \U0001f3ee"),
    ],
)
def test_a_log_line_is_one_line_and_its_control_signs_are_written_out(said: str, written: str) -> None:
    for name, message, values in (("a", "%s", (said,)), ("a", said, ()), (said, "b", ())):
        record = logging.LogRecord(name, logging.ERROR, "", 0, message, values, None)
        ScrubFilter().filter(record)
        line = LineFormatter().format(record)
        assert f" {written}" in line
        assert len(line.splitlines()) == 1


# --- who is let in -------------------------------------------------------------------------------------------


def names(patterns: list[Any], namespace: str = "") -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found += names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            found.append((f"{namespace}{pattern.name}", list(pattern.pattern.converters)))
    return found


@pytest.mark.usefixtures("database")
def test_every_address_that_is_not_public_sends_strangers_to_sign_in() -> None:
    from uuid import uuid4

    checked = 0
    for name, converters in names(get_resolver().url_patterns):
        if is_public(name):
            continue
        arguments = [uuid4() if "id" in converter else "step" for converter in converters]
        try:
            url = reverse(name, args=arguments)
        except NoReverseMatch:
            url = reverse(name, args=[uuid4() for _ in converters])
        # What was typed after the end of a session is lost with it, and the sign-in page says so.
        for method, sign_in in (("get", "/account/login/?next="), ("post", "/account/login/?unsaved=1")):
            response = getattr(Client(), method)(url)
            assert response.status_code == 302, name
            assert response.headers["Location"].startswith(sign_in), name
        checked += 1
    assert checked > 20


def test_every_public_address_exists() -> None:
    known = {name for name, _converters in names(get_resolver().url_patterns)}
    rooms = {name.partition(":")[0] for name in known if ":" in name}
    for name in django_settings.PALERMO_PUBLIC:
        assert name in known or (name.endswith(":*") and name[:-2] in rooms), name


@pytest.mark.usefixtures("database")
def test_an_account_without_any_office_sees_its_own_page_and_nothing_else(office: Office) -> None:
    browser = signed_in(office[Role.ANALYST])
    with unit_of_work(office.system):
        assignment = RoleAssignment.objects.get(user_id=office[Role.ANALYST].user_id)
        end_role(office.system, assignment_id=assignment.pk)
    page = browser.get(reverse("people:account"))
    assert page.status_code == 200
    assert "No office gives you a role today" in page.content.decode()
    for name in ("people:colleagues", "people:ledger", "people:installation", "protection:cases"):
        assert browser.get(reverse(name)).status_code in (403, 404), name


# --- acting for one of several offices -----------------------------------------------------------------------


@pytest.fixture
def two_offices(office: Office, stranger: Office) -> Client:
    """A caseworker of Lantern who works for Harbour too; signed in, acting for Lantern."""
    shared = office[Role.CASEWORKER]
    browser = signed_in(shared)
    assert "Lantern" in browser.get(reverse("people:account")).content.decode()
    employ(stranger, shared.user_id)
    return browser


def employ(office: Office, user_id: Any) -> Unit:
    with unit_of_work(office.system):
        unit = Unit.objects.get(organisation_id=office.id, mandate=Mandate.ASSISTANCE)
        assign_role(
            office.system, user_id=user_id, unit_id=unit.pk, role=Role.CASEWORKER, valid_from=date(2026, 1, 1)
        )
    return unit


def acting_unit(browser: Client) -> str:
    with machinery():
        return str(SessionStore(browser.cookies["session"].value).get(SESSION_UNIT))


def test_a_new_role_elsewhere_does_not_change_the_office_one_acts_for(
    two_offices: Client, office: Office
) -> None:
    # "Harbour" comes first in the list and was not chosen.
    two_offices.get(reverse("people:account"))
    assert acting_unit(two_offices) == str(office[Role.CASEWORKER].unit_id)


def test_switching_is_recorded_by_the_office_one_begins_to_act_for(
    two_offices: Client, office: Office, stranger: Office
) -> None:
    unit = stranger[Role.CASEWORKER].unit_id
    response = two_offices.post(reverse("people:switch"), {"office": str(unit)})
    assert response.headers["Location"] == reverse("web:today")
    assert acting_unit(two_offices) == str(unit)
    (event,) = events_of(stranger, "acting.began")
    assert (event.object_id, event.actor_id) == (unit, office[Role.CASEWORKER].user_id)
    assert events_of(office, "acting.began") == []


@pytest.mark.parametrize("wanted", ["", "no id", "00000000-0000-0000-0000-000000000000"])
def test_nobody_acts_for_a_unit_without_a_role_in_it(
    two_offices: Client, office: Office, wanted: str
) -> None:
    assert two_offices.post(reverse("people:switch"), {"office": wanted}).status_code == 404
    foreign = office[Role.ADMINISTRATOR].unit_id
    assert two_offices.post(reverse("people:switch"), {"office": str(foreign)}).status_code == 404
    assert acting_unit(two_offices) == str(office[Role.CASEWORKER].unit_id)


def test_switching_is_a_post(two_offices: Client) -> None:
    assert two_offices.get(reverse("people:switch")).status_code == 405


def test_a_form_opened_before_switching_is_not_sent_for_the_other_office(
    two_offices: Client, stranger: Office
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = two_offices.cookies
    page = browser.get(reverse("people:account"))
    token = str(page.context["csrf_token"])
    unit = str(stranger[Role.CASEWORKER].unit_id)
    assert (
        browser.post(reverse("people:switch"), {"office": unit, "csrfmiddlewaretoken": token}).status_code
        == 302
    )
    answers = {"full_name": "Typed before", "language": "en-gb", "csrfmiddlewaretoken": token}
    assert browser.post(reverse("people:account"), answers).status_code == 403


def test_whoever_lost_the_acting_unit_reads_on_elsewhere_but_sends_nothing_there(
    two_offices: Client, office: Office, stranger: Office
) -> None:
    with unit_of_work(office.system):
        assignment = RoleAssignment.objects.get(
            organisation_id=office.id, user_id=office[Role.CASEWORKER].user_id
        )
        end_role(office.system, assignment_id=assignment.pk)
    response = two_offices.post(
        reverse("people:account"), {"full_name": "Sent too late", "language": "en-gb"}
    )
    assert response.status_code == 403
    assert "You switched office" in response.content.decode()
    assert [event.codes["reason"] for event in events_of(stranger, "refused")] == ["not_the_acting_one"]
    assert two_offices.get(reverse("people:account")).status_code == 200


def test_whoever_has_no_unit_left_still_sets_their_language_and_signs_out(office: Office) -> None:
    browser = signed_in(office[Role.CASEWORKER])
    assert browser.get(reverse("web:today")).status_code == 200
    with unit_of_work(office.system):
        for assignment in RoleAssignment.objects.filter(user_id=office[Role.CASEWORKER].user_id):
            end_role(office.system, assignment_id=assignment.pk)
    answers = {"full_name": "No role now", "language": "en-gb"}
    assert browser.post(reverse("people:account"), answers).status_code == 302
    assert browser.post(reverse("account_logout")).status_code == 302
    assert browser.get(reverse("people:account")).status_code == 302


def test_whoever_has_no_unit_left_sends_nothing_for_the_office(office: Office) -> None:
    browser = signed_in(office[Role.COORDINATOR])
    assert browser.get(reverse("web:today")).status_code == 200
    with unit_of_work(office.system):
        for assignment in RoleAssignment.objects.filter(user_id=office[Role.COORDINATOR].user_id):
            end_role(office.system, assignment_id=assignment.pk)
    assert browser.post(reverse("protection:count_help")).status_code == 403


def test_two_units_of_one_office_are_acted_for_one_at_a_time(office: Office) -> None:
    coordinator = office[Role.COORDINATOR]
    with unit_of_work(office.system):
        unit = create_unit(office.system, name="A first unit", mandate=Mandate.COORDINATION)
        assign_role(
            office.system,
            user_id=coordinator.user_id,
            unit_id=unit.pk,
            role=Role.COORDINATOR,
            valid_from=date(2026, 1, 1),
        )
    browser = signed_in(coordinator)
    page = browser.get(reverse("people:account")).content.decode()
    assert page.count("Acting now") == 1


# --- settings do not leak ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("database")
def test_on_a_connection_that_is_kept_a_stranger_sees_nothing_of_the_request_before() -> None:
    office = make_office("Lantern", roles=frozenset({Role.AUDITOR}))
    assert signed_in(office[Role.AUDITOR]).get(reverse("people:ledger")).status_code == 200
    assert Client().get("/").status_code == 200
    with unit_of_work(Anonymous()):
        assert not LedgerEvent.objects.filter(organisation_id=office.id).exists()


# --- headers -------------------------------------------------------------------------------------------------

PATHS = [
    "/",
    "/account/login/",
    "/nothing/here/",
    "/partnership/states/",
    "/protection/",
    "/static/kit/palermo.css",
]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_its_headers(path: str) -> None:
    with closing(Client().get(path)) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    for directive in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert directive in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "camera=()" in headers["Permissions-Policy"]


def test_no_page_of_somebody_signed_in_is_kept(office: Office) -> None:
    browser = signed_in(office[Role.ADMINISTRATOR])
    for name in ("web:today", "people:account", "people:colleagues", "mfa_index"):
        assert "no-store" in browser.get(reverse(name)).headers["Cache-Control"], name


def test_an_error_page_carries_the_headers_too(browser: Client) -> None:
    for end in ("unexpected", "away", "not_found", "refused"):
        headers = browser.get(f"/half-done/{end}/").headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
