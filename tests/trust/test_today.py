"""Today shows what waits, overdue first; it closes nothing, and shows nobody another office's work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cast import Cast, signed_in
from tests.support.exchange import agree
from tests.support.place import Database

from palermo.directory.rules import ControllerRole
from palermo.directory.services import propose
from palermo.directory.today import agreements_that_wait
from palermo.kit.components import State, Tone
from palermo.trust import today
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass, LegalBasis, ProcessingPurpose
from palermo.trust.mandates import Role
from palermo.trust.people.models import Organisation
from palermo.trust.today import TodayItem, Waiting, in_order, read
from palermo.trust.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def item(title: str, hours: float | None, **changes: object) -> TodayItem:
    due = None if hours is None else NOW + timedelta(hours=hours)
    said = {"kind": "Tests", "state": State("Waits"), **changes}
    return TodayItem(title=title, url="/", due=due, **said)  # type: ignore[arg-type]


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, today.Handler]]:
    registered: dict[str, today.Handler] = {}
    monkeypatch.setattr(today, "_handlers", registered)
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


def test_the_page_puts_overdue_things_of_every_kind_together(
    cast: Cast, handlers: dict[str, today.Handler], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    waiting = [
        item("Answer the enquiry BCDF", -2),
        item("Ask the person", 5),
        item("Look at these", None, count=3),
    ]
    handlers["test"] = lambda actor, _now: [
        Waiting(Organisation.objects.filter(pk=actor.organisation_id), lambda _rows, one=one: [one])
        for one in waiting
    ]
    page = words(signed_in(cast.owner[Role.COORDINATOR]))
    assert page.index("Overdue") < page.index("Answer the enquiry BCDF") < page.index("Ask the person")
    assert "1 thing is overdue. It stays open until somebody answers it." in page
    assert "Look at these (3)" in page


def test_what_is_needed_tonight_or_due_within_a_day_stands_before_what_has_time(
    cast: Cast, handlers: dict[str, today.Handler], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    waiting = [
        item("A guardian is awaited", 50, kind="Clocks"),
        item("Look at this some time", None, kind="Others"),
        item("Needed tonight", None, kind="Cases", state=State("Tonight", Tone.DANGER)),
        item("Answer the enquiry", 5, kind="Enquiries"),
    ]
    handlers["test"] = lambda actor, _now: [
        Waiting(Organisation.objects.filter(pk=actor.organisation_id), lambda _rows: waiting)
    ]
    page = words(signed_in(cast.owner[Role.COORDINATOR]))
    order = ["Answer the enquiry", "Needed tonight", "A guardian is awaited", "Look at this some time"]
    assert [page.index(title) for title in order] == sorted(page.index(title) for title in order)


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
