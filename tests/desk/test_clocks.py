"""Clocks hold ids and moments; they stand still, go on and are overdue, and end nothing by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import models
from tests.support.cast import Office, make_office
from tests.support.place import Database

from palermo.desk.clocks import (
    is_overdue,
    move_clock,
    pause_clock,
    resume_clock,
    running_clocks,
    start_clock,
    stop_clock,
)
from palermo.desk.models import Clock
from palermo.trust.actor import Actor
from palermo.trust.ids import uuid7
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def office(database: Database) -> Office:
    return make_office("Lantern", roles=frozenset({Role.CASEWORKER, Role.ANALYST}))


def started(actor: Actor, object_id: UUID, *, due: datetime = NOW + 10 * DAY) -> Clock:
    return start_clock(
        actor, room="protection", kind="guardian", object_id=object_id, started_at=NOW, due_at=due
    )


def test_a_clock_that_stood_still_is_due_as_much_later(office: Office) -> None:
    actor, about = office[Role.CASEWORKER], uuid7()
    with unit_of_work(actor):
        started(actor, about)
        paused = pause_clock(actor, kind="guardian", object_id=about, at=NOW + 2 * DAY)
        assert not is_overdue(paused, now=NOW + 90 * DAY)
        row = resume_clock(actor, kind="guardian", object_id=about, at=NOW + 5 * DAY)
    assert row.due_at == NOW + 13 * DAY
    assert is_overdue(row, now=NOW + 14 * DAY)
    assert not is_overdue(row, now=NOW + 12 * DAY)


def test_starting_a_clock_that_runs_moves_it(office: Office) -> None:
    actor, about = office[Role.CASEWORKER], uuid7()
    with unit_of_work(actor):
        first = started(actor, about)
        again = started(actor, about, due=NOW + 20 * DAY)
        assert again.pk == first.pk
        assert [row.due_at for row in running_clocks(actor, room="protection")] == [NOW + 20 * DAY]


def test_an_overdue_clock_goes_on_running_until_somebody_says_it_is_done(office: Office) -> None:
    actor, about = office[Role.CASEWORKER], uuid7()
    with unit_of_work(actor):
        row = started(actor, about, due=NOW)
        assert is_overdue(row, now=NOW + DAY)
        assert list(running_clocks(actor, room="protection")) == [row]
        assert stop_clock(actor, kind="guardian", object_id=about)
        assert not stop_clock(actor, kind="guardian", object_id=about)
        assert not running_clocks(actor, room="protection").exists()


@pytest.mark.parametrize("act", [pause_clock, resume_clock])
def test_what_stands_still_is_not_paused_again_and_what_runs_does_not_go_on(
    office: Office, act: object
) -> None:
    actor, about = office[Role.CASEWORKER], uuid7()
    with unit_of_work(actor):
        started(actor, about)
        if act is pause_clock:
            pause_clock(actor, kind="guardian", object_id=about)
        with pytest.raises(Refused, match="clock_"):
            act(actor, kind="guardian", object_id=about)  # type: ignore[operator]


def test_no_clock_runs_backwards_or_in_a_room_that_is_not_open(office: Office) -> None:
    actor, outside = office[Role.CASEWORKER], office[Role.ANALYST]
    with unit_of_work(actor), pytest.raises(Refused, match="ends_before_it_begins"):
        started(actor, uuid7(), due=NOW - DAY)
    with unit_of_work(outside), pytest.raises(Refused, match="role_missing"):
        started(outside, uuid7())


def test_a_clock_that_does_not_run_is_not_moved(office: Office) -> None:
    actor = office[Role.CASEWORKER]
    with unit_of_work(actor), pytest.raises(Refused, match="not_found"):
        move_clock(actor, kind="guardian", object_id=uuid7(), due_at=NOW)


def test_nothing_in_the_table_could_hold_a_word_about_somebody() -> None:
    texts = [
        field.name
        for field in Clock._meta.concrete_fields
        if isinstance(field, models.TextField | models.BinaryField)
        or (isinstance(field, models.CharField) and (field.max_length or 999) > 40)
    ]
    assert texts == []


def test_an_office_sees_its_own_clocks_only(office: Office) -> None:
    other = make_office("Harbour", roles=frozenset({Role.CASEWORKER}))[Role.CASEWORKER]
    with unit_of_work(office[Role.CASEWORKER]) as work:
        started(work.actor, uuid7())
    with unit_of_work(other):
        assert Clock.objects.count() == 0
