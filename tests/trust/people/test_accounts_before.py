"""Accounts made before addresses were proved: whose word they stand on, and which roles rest after the upgrade."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from django.utils import timezone
from tests.support.cast import Office
from tests.trust.people.inviting import may_act_in

from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.people import migrations
from palermo.trust.people.models import User
from palermo.trust.people.services import assign_role
from palermo.trust.people.today_invitations import roles_that_rest
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import PeopleVerb

Owner = psycopg.Connection[Any]


def upgrade(owner: Owner) -> None:
    """Forget what the migration adds, and let it say it anew."""
    (found,) = Path(str(migrations.__file__)).parent.glob("*_invitations.py")
    owner.execute("UPDATE people_user SET vouched_by = NULL, address_proved_at = NULL, doubted_at = NULL")
    owner.execute("UPDATE people_role_assignment SET confirmed_at = NULL")
    owner.execute(import_module(f"{migrations.__name__}.{found.stem}").STANDS_ON)


def share(office: Office, user_id: Any) -> None:
    with unit_of_work(office.system):
        assign_role(
            office.system,
            user_id=user_id,
            unit_id=office[Role.CASEWORKER].unit_id,
            role=Role.CASEWORKER,
            valid_from=date(2026, 1, 1),
        )


def test_an_account_of_one_office_works_on(office: Office, owner_connection: Owner) -> None:
    upgrade(owner_connection)
    caseworker = office[Role.CASEWORKER]
    assert may_act_in(caseworker.user_id) == {office.id}
    with unit_of_work(office.system):
        user = User.objects.get(pk=caseworker.user_id)
    assert (user.vouched_by, user.address_proved_at, user.doubted_at) == (office.id, None, None)


def test_an_account_of_two_offices_works_on_where_it_was_made_and_rests_elsewhere(
    office: Office, stranger: Office, owner_connection: Owner
) -> None:
    shared = office[Role.CASEWORKER]
    share(stranger, shared.user_id)
    assert may_act_in(shared.user_id) == {office.id, stranger.id}
    upgrade(owner_connection)
    assert may_act_in(shared.user_id) == {office.id}
    with unit_of_work(stranger[Role.ADMINISTRATOR]):
        waiting = read(roles_that_rest(stranger[Role.ADMINISTRATOR], timezone.now()))
    assert [str(item.title) for item in waiting] == [
        "Confirm that it is Lantern caseworker: their roles here rest"
    ]


def test_a_way_in_that_another_office_made_since_counts_more_than_who_made_the_account(
    office: Office, stranger: Office, owner_connection: Owner
) -> None:
    shared = office[Role.CASEWORKER]
    share(stranger, shared.user_id)
    with unit_of_work(stranger.system):
        record(
            stranger.system,
            verb=PeopleVerb.PASSWORD_LINK_MADE,
            object_type="account",
            object_id=shared.user_id,
        )
    upgrade(owner_connection)
    assert may_act_in(shared.user_id) == {stranger.id}
