"""The clock is moved over every rule there is: what it ends is gone, and what nothing ends is there a century on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.protection import flow
from tests.protection.conference import sitting
from tests.support.cast import Cast
from tests.trust.retention.clock import Clock, run
from tests.trust.retention.scenes import SCENES, YEARS, a_closed_file

from palermo.desk.codes import PutOffReason
from palermo.desk.drafts import save_draft
from palermo.desk.kept.services import keep_view
from palermo.desk.models import Draft, Handover, PutOff
from palermo.desk.notices.codes import NoticeMode
from palermo.desk.notices.services import choose_notices
from palermo.desk.put_off import put_off
from palermo.desk.shifts.services import hand_over
from palermo.directory.offers.codes import ServiceKind
from palermo.directory.offers.models import Service, ServicePlace
from palermo.directory.offers.services import Face, add_service, end_service, record_place
from palermo.exchange.models import Body, Envelope
from palermo.protection.conference.models import Seat
from palermo.trust.actor import Anonymous, Staff, System
from palermo.trust.basis.rules import DataClass
from palermo.trust.housekeeping import ALL_ROOMS, tidy_machinery, tidy_offices
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.people.services import assign_role, end_role
from palermo.trust.retention.accounts import close_unused_accounts
from palermo.trust.retention.rules import NOTICE_DAYS, Rule, months_before, years_after, years_before
from palermo.trust.retention.tables import TABLES, End
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.models import SubjectKey
from palermo.trust.vault.vault import unseal

Owner = psycopg.Connection[Any]
A_CENTURY = 100


def ends_with_its_week(kind: str) -> Callable[[Cast, Clock, Owner], None]:
    def case(cast: Cast, clock: Clock, _owner: Owner) -> None:
        scene = SCENES[kind](cast)
        clock.go_to(scene.ends_on - timedelta(days=NOTICE_DAYS))
        for _day in range(NOTICE_DAYS):
            run(scene.office)
            clock.pass_days(1)
        assert scene.is_there()
        assert run(scene.office) == 1
        assert not scene.is_there()

    return case


def a_draft(cast: Cast, clock: Clock, _owner: Owner) -> None:
    author = cast.owner[Role.CASEWORKER]
    with unit_of_work(author):
        save_draft(author, room="protection", flow="open_case", object_id=uuid4(), answers={})
    clock.pass_days(7)
    tidy_offices()
    with unit_of_work(author):
        assert Draft.objects.exists()
    clock.pass_days(1)
    tidy_offices()
    with unit_of_work(author):
        assert not Draft.objects.exists()


def a_thing_put_off(cast: Cast, clock: Clock, _owner: Owner) -> None:
    works = cast.owner[Role.CASEWORKER]
    file = flow.open_file(works)
    with unit_of_work(works):
        until = timezone.now() + timedelta(days=1)
        put_off(
            works,
            kind="need_tonight",
            subject_id=file.need.pk,
            until=until,
            reason=PutOffReason.NOT_REACHED,
        )
    tidy_offices()
    with unit_of_work(works):
        assert PutOff.objects.exists()
    clock.pass_days(2)
    tidy_offices()
    with unit_of_work(works):
        assert not PutOff.objects.exists()


def what_was_chosen(cast: Cast, clock: Clock, owner: Owner) -> None:
    administrator, gone = cast.owner[Role.ADMINISTRATOR], cast.owner[Role.COORDINATOR]
    tables = sorted(table for table, kept in TABLES.items() if kept.rule is Rule.CHOICE)
    with unit_of_work(gone):
        keep_view(gone, room="protection", page="protection:cases", name="Mine", query="")
    with unit_of_work(gone), override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        choose_notices(gone, mode=NoticeMode.BEAT, beat_hour=7)
    clock.pass_days(YEARS.account_months * 31)
    tidy_offices()
    assert counted(owner, tables) == dict.fromkeys(tables, 1)
    end_every_role(administrator, gone)
    clock.pass_days(1)
    tidy_offices()
    assert counted(owner, tables) == dict.fromkeys(tables, 0)


def a_hand_over(cast: Cast, clock: Clock, _owner: Owner) -> None:
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        hand_over(
            works, room="protection", since=clock.now - timedelta(hours=8), file_ids=[], line="Ring at six"
        )
    clock.pass_days(29)
    tidy_offices()
    with unit_of_work(works):
        assert Handover.objects.exists()
    clock.pass_days(2)
    tidy_offices()
    with unit_of_work(works):
        assert not Handover.objects.exists()


def a_service(cast: Cast, clock: Clock, _owner: Owner) -> None:
    lead = cast.owner[Role.COORDINATOR]
    face = Face(
        name="Night beds",
        kind=ServiceKind.NIGHT_SHELTER,
        zone="XA-COAST",
        contact_point="Night desk (invented)",
    )
    with unit_of_work(lead):
        service = add_service(lead, face=face)
        record_place(lead, service_id=service.pk, address="Brindlewax Steps 77")
    clock.go_to(years_after(clock.day, A_CENTURY))
    tidy_offices()
    with unit_of_work(lead):
        assert bytes(ServicePlace.objects.get().address)
        end_service(lead, service_id=service.pk)
        assert not bytes(ServicePlace.objects.get().address)
        assert Service.objects.get().ended_at is not None


def a_package(cast: Cast, clock: Clock, _owner: Owner) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    works = cast.owner[Role.CASEWORKER]
    flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    with unit_of_work(works):
        expires = Envelope.objects.get().expires_at
        body_was_there = Body.objects.exists()
    clock.go_to(expires.date() + timedelta(days=1))
    tidy_offices()
    with unit_of_work(works):
        assert body_was_there
        assert not Body.objects.exists()
        assert Envelope.objects.exists()


def a_key(cast: Cast, clock: Clock, _owner: Owner) -> None:
    ends_with_its_week("person")(cast, clock, _owner)
    with unit_of_work(cast.owner.system):
        assert [row.wrapped for row in SubjectKey.objects.all()] == [None]


def an_account(cast: Cast, clock: Clock, _owner: Owner) -> None:
    administrator, gone = cast.owner[Role.ADMINISTRATOR], cast.owner[Role.COORDINATOR]
    end_every_role(administrator, gone)
    clock.go_to(first_day_without(clock.day) - timedelta(days=1))
    assert close(cast) == 0
    clock.pass_days(1)
    assert close(cast) == 1
    assert close(cast) == 0
    with unit_of_work(Anonymous()):
        user = User.objects.get(pk=gone.user_id)
        assert not user.has_usable_password()
        assert (user.full_name, user.email) == ("Owner coordinator", "coordinator@owner.example")
        assert not Authenticator.objects.filter(user_id=gone.user_id).exists()
        assert User.objects.get(pk=administrator.user_id).has_usable_password()


def first_day_without(ended: date) -> date:
    """The first day on which the months since `ended` are over."""
    day = ended + timedelta(days=1)
    while months_before(day, YEARS.account_months) <= ended:
        day += timedelta(days=1)
    return day


def end_every_role(administrator: Staff, of: Staff) -> None:
    with unit_of_work(administrator):
        for row in RoleAssignment.objects.filter(user_id=of.user_id):
            end_role(administrator, assignment_id=row.pk)


def close(cast: Cast) -> int:
    return close_unused_accounts(
        System(organisation_id=cast.owner.id, reason="housekeeping", rooms=ALL_ROOMS)
    )


def a_session(_cast: Cast, clock: Clock, _owner: Owner) -> None:
    with machinery():
        Session.objects.create(session_key="one", session_data="", expire_date=clock.now + timedelta(hours=1))
    tidy_machinery()
    with machinery():
        assert Session.objects.exists()
    clock.pass_days(1)
    tidy_machinery()
    with machinery():
        assert not Session.objects.exists()


def a_task(cast: Cast, clock: Clock, owner: Owner) -> None:
    an_enquiry = SCENES["enquiry"](cast)
    assert an_enquiry.is_there()
    owner.execute("UPDATE django_tasks_database_dbtaskresult SET finished_at = %s", [clock.now])
    clock.pass_days(30)
    tidy_machinery()
    with machinery():
        assert DBTaskResult.objects.exists()
    clock.pass_days(1)
    tidy_machinery()
    with machinery():
        assert not DBTaskResult.objects.exists()


def a_cached_value(_cast: Cast, clock: Clock, owner: Owner) -> None:
    with machinery():
        cache.set("a_count", 1, timeout=60)
    tidy_machinery()
    assert owner.execute("SELECT count(*) FROM web_cache").fetchone() == (1,)
    clock.pass_days(1)
    tidy_machinery()
    assert owner.execute("SELECT count(*) FROM web_cache").fetchone() == (0,)


def a_seat(cast: Cast, clock: Clock, _owner: Owner) -> None:
    sitting.let_meet(cast, cast.partner)
    works, sits = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    sitting.call_to(works, sitting.called(works, flow.open_file(works).case), cast.partner, [DataClass.NAME])
    clock.go_to(sitting.YES.valid_until)
    tidy_offices()
    seat = sitting.seat_at(sits)
    with unit_of_work(sits):
        assert seat.ended_at is None
        assert flow.NAME in unseal(seat, "told")["told"]
    clock.pass_days(1)
    tidy_offices()
    seat = sitting.seat_at(sits)
    with unit_of_work(sits):
        assert seat.ended_at is not None
        assert not any(unseal(seat, *Seat.sealed_columns()).values())


def stays(rule: Rule) -> Callable[[Cast, Clock, Owner], None]:
    """Rows of the tables of a rule that nothing ends are there after a century of housekeeping."""
    names = [name for name, kept in TABLES.items() if kept.rule is rule and kept.end is End.NONE]
    assert names

    def case(cast: Cast, clock: Clock, owner: Owner) -> None:
        for make in SCENES.values():
            make(cast)
        clock.go_to(years_after(clock.day, A_CENTURY))
        before = counted(owner, names)
        assert sum(before.values()) > 0
        for _day in range(2 * NOTICE_DAYS):
            tidy_offices()
            run(cast.owner)
            tidy_machinery()
            clock.pass_days(1)
        assert {name for name, number in counted(owner, names).items() if number < before[name]} == set()

    return case


def counted(owner: Owner, names: list[str]) -> dict[str, int]:
    found = {}
    for name in names:
        row = owner.execute(f"SELECT count(*) FROM {name}").fetchone()  # type: ignore[arg-type]
        assert row is not None
        found[name] = row[0]
    return found


CASES: dict[Rule, Callable[[Cast, Clock, Owner], None]] = {
    Rule.PERSON: ends_with_its_week("person"),
    Rule.ANSWERED: ends_with_its_week("complaint"),
    Rule.ENQUIRY: ends_with_its_week("enquiry"),
    Rule.NOTIFICATION: ends_with_its_week("notification"),
    Rule.SEAT: a_seat,
    Rule.EVENT: ends_with_its_week("event"),
    Rule.ACCOUNT: an_account,
    Rule.FACTOR: an_account,
    Rule.DRAFT: a_draft,
    Rule.PUT_OFF: a_thing_put_off,
    Rule.CHOICE: what_was_chosen,
    Rule.HANDOVER: a_hand_over,
    Rule.SERVICE: a_service,
    Rule.PACKAGE: a_package,
    Rule.SUBJECT_KEY: a_key,
    Rule.SESSION: a_session,
    Rule.TASK: a_task,
    Rule.CACHE: a_cached_value,
    Rule.CODED: stays(Rule.CODED),
    Rule.CHAIN: stays(Rule.CHAIN),
    Rule.OFFICE: stays(Rule.OFFICE),
    Rule.REFERENCE: stays(Rule.REFERENCE),
}


def test_every_rule_has_its_case() -> None:
    assert CASES.keys() == set(Rule)


@pytest.mark.parametrize("rule", Rule)
def test_the_clock_is_moved_over(rule: Rule, cast: Cast, clock: Clock, owner_connection: Owner) -> None:
    CASES[rule](cast, clock, owner_connection)


def test_an_account_with_a_role_in_another_office_keeps_its_means_of_signing_in(
    cast: Cast, clock: Clock
) -> None:
    administrator, gone = cast.owner[Role.ADMINISTRATOR], cast.owner[Role.COORDINATOR]
    other = cast.partner[Role.COORDINATOR]
    with unit_of_work(cast.partner.system):
        assign_role(
            cast.partner.system,
            user_id=gone.user_id,
            unit_id=other.unit_id,
            role=Role.COORDINATOR,
            valid_from=clock.day,
        )
    end_every_role(administrator, gone)
    clock.go_to(years_after(clock.day, 3))
    assert close(cast) == 0
    with unit_of_work(Anonymous()):
        assert User.objects.get(pk=gone.user_id).has_usable_password()


def test_a_person_s_file_leaves_nothing_readable_in_any_room(cast: Cast, clock: Clock) -> None:
    scene = a_closed_file(cast)
    clock.go_to(scene.ends_on)
    for _day in range(NOTICE_DAYS + 1):
        run(scene.office)
        clock.pass_days(1)
    with unit_of_work(cast.owner.system):
        left = SubjectKey.objects.filter(subject_id=scene.subject_id, wrapped__isnull=False)
        assert not left.exists()


@pytest.mark.parametrize("years", [1, 3, 5])
def test_years_are_counted_so_that_the_day_found_is_the_day_said(years: int) -> None:
    start = date(2023, 12, 25)
    for number in range(900):
        day = start + timedelta(days=number)
        ends = years_after(day, years)
        assert day <= years_before(ends, years), day
        assert day > years_before(ends - timedelta(days=1), years), day
