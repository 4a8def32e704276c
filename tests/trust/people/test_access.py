"""A role that reads identities and a second step taken away do not stay between two people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.support.cast import Cast

from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.people.access import roles_given, second_steps_taken_away
from palermo.trust.people.services import assign_role, invite, renew_access
from palermo.trust.people.today import access_that_changed
from palermo.trust.service import Refused
from palermo.trust.today import TodayItem, items, read
from palermo.trust.unit_of_work import unit_of_work


def shown(actor: Staff, *, days_later: int = 0) -> list[TodayItem]:
    with unit_of_work(actor):
        return read(access_that_changed(actor, timezone.now() + timedelta(days=days_later)))


def test_a_second_step_taken_away_is_shown_to_coordinators_and_auditors_for_fourteen_days(cast: Cast) -> None:
    office = cast.owner
    caseworker = office[Role.CASEWORKER]
    with unit_of_work(office[Role.ADMINISTRATOR]):
        renew_access(office[Role.ADMINISTRATOR], user_id=caseworker.user_id, second_factor=True)
    for role in (Role.COORDINATOR, Role.AUDITOR):
        titles = [str(item.title) for item in shown(office[role], days_later=13)]
        assert "Ask whether this was right: the second step of Owner caseworker was taken away" in titles
        assert shown(office[role], days_later=15) == []
    assert not any("taken away" in str(item.title) for item in shown(cast.partner[Role.AUDITOR]))


def test_a_role_that_reads_identities_is_shown_and_one_that_does_not_is_not(cast: Cast) -> None:
    titles = {str(item.title) for item in shown(cast.owner[Role.AUDITOR])}
    read_identities = {
        "caseworker": "Caseworker",
        "coordinator": "Coordinator",
        "decision_maker": "Decision-maker",
        "focal_point": "Focal point",
        "police_officer": "Police officer",
        "prosecutor_liaison": "Prosecutor liaison",
    }
    assert titles == {
        f"Ask whether this was right: Owner {who} was given the role {role}"
        for who, role in read_identities.items()
    }
    # Whoever holds a role knows it.
    assert len(shown(cast.owner[Role.COORDINATOR])) == len(read_identities) - 1


def test_the_auditor_is_led_to_the_ledger_and_nobody_else_is_shown_anything(cast: Cast) -> None:
    office = cast.owner
    assert all(item.url.startswith("/office/ledger/?about=") for item in shown(office[Role.AUDITOR]))
    assert all(item.url == "/account/" for item in shown(office[Role.COORDINATOR]))
    for role in (Role.CASEWORKER, Role.ANALYST, Role.ADMINISTRATOR):
        assert shown(office[role]) == []


def test_it_stands_on_the_page(cast: Cast) -> None:
    auditor = cast.owner[Role.AUDITOR]
    with unit_of_work(auditor):
        assert any("was given the role" in str(item.title) for item in items(auditor, now=timezone.now()))


def test_the_question_itself_is_refused_to_others(cast: Cast) -> None:
    caseworker = cast.owner[Role.CASEWORKER]
    for question in (roles_given, second_steps_taken_away):
        with unit_of_work(caseworker), pytest.raises(Refused):
            question(caseworker, since=timezone.now() - timedelta(days=1))


def test_whatever_is_given_or_taken_away_later_pushes_none_of_it_out(cast: Cast) -> None:
    office = cast.owner
    with unit_of_work(office[Role.ADMINISTRATOR]):
        for role in (Role.CASEWORKER, *[Role.ANALYST] * 25):
            renew_access(office[Role.ADMINISTRATOR], user_id=office[role].user_id, second_factor=True)
    unit = office[Role.CASEWORKER].unit_id
    with unit_of_work(office.system):
        for number in range(25):
            user = invite(office.system, email=f"later.{number}@owner.example", full_name=f"Later {number}")
            assign_role(
                office.system,
                user_id=user.pk,
                unit_id=unit,
                role=Role.CASEWORKER,
                valid_from=timezone.now().date(),
            )
    titles = [str(item.title) for item in shown(office[Role.AUDITOR])]
    assert "Ask whether this was right: the second step of Owner caseworker was taken away" in titles
    assert "Ask whether this was right: Owner coordinator was given the role Coordinator" in titles
    assert sum("Later" in title for title in titles) == 25
