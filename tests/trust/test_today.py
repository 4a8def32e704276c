"""Today shows what waits, overdue first; it closes nothing, and shows nobody another office's work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cast import Cast, signed_in
from tests.support.exchange import agree
from tests.support.place import Database

from palermo.directory.rules import ControllerRole
from palermo.directory.services import propose
from palermo.directory.today import agreements_that_wait
from palermo.kit.layout import Link
from palermo.trust import recent, today
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass, LegalBasis, ProcessingPurpose
from palermo.trust.ledger.verified import VerifiedOffice
from palermo.trust.mandates import Role
from palermo.trust.people.kept_today import ledger_to_verify, server_to_keep
from palermo.trust.people.models import Organisation, RoleAssignment
from palermo.trust.today import Group, TodayItem, View, Waiting, count_waiting, in_order, read
from palermo.trust.unit_of_work import unit_of_work
from palermo.web.today_roles import TO_COME

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def item(title: str, hours: float | None, **changes: Any) -> TodayItem:
    due = None if hours is None else NOW + timedelta(hours=hours)
    return TodayItem(title=title, url=f"/{title}", due=due, **changes)


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, today.Handler]]:
    registered: dict[str, today.Handler] = {}
    monkeypatch.setattr(today, "_handlers", registered)
    monkeypatch.setattr(today, "_counted", registered)
    yield registered


@given(st.lists(st.one_of(st.none(), st.floats(-1000, 1000)), max_size=8))
def test_overdue_things_stand_first_then_the_soonest_then_what_has_no_time(hours: list[float | None]) -> None:
    waiting = [item(str(number), hour) for number, hour in enumerate(hours)]
    shown = in_order(waiting, now=NOW)
    assert len(shown) == len(waiting)
    late = [entry.is_overdue(NOW) for entry in shown]
    assert late == sorted(late, reverse=True)
    timed = [entry.due for entry in shown if entry.due]
    assert timed == sorted(timed)
    assert [entry.due is None for entry in shown] == sorted(entry.due is None for entry in shown)


def words(client: Client) -> str:
    response = client.get(reverse("web:today"))
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def of_own_office(actor: Actor, waiting: list[TodayItem], **said: Any) -> list[Waiting]:
    """One list of one row that is all of these things."""
    return [Waiting(Organisation.objects.filter(pk=actor.organisation_id), lambda _rows: waiting, **said)]


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is asked at noon of the day of NOW."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.mark.usefixtures("at_noon")
def test_groups_stand_in_their_order_and_what_is_overdue_stands_among_what_is_late(
    cast: Cast, handlers: dict[str, today.Handler]
) -> None:
    waiting = [
        item("With another", None, group=Group.OTHERS),
        item("Begun", None, group=Group.BEGUN),
        item("A guardian is awaited", 50),
        item("A bed", 20, group=Group.TONIGHT, topic="accommodation"),
        item("No answer", -2, group=Group.OTHERS),
        item("They say yes", None, group=Group.CAME_IN, count=3),
    ]
    handlers["test"] = lambda actor, _now: of_own_office(actor, waiting)
    page = words(signed_in(cast.owner[Role.COORDINATOR]))
    order = ["They say yes (3)", "No answer", "A bed", "A guardian is awaited", "Begun", "With another"]
    assert [page.index(title) for title in order] == sorted(page.index(title) for title in order)
    for heading in ("Came in 1", "Late 1", "Needed tonight 1", "Begun, not finished 1", "With others 1"):
        assert heading in page, heading
    assert "2 h late" in page and "in 2 days" in page


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("topics", "heading"),
    [
        (["accommodation"], "Tonight: one bed to find"),
        (["accommodation"] * 2, "Tonight: 2 beds to find"),
        (["accommodation", "health"], "Tonight: 2 needs to meet"),
    ],
)
def test_the_first_heading_says_what_tonight_needs(
    cast: Cast, handlers: dict[str, today.Handler], topics: list[str], heading: str
) -> None:
    waiting = [
        item(f"Need {number}", 20, group=Group.TONIGHT, topic=topic) for number, topic in enumerate(topics)
    ]
    handlers["test"] = lambda actor, _now: of_own_office(actor, waiting)
    page = words(signed_in(cast.owner[Role.CASEWORKER]))
    assert heading in page
    assert "Nothing is overdue" not in page


@pytest.mark.usefixtures("at_noon")
def test_a_need_whose_night_has_passed_is_told_as_late_and_not_as_tonight(
    cast: Cast, handlers: dict[str, today.Handler]
) -> None:
    waiting = [item("A bed", -60, group=Group.LATE, topic="accommodation", end="for 3 nights")]
    handlers["test"] = lambda actor, _now: of_own_office(actor, waiting)
    page = words(signed_in(cast.owner[Role.CASEWORKER]))
    assert "Tonight:" not in page
    assert "One need was not met on its night." in page
    assert "Nothing is overdue" not in page
    assert "for 3 nights" in page


@pytest.mark.usefixtures("at_noon")
def test_the_same_thing_from_two_rooms_stands_there_once(
    cast: Cast, handlers: dict[str, today.Handler]
) -> None:
    for name in ("one", "two"):
        handlers[name] = lambda actor, _now: of_own_office(actor, [item("Ask the person", None)])
    page = words(signed_in(cast.owner[Role.CASEWORKER]))
    assert page.count("Ask the person") == 1
    assert "Today 1" in page


@pytest.mark.usefixtures("at_noon")
def test_a_long_group_shows_its_first_twenty_its_true_number_and_where_all_of_them_are(
    cast: Cast, handlers: dict[str, today.Handler]
) -> None:
    office = cast.owner[Role.CASEWORKER].organisation_id
    accounts = RoleAssignment.objects.filter(organisation_id=office)
    link = Link("All of them", "/all/")
    handlers["test"] = lambda _actor, _now: [
        Waiting(
            accounts.order_by("pk"),
            lambda rows: [item(f"Thing {row.pk}", None) for row in rows],
            most=3,
            all_of_it=link,
        )
    ]
    with unit_of_work(cast.owner[Role.CASEWORKER]):
        number = accounts.count()
    assert number > 3
    response = signed_in(cast.owner[Role.CASEWORKER]).get(reverse("web:today"))
    page = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    assert page.count("Thing ") == 3
    assert f"Today {number} " in page
    assert '<a href="/all/">All of them</a>' in response.content.decode()


def test_nobody_pushes_a_change_of_access_out_of_sight_by_making_twenty_more(
    cast: Cast, handlers: dict[str, today.Handler]
) -> None:
    many = [item(f"Other {number}", 5) for number in range(30)]
    handlers["others"] = lambda actor, _now: of_own_office(actor, many)
    handlers["whole"] = lambda actor, _now: of_own_office(actor, [item("Ask about this", None)], most=1000)
    page = words(signed_in(cast.owner[Role.COORDINATOR]))
    assert page.count("Other ") == 20
    assert "Ask about this" in page


def test_what_waits_is_counted_once_in_a_unit_of_work(cast: Cast, handlers: dict[str, today.Handler]) -> None:
    actor = cast.owner[Role.CASEWORKER]
    handlers["waits"] = lambda actor, _now: of_own_office(actor, [item("They say yes", None)], waits=True)
    handlers["not"] = lambda actor, _now: of_own_office(actor, [item("A limit", None)])
    with unit_of_work(actor), CaptureQueriesContext(connection) as asked:
        assert [count_waiting(actor, NOW), count_waiting(actor, NOW)] == [1, 1]
    assert len([query for query in asked if query["sql"].startswith("SELECT '#")]) == 1
    browser = signed_in(actor)
    page = browser.get(reverse("web:today"))
    assert page.context["bar"].waiting == 1
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(reverse("people:account")).context["bar"].waiting == 1
    assert not [query for query in asked if "'#" in query["sql"]], "counted a moment ago"
    recent.written(actor.organisation_id, {"protection_case"})
    assert recent.number(actor) is None
    assert page.content.decode().count('class="waits"') == 1


def test_whose_it_is_narrows_the_page_by_its_address_and_nobody_is_bold(
    cast: Cast, handlers: dict[str, today.Handler]
) -> None:
    lead = cast.owner[Role.COORDINATOR]
    things = {
        View.MINE: item("Mine to do", None, whose=(lead.user_id,)),
        View.NOBODY: item("Loose", None, whose=()),
    }

    def handle(actor: Actor, _now: datetime) -> list[Waiting]:
        rows = Organisation.objects.filter(pk=actor.organisation_id)
        return [
            Waiting(
                rows,
                lambda found, thing=thing: [thing] if found else [],  # type: ignore[misc]
                narrow=lambda rows, asked, view=view: rows if asked is view else rows.none(),  # type: ignore[misc]
            )
            for view, thing in things.items()
        ]

    handlers["test"] = handle
    browser = signed_in(lead)
    for address, seen in (
        ("", {"Mine to do", "Loose"}),
        ("?whose=mine", {"Mine to do"}),
        ("?whose=nobody", {"Loose"}),
    ):
        page = browser.get(reverse("web:today") + address).content.decode()
        assert {title for title in ("Mine to do", "Loose") if title in page} == seen
        assert ("<b>nobody</b>" in page) == ("Loose" in seen)
        assert [view["count"] for view in counts_of(page)] == [2, 1, 1]
    assert (
        "whose=mine" not in signed_in(cast.owner[Role.CASEWORKER]).get(reverse("web:today")).content.decode()
    )


def counts_of(page: str) -> list[dict[str, int]]:
    """The numbers beside the views."""
    views = page.partition('<ul class="views"')[2].partition("</ul>")[0]
    return [{"count": int(number)} for number in re.findall(r'<span class="n">(\d+)</span>', views)]


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_what_it_does_where_nothing_waits(
    cast: Cast, handlers: dict[str, today.Handler], role: Role
) -> None:
    handlers.clear()
    browser = signed_in(cast.owner[role])
    page = browser.get(reverse("web:today"))
    links = [link.url for link in page.context["things"]]
    assert links, "a page without a way on"
    assert [browser.get(url, follow=True).status_code for url in links] == [200] * len(links)
    assert bool(page.context["to_come"]) == (role in TO_COME)
    assert role in TO_COME or len(links) == 3


def test_a_day_on_which_nothing_waits_says_so(cast: Cast, handlers: dict[str, today.Handler]) -> None:
    assert "Nothing waits for you." in words(signed_in(cast.owner[Role.ANALYST]))


def test_nobody_signed_in_is_sent_to_sign_in(database: Database) -> None:
    assert Client().get(reverse("web:today")).headers["Location"] == reverse("account_login")


def waiting_for(actor: Actor) -> list[str]:
    with unit_of_work(actor):
        return [str(entry.title) for entry in read(agreements_that_wait(actor, datetime.now(tz=UTC)))]


def test_a_proposal_waits_for_those_who_may_accept_it(cast: Cast) -> None:
    actor, day = cast.owner[Role.COORDINATOR], datetime.now(tz=UTC).date()
    with unit_of_work(actor):
        propose(
            actor,
            partner_id=cast.partner.id,
            title="Referrals",
            purposes=[ProcessingPurpose.ASSISTANCE],
            data_classes=[DataClass.NAME],
            legal_basis=LegalBasis.CONSENT,
            own_role=ControllerRole.INDEPENDENT,
            partner_role=ControllerRole.INDEPENDENT,
            valid_from=day,
            valid_until=day + timedelta(days=90),
        )
    assert waiting_for(cast.partner[Role.COORDINATOR]) == ["Accept or turn down: agreement with Owner"]
    assert waiting_for(cast.partner[Role.CASEWORKER]) == []
    assert waiting_for(actor) == []
    assert waiting_for(cast.stranger[Role.COORDINATOR]) == []


def test_an_agreement_that_runs_out_is_said_a_month_before(cast: Cast) -> None:
    day: date = datetime.now(tz=UTC).date()
    agree(cast.owner, cast.partner, valid_until=day + timedelta(days=10))
    agree(cast.owner, cast.stranger, valid_until=day + timedelta(days=60))
    assert waiting_for(cast.owner[Role.COORDINATOR]) == ["Renew the agreement with Partner"]


def kept_for(role: Role, cast: Cast) -> list[str]:
    """What stands in files of the machine, on the Today of an operator or an auditor."""
    actor = cast.owner[role]
    handle = server_to_keep if role is Role.OPERATOR else ledger_to_verify
    with unit_of_work(actor):
        return [str(entry.title) for entry in read(handle(actor, NOW))]


def test_the_operator_is_told_of_old_backups_and_of_mail_that_is_not_set_up(
    cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.PALERMO_DATA = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "Make a backup: none was ever made here" in kept_for(Role.OPERATOR, cast)
    (tmp_path / "last-backup").write_text((NOW - timedelta(days=3)).isoformat(), encoding="ascii")
    assert "Make a backup: the newest one is old" in kept_for(Role.OPERATOR, cast)
    (tmp_path / "last-backup").write_text((NOW - timedelta(hours=3)).isoformat(), encoding="ascii")
    assert not [title for title in kept_for(Role.OPERATOR, cast) if "backup" in title]
    actor = cast.owner[Role.AUDITOR]
    with unit_of_work(actor):
        assert list(server_to_keep(actor, NOW)) == []


def test_the_auditor_is_told_of_a_ledger_nobody_verified(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept_for(Role.AUDITOR, cast) == ["Have the ledger verified: no verification is known here"]
    found = {"at": NOW - timedelta(days=1), "events": 3, "last": 3, "witnessed": 3, "faults": ()}
    for changes, titles in (
        ({}, []),
        ({"at": NOW - timedelta(days=40)}, ["Have the ledger verified: the last time is long ago"]),
        ({"faults": ("Cut",)}, ["Ask about the ledger: the last verification found something"]),
    ):
        told = VerifiedOffice(**{**found, **changes})  # type: ignore[arg-type]
        monkeypatch.setattr("palermo.trust.people.kept_today.verified", lambda _office, told=told: told)
        assert kept_for(Role.AUDITOR, cast) == titles
