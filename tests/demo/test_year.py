"""The year of the fictional alliance: lived through by the services, on days of its own, the same each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.management import call_command
from django.utils import timezone
from tests.support.place import Database

import palermo.demo.year
from palermo.demo.load import load_alliance
from palermo.demo.referred import PLANNED
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.goals import Goal
from palermo.protection.children.models import Guardian
from palermo.protection.file.queries.behind import Period
from palermo.protection.file.queries.board import board
from palermo.protection.first_contact.models.contact import Decline
from palermo.protection.identification.models import Decision, Presumption, Screening
from palermo.protection.referral.models.matching import UnmetNeed
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.queries.routes import routes_received, routes_sent
from palermo.protection.referral.today import referrals_to_follow
from palermo.protection.referral.today_enquiries import enquiries_to_answer
from palermo.trust.actor import Anonymous, System
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import acting_units, offices, staff_of
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

CASES = 45
STAGES = (Complaint, Decision, Decline, Enquiry, Goal, Guardian, Presumption, Screening, UnmetNeed)


STATES = {"open", "closed", "withdrawal_answered"} | {state.value for state in PLANNED}


@dataclass(frozen=True)
class Lived:
    """What a year left in an office."""

    seen: int
    days: set[date]
    states: set[str]
    kinds: set[str]


def lived_through(office: UUID) -> Lived:
    with unit_of_work(System(organisation_id=office, reason="test", rooms=frozenset({"protection"}))):
        states = set(Case.objects.values_list("state", flat=True))
        return Lived(
            seen=Case.objects.count(),
            days=set(Case.objects.values_list("opened_on", flat=True)),
            states=states | set(Referral.objects.values_list("state", flat=True)),
            kinds={kind.__name__ for kind in STAGES if kind.objects.exists()},
        )


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.drill)])
def test_the_smallest_year_has_every_stage_whatever_is_drawn(
    database: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(palermo.demo.year, "_SEED", seed)
    call_command("create_installation")
    load_alliance(list[str]().append, cases=1)
    with unit_of_work(Anonymous()):
        ids = [office.pk for office in offices()]
    left = [lived_through(office) for office in ids]
    assert set().union(*(one.states for one in left)) >= STATES
    assert set().union(*(one.kinds for one in left)) == {kind.__name__ for kind in STAGES}


def test_a_year_leaves_cases_at_every_stage_on_days_of_their_own(database: Database) -> None:
    real, said = timezone.now, list[str]()
    call_command("create_installation")
    load_alliance(said.append, cases=CASES)
    assert timezone.now is real
    assert any("75%" in line for line in said)
    with unit_of_work(Anonymous()):
        ids = [office.pk for office in offices()]
    seen, days, states, kinds = 0, set(), set(), set()
    for office in ids:
        of_it = lived_through(office)
        seen += of_it.seen
        days |= of_it.days
        states |= of_it.states
        kinds |= of_it.kinds
    assert seen > CASES
    assert max(days) - min(days) > timedelta(days=250)
    assert kinds == {kind.__name__ for kind in STAGES}
    assert states >= STATES
    assert sum(late_everywhere_alike(office) for office in ids) > 0


def late_everywhere_alike(office: UUID) -> int:
    """How many answers are late in an office: board, routes and Today give the same number to its coordinator."""
    now = timezone.now()
    with unit_of_work(System(organisation_id=office, reason="test", rooms=frozenset({"protection"}))):
        roles = RoleAssignment.objects.filter(organisation_id=office, role=Role.COORDINATOR)
        user_id = roles.values_list("user_id", flat=True).first()
    if user_id is None:
        return 0
    with unit_of_work(Anonymous(user_id=user_id)):
        unit = next(one for one in acting_units(user_id) if Role.COORDINATOR in one.roles)
    lead = staff_of(user_id, unit)
    with unit_of_work(lead):
        counted = board(lead, Period(), now=now)
        routes = len(routes_sent(lead, "", now=now)) + len(routes_received(lead, "", now=now))
        waiting = read([*referrals_to_follow(lead, now), *enquiries_to_answer(lead, now)])
        told = sum(item.is_overdue(now) for item in waiting)
    late = [(str(item.title), item.due, str(item.group)) for item in waiting if item.is_overdue(now)]
    assert counted.late_sent + counted.late_received == routes == told, late
    return routes
