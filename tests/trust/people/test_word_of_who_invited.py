"""An invitation is the word of an administrator: of the one who gave it last, and for as long as they are one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Office, signed_in
from tests.trust.people.conftest import events_of
from tests.trust.people.inviting import (
    accept,
    account,
    answers,
    browser_of,
    choose_password,
    code_of,
    invitations_of,
    invite,
    link_of,
    may_act_in,
    open_account,
    unit_id,
    work_off,
)

from palermo.trust.actor import Anonymous, Staff
from palermo.trust.current import record
from palermo.trust.mandates import Mandate, Role
from palermo.trust.people import migrations
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.people.queries import acting_units, staff_of
from palermo.trust.people.services import assign_role, end_role, invite_colleague
from palermo.trust.people.services import invite as make_account
from palermo.trust.people.services.invitations import Way
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.verbs import PeopleVerb

NEW = "iris@orchard.example"
ANEW = {"password1": "quite-another-tide-9", "password2": "quite-another-tide-9"}
LAPSED = "Lapsed: who invited is administrator no more"


@pytest.fixture(autouse=True)
def no_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def second(office: Office) -> Staff:
    """Another administrator of the office."""
    with unit_of_work(office.system):
        user = make_account(office.system, email="nina@lantern.example", full_name="Nina")
        give_administrator(office, user.pk)
    with unit_of_work(office.system):
        (unit,) = acting_units(user.pk)
    return staff_of(user.pk, unit)


def give_administrator(office: Office, user_id: Any, **days: Any) -> None:
    assign_role(
        office.system,
        user_id=user_id,
        unit_id=office[Role.ADMINISTRATOR].unit_id,
        role=Role.ADMINISTRATOR,
        **{"valid_from": timezone.now().date(), **days},
    )


def dismiss(office: Office, by: Staff, *, only: int = 1) -> None:
    """The second administrator ends so many roles of the first."""
    with unit_of_work(by):
        rows = RoleAssignment.objects.filter(
            organisation_id=office.id, user_id=office[Role.ADMINISTRATOR].user_id, role=Role.ADMINISTRATOR
        )
        for row in list(rows)[:only]:
            end_role(by, assignment_id=row.pk)


def waits(office: Office) -> list[str]:
    return [row.email for row in invitations_of(office) if row.lapses_at > timezone.now()]


# --- whose word it is ------------------------------------------------------------------------------------------


def test_a_code_that_an_office_made_anew_is_no_word_of_the_host(office: Office, stranger: Office) -> None:
    open_account(NEW, code_of(invite(stranger, NEW, Role.ANALYST, Mandate.ANALYSIS)))
    iris = account(NEW)
    unit = office[Role.ADMINISTRATOR].unit_id
    with unit_of_work(office.system):
        offered = invite_colleague(
            office.system,
            email=NEW,
            full_name="Iris",
            unit_id=unit,
            role=Role.ADMINISTRATOR,
            valid_from=timezone.now().date(),
            way=Way.CODE_FAR,
        )
    administrator = signed_in(office[Role.ADMINISTRATOR], fresh=True)
    again = reverse("people:invite_again", args=[offered.invitation.pk])
    shown = code_of(administrator.post(again, {"way": "code"}))
    assert invitations_of(office)[-1].invited_by_id == office[Role.ADMINISTRATOR].user_id
    accept(browser_of(iris.pk), shown, **ANEW)
    iris = account(NEW)
    assert iris.doubted_at is not None
    assert iris.vouched_by == office.id
    assert may_act_in(iris.pk) == set()


# --- for how long ----------------------------------------------------------------------------------------------


def test_what_an_administrator_invited_to_lapses_with_their_role_and_the_list_says_so(
    office: Office, second: Staff
) -> None:
    shown = code_of(invite(office, NEW))
    dismiss(office, second)
    assert waits(office) == []
    assert [event.codes for event in events_of(office, "invitation.lapsed")] == [{"invitations": 1}]
    assert "Location" not in open_account(NEW, shown).headers
    browser = browser_of(second.user_id)
    assert LAPSED in browser.get(reverse("people:colleagues")).content.decode()
    (row,) = invitations_of(office)
    assert LAPSED in browser.get(reverse("people:invitation", args=[row.pk])).content.decode()


def test_a_mailed_link_lapses_too(office: Office, second: Staff, settings: Any, mailbox: list[Any]) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invite(office, NEW)
    work_off()
    dismiss(office, second)
    choose_password(link_of(mailbox[-1]))
    with unit_of_work(Anonymous()):
        assert not User.objects.with_address(NEW).exists()


def test_another_administrator_renews_it_and_it_is_theirs(office: Office, second: Staff) -> None:
    invite(office, NEW)
    dismiss(office, second)
    (row,) = invitations_of(office)
    again = reverse("people:invite_again", args=[row.pk])
    shown = code_of(browser_of(second.user_id).post(again, {"way": "code"}))
    assert invitations_of(office)[0].invited_by_id == second.user_id
    assert open_account(NEW, shown).status_code == 302
    assert may_act_in(account(NEW).pk) == {office.id}


def test_the_invitations_of_others_stay(office: Office, second: Staff) -> None:
    browser_of(second.user_id).post(reverse("people:invite"), answers(office, NEW))
    dismiss(office, second)
    assert waits(office) == [NEW]


def test_a_role_with_a_last_day_ends_what_was_invited_with_it(office: Office, second: Staff) -> None:
    day = timezone.now().date()
    with unit_of_work(office.system):
        RoleAssignment.objects.filter(
            organisation_id=office.id, user_id=second.user_id, role=Role.ADMINISTRATOR
        ).update(valid_until=day + timedelta(days=1))
        record(office.system, verb=PeopleVerb.ROLE_ENDED)  # no page changes a last day
    sent = answers(office, NEW, way="code_far")
    browser_of(second.user_id).post(reverse("people:invite"), sent)
    (row,) = invitations_of(office)
    assert row.lapses_at == datetime.combine(day + timedelta(days=2), datetime.min.time(), tzinfo=UTC)


def test_the_upgrade_lapses_what_was_invited_by_who_left_before(
    office: Office, second: Staff, owner_connection: psycopg.Connection[Any]
) -> None:
    invite(office, NEW)
    browser_of(second.user_id).post(reverse("people:invite"), answers(office, "greta@orchard.example"))
    revoke = "UPDATE people_role_assignment SET revoked_at = now() WHERE user_id = %s"
    owner_connection.execute(revoke, [office[Role.ADMINISTRATOR].user_id])
    (found,) = Path(str(migrations.__file__)).parent.glob("*_exact_addresses.py")
    owner_connection.execute(import_module(f"{migrations.__name__}.{found.stem}").LAPSE_OF_WHO_LEFT)
    assert waits(office) == ["greta@orchard.example"]


# --- where a form that waits goes on ---------------------------------------------------------------------------


def test_a_form_that_waits_for_the_second_step_goes_on_in_the_unit_it_was_begun_in_alone(
    office: Office, stranger: Office
) -> None:
    user_id = office[Role.ADMINISTRATOR].user_id
    with unit_of_work(stranger.system):
        give_administrator(stranger, user_id)
    browser = signed_in(office[Role.ADMINISTRATOR])
    browser.post(reverse("people:switch"), {"office": unit_id(office, Mandate.ADMINISTRATION)})
    sent = answers(office, NEW, Role.ADMINISTRATOR, Mandate.ADMINISTRATION)
    suspended = browser.post(reverse("people:invite"), sent)
    assert suspended.status_code == 302
    browser.post(reverse("people:switch"), {"office": unit_id(stranger, Mandate.ADMINISTRATION)})
    browser.get(suspended.headers["Location"])
    with machinery():
        assert "account_reauthentication_state" not in browser.session
    assert invitations_of(office) == invitations_of(stranger) == []
