"""Accounts made before addresses were proved: whose word they stand on, and which roles rest after the upgrade."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Office, signed_in
from tests.trust.people.inviting import accept, browser_of, code_of, invite, may_act_in

from palermo.trust.actor import Anonymous
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


def test_after_the_update_nobody_is_confirmed_on_a_password_that_another_office_could_know(
    office: Office, stranger: Office, owner_connection: Owner
) -> None:
    shared = office[Role.CASEWORKER]
    share(stranger, shared.user_id)
    upgrade(owner_connection)
    administrator = signed_in(stranger[Role.ADMINISTRATOR], fresh=True)
    url = reverse("people:confirm", args=[shared.user_id])
    page = administrator.get(url).content.decode()
    assert "Is it Lantern caseworker?" in page
    assert "could have known its password" in page
    assert "accepted a role in another office, with a code" not in page  # nobody did
    assert "let the roles count" not in page
    assert administrator.post(url, {"answer": "confirm"}).status_code == 403
    assert may_act_in(shared.user_id) == {office.id}
    with pytest.raises(CommandError, match="new_way_in"):
        call_command("confirm_person", shared_email(shared.user_id), "--office", str(stranger.id))


def test_with_the_office_s_own_code_they_begin_anew_and_are_confirmed(
    office: Office, stranger: Office, owner_connection: Owner, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    shared = office[Role.CASEWORKER]
    share(stranger, shared.user_id)
    upgrade(owner_connection)
    administrator = signed_in(stranger[Role.ADMINISTRATOR], fresh=True)
    url = reverse("people:confirm", args=[shared.user_id])
    assert administrator.post(url, {"answer": "end"}).status_code == 302
    with unit_of_work(stranger.system):
        password = User.objects.get(pk=shared.user_id).password
    code = code_of(invite(stranger, shared_email(shared.user_id), Role.CASEWORKER))
    new = "another-lantern-now"
    browser = browser_of(shared.user_id)
    assert accept(browser, code, password1=new, password2=new).status_code == 302
    with unit_of_work(stranger.system):
        user = User.objects.get(pk=shared.user_id)
    assert (user.vouched_by, user.password != password) == (stranger.id, True)
    assert may_act_in(shared.user_id) == set()
    assert administrator.post(url, {"answer": "confirm"}).status_code == 302
    theirs = signed_in(office[Role.ADMINISTRATOR], fresh=True)
    assert "accepted a role in another office, with a code" in theirs.get(url).content.decode()
    assert theirs.post(url, {"answer": "confirm"}).status_code == 302
    assert may_act_in(shared.user_id) == {office.id, stranger.id}


def shared_email(user_id: Any) -> str:
    with unit_of_work(Anonymous()):
        return User.objects.get(pk=user_id).email
