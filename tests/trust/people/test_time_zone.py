"""The time zone of an office: its State's until its administrator chooses, and then on every page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.support.cast import Cast, Office, signed_in
from tests.support.refusals import refusal

from palermo.desk.clocks import pause_clock, resume_clock, start_clock
from palermo.desk.models import Clock
from palermo.directory.queries import agreements, coverage, state_at
from palermo.directory.rules import AgreementState
from palermo.kit.office_time import day_begins, day_ends, local_day, office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.file.services.assistance import record_assistance
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.models import Organisation
from palermo.trust.people.services import set_zone
from palermo.trust.unit_of_work import unit_of_work

TOKYO, LIMA = "Asia/Tokyo", "America/Lima"


def another_day() -> tuple[str, date]:
    """A time zone in which it is not the day it is in UTC, and the day it is there."""
    now = timezone.now()
    zone = "Pacific/Kiritimati" if now.hour >= 10 else "Pacific/Pago_Pago"
    return zone, now.astimezone(ZoneInfo(zone)).date()


def live_by(office: Office, zone: str) -> None:
    admin = office[Role.ADMINISTRATOR]
    with unit_of_work(admin):
        set_zone(admin, zone=zone)


def test_the_administrator_chooses_and_every_page_follows_but_the_ledger(cast: Cast) -> None:
    works, url = cast.owner[Role.CASEWORKER], reverse("people:zone")
    case = flow.open_file(works).case
    assert signed_in(works).post(url, {"zone": TOKYO}).status_code == 403
    admin = signed_in(cast.owner[Role.ADMINISTRATOR])
    assert admin.post(url, {"zone": "Mars/Base"}).status_code == 200
    assert refusal(cast.owner[Role.ADMINISTRATOR], set_zone, zone="Mars/Base") == "zone_unknown"
    assert admin.post(url, {"zone": TOKYO}).status_code == 302
    page = admin.get(url).content.decode()
    assert "Tokyo, UTC+09:00" in page
    assert "your administrator" in page
    hour = f"{case.created_at.astimezone(ZoneInfo(TOKYO)):%H:%M}"
    page = signed_in(works).get(reverse("protection:case", args=[case.pk])).content.decode()
    assert f">{hour}</time>" in page
    assert " UTC" not in page
    page = signed_in(cast.owner[Role.AUDITOR]).get(reverse("people:ledger")).content.decode()
    assert f"{case.created_at:%H:%M} UTC" in page
    assert "Time zone of the office chosen" in page
    assert "Asia/Tokyo" in page
    with unit_of_work(cast.owner[Role.AUDITOR]):
        event = LedgerEvent.objects.get(verb="office.zone_set")
    assert event.codes == {"time_zone": "Asia:Tokyo"}


def test_two_offices_tell_one_moment_each_by_its_own_clock(cast: Cast) -> None:
    flow.agree(cast)
    live_by(cast.owner, TOKYO)
    live_by(cast.partner, LIMA)
    works, helps = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    referral = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    enquiry = flow.received(helps, referral)
    assert enquiry.due_at == referral.due_at
    for actor, name, pk, zone in (
        (works, "protection:referral", referral.pk, TOKYO),
        (helps, "protection:enquiry", enquiry.pk, LIMA),
    ):
        page = signed_in(actor).get(reverse(name, args=[pk])).content.decode()
        due = referral.due_at.astimezone(ZoneInfo(zone))
        assert f"{due.day} {due:%b %Y, %H:%M}, in 3 h" in page


def test_an_agreement_for_one_day_holds_for_both_offices_alike_at_every_hour(cast: Cast) -> None:
    east, west = "Pacific/Kiritimati", "Pacific/Pago_Pago"
    live_by(cast.owner, east)
    live_by(cast.partner, west)
    flow.agree(cast, valid_until=timezone.now().date())
    day = timezone.now().date()
    begins = datetime.combine(day, time.min, tzinfo=ZoneInfo(east))
    ends = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(west))
    hours = [begins + timedelta(minutes=30, hours=hour) for hour in range(-26, 76)]
    for office, other in ((cast.owner, cast.partner), (cast.partner, cast.owner)):
        actor = office[Role.COORDINATOR]
        with unit_of_work(actor):
            row = agreements(actor).get()
            for now in hours:
                found = coverage(actor, other.id, purpose="assistance", data_classes=(), now=now)
                assert (found.refusal is None) == (begins <= now < ends), (now, found.refusal)
                assert (state_at(row, now) is AgreementState.LIVE) == (begins <= now < ends), now


def test_help_given_today_is_taken_by_the_offices_day(cast: Cast) -> None:
    works = cast.owner[Role.CASEWORKER]
    case = flow.open_file(works).case
    zone, today = another_day()
    live_by(cast.owner, zone)
    tomorrow = PartialDate.of(today + timedelta(days=1))
    asked = {"case_id": case.pk, "kind": "health"}
    with unit_of_work(works):
        assert office_today() == today
        record_assistance(works, **asked, given_on=PartialDate.of(today))
    assert refusal(works, record_assistance, **asked, given_on=tomorrow) == "day_in_future"


def test_a_role_holds_from_its_day_in_its_own_office(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    works = cast.owner[Role.CASEWORKER]
    zone, today = another_day()
    live_by(cast.owner, zone)
    for first, last, holds in (
        (today, None, True),
        (today + timedelta(days=1), None, False),
        (today - timedelta(days=9), today, True),
        (today - timedelta(days=9), today - timedelta(days=1), False),
    ):
        owner_connection.execute(
            "UPDATE people_role_assignment SET valid_from = %s, valid_until = %s WHERE user_id = %s",
            [first, last, works.user_id],
        )
        page = signed_in(works).get(reverse("protection:cases"))
        assert page.status_code == (200 if holds else 403), (first, last)


def test_what_is_due_on_a_day_stays_due_on_it_when_the_zone_changes(cast: Cast) -> None:
    works, about, moment = cast.owner[Role.CASEWORKER], uuid4(), uuid4()
    day = date(2027, 3, 12)
    with unit_of_work(works):
        start_clock(works, room="protection", kind="guardian", object_id=about, due_at=day_ends(day))
        exact = day_begins(day) + timedelta(hours=9)
        start_clock(works, room="protection", kind="guardian", object_id=moment, due_at=exact)
    for zone in (TOKYO, LIMA, ""):
        live_by(cast.owner, zone)
        with unit_of_work(works):
            assert Clock.objects.get(object_id=about).due_at == day_ends(day)
            assert Clock.objects.get(object_id=moment).due_at == exact
    live_by(cast.owner, "Europe/Rome")
    with unit_of_work(works):
        pause_clock(works, kind="guardian", object_id=about, at=day_begins(date(2027, 3, 1)))
        resume_clock(works, kind="guardian", object_id=about, at=day_begins(date(2027, 4, 1)))
        due = Clock.objects.get(object_id=about).due_at
        assert local_day(due) == day + timedelta(days=31), "the clocks were put forward in between"
        assert due == day_ends(local_day(due))


def test_the_zone_of_the_state_holds_where_nothing_was_chosen(cast: Cast) -> None:
    with unit_of_work(cast.owner.system):
        assert Organisation.objects.get(pk=cast.owner.id).zone == ""
    live_by(cast.owner, TOKYO)
    live_by(cast.owner, "")
    admin = signed_in(cast.owner[Role.ADMINISTRATOR])
    assert "your State" in admin.get(reverse("people:zone")).content.decode()
