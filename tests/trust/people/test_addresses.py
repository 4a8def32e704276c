"""One address is one account: compared exactly, in every form in which it can be typed."""

from __future__ import annotations

import io
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Cast, Office, signed_in
from tests.trust.people.conftest import PASSWORD, give_password
from tests.trust.people.inviting import (
    browser_of,
    code_of,
    invitations_of,
    invite,
    may_act_in,
    open_account,
    work_off,
)

from palermo.trust.actor import Anonymous
from palermo.trust.mandates import Role
from palermo.trust.people import migrations
from palermo.trust.people.lookalikes import address_refusal, comparable
from palermo.trust.people.models import User
from palermo.trust.people.operation_today import unreachable_accounts
from palermo.trust.people.reachable import unreachable
from palermo.trust.people.services import invite as make_account
from palermo.trust.people.services import invite_colleague
from palermo.trust.people.services.invitations import Way
from palermo.trust.people.tokens import account_id_of
from palermo.trust.service import Refused
from palermo.trust.today import read
from palermo.trust.unit_of_work import machinery, unit_of_work

REAL, FALSE = "iris@mission.example", "iris@m\u0131ssion.example"
DUMMY = "django.core.mail.backends.dummy.EmailBackend"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"

FOLDED = {
    FALSE: "a dotless i, whose capital is that of i",
    "iris@xn--mssion-p9a.example": "the same domain, as it travels",
    "iris@mi\u017fsion.example": "a long s, whose capital is that of s",
    "iris@mi\ufb01sh.example": "two letters printed as one",
    "\u0131ris@mission.example": "before the @",
    "iri\u017f@mission.example": "before the @",
    "iris@stra\u00dfe.example": "sharp s, which is ss without regard to large and small",
    "iris@\u03bb\u03cc\u03b3\u03bf\u03c2.example": "a final sigma",
}
STAYS = ["Iris@Mission.example", "iris@m\u00fcnchen.example", "iris@\u043f\u0440\u0438\u044e\u0442.example"]


def stored(email: str) -> User | None:
    with unit_of_work(Anonymous()):
        return User.objects.filter(email=email).first()


def kept_from_before(email: str) -> User:
    """An account with an address that was taken before."""
    with unit_of_work(Anonymous()):
        user = User(id=account_id_of(email), email=email, full_name="Iris")
        user.set_password(PASSWORD)
        user.save(force_insert=True)
    return user


def upgrade() -> Any:
    """The migration that compares exactly, and what it does to rows."""
    (found,) = Path(str(migrations.__file__)).parent.glob("*_exact_addresses.py")
    return import_module(f"{migrations.__name__}.{found.stem}")


# --- what is one address --------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", FOLDED)
def test_an_address_that_folds_into_another_is_refused_and_belongs_to_nobody(address: str) -> None:
    assert address_refusal(address) is not None
    assert comparable(address) == ""


@pytest.mark.parametrize("address", STAYS)
def test_an_address_of_any_script_that_folds_into_itself_is_taken(address: str) -> None:
    assert address_refusal(address) is None
    assert comparable(address) == address.lower()


def test_the_page_says_why_and_invites_nobody(office: Office) -> None:
    assert "Type it again." in invite(office, FALSE).content.decode()
    assert invitations_of(office) == []


def test_the_service_refuses_what_no_form_looked_at(office: Office) -> None:
    with unit_of_work(office[Role.ADMINISTRATOR]), pytest.raises(Refused, match="address_domain_unclear"):
        invite_colleague(
            office[Role.ADMINISTRATOR],
            email=FALSE,
            full_name="Iris",
            unit_id=office[Role.COORDINATOR].unit_id,
            role=Role.COORDINATOR,
            valid_from=timezone.now().date(),
            way=Way.CODE,
        )


def test_two_addresses_that_look_alike_to_a_database_are_two_accounts(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = DUMMY
    false = kept_from_before(FALSE)
    answer = open_account(REAL, code_of(invite(cast.owner, REAL)))
    real = stored(REAL)
    assert answer.status_code == 302
    assert real is not None
    assert real.pk != false.pk
    assert may_act_in(real.pk) == {cast.owner.id}
    assert may_act_in(false.pk) == set()


def test_setting_up_an_office_finds_no_account_by_another_address(office: Office) -> None:
    false = kept_from_before(FALSE)
    with unit_of_work(office.system):
        assert make_account(office.system, email=REAL, full_name="Iris").pk != false.pk


# --- signing in, and being sent a link ------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [FALSE, "iri\u017f@mission.example", "\u0131ris@mission.example"])
def test_who_types_another_address_is_told_what_a_stranger_is_told(office: Office, typed: str) -> None:
    kept_from_before(REAL)
    sent = {"login": typed, "password": PASSWORD}
    answer = Client().post("/account/login/", sent).content.decode()
    assert "This address and this password do not belong together." in answer
    assert Client().post("/account/login/", {**sent, "login": REAL.upper()}).status_code == 302


def test_an_account_with_such_an_address_signs_in_nowhere_and_is_out_with_its_next_request(
    office: Office,
) -> None:
    false = kept_from_before(FALSE)
    sent = {"login": FALSE, "password": PASSWORD}
    assert "do not belong together" in Client().post("/account/login/", sent).content.decode()
    assert browser_of(false.pk).get(reverse("people:account")).status_code == 302


def test_other_spellings_open_no_second_budget(office: Office) -> None:
    user = give_password(office, office[Role.DECISION_MAKER])
    spelt = ["{}", " {} ", "{}".upper()]
    wrong = [(f"10.0.0.{number}", spelt[number % len(spelt)]) for number in range(5)]
    for address, form in wrong:
        sent = {"login": form.format(user.email), "password": "wrong"}
        Client().post("/account/login/", sent, REMOTE_ADDR=address)
    for other in ("s", "i"):
        typed = user.email.replace(other, {"s": "\u017f", "i": "\u0131"}[other], 1)
        sent = {"login": typed, "password": PASSWORD}
        assert Client().post("/account/login/", sent, REMOTE_ADDR="10.9.9.9").status_code == 200
    last = Client().post(
        "/account/login/", {"login": user.email, "password": PASSWORD}, REMOTE_ADDR="10.9.9.8"
    )
    assert "Too many wrong tries" in last.content.decode()


def test_a_domain_in_letters_and_as_it_travels_share_one_budget_and_one_count(office: Office) -> None:
    kept_from_before("iris@m\u00fcnchen.example")
    forms = ["iris@m\u00fcnchen.example", "iris@xn--mnchen-3ya.example"]
    for number in range(6):
        sent = {"login": forms[number % 2], "password": "wrong"}
        last = Client().post("/account/login/", sent, REMOTE_ADDR=f"10.0.0.{number}")
    assert "Too many wrong tries" in last.content.decode()
    user = stored("iris@m\u00fcnchen.example")
    assert user is not None
    assert user.failed_tries == 6


def test_one_mailbox_is_sent_five_links_however_the_address_is_written(
    office: Office, settings: Any, mailbox: list[Any]
) -> None:
    settings.EMAIL_BACKEND = LOCMEM
    user = give_password(office, office[Role.DECISION_MAKER])
    spelt = [
        user.email,
        user.email.upper(),
        user.email.replace("s", "\u017f"),
        user.email.replace("i", "\u0131"),
        user.email.replace("i", "\u0131").replace("s", "\u017f"),
    ]
    for form in spelt:
        for number in range(7):
            Client().post(
                "/account/password/reset/", {"email": form}, REMOTE_ADDR=f"10.1.{number}.{len(form)}"
            )
    work_off()
    assert len(mailbox) == 5
    assert {message.to[0] for message in mailbox} == {user.email}


# --- the host's commands --------------------------------------------------------------------------------------


def test_the_host_renews_the_way_in_of_the_address_named_and_of_no_other(office: Office) -> None:
    false = kept_from_before(FALSE)
    for command, more in (("new_way_in", []), ("confirm_person", ["--office", str(office.id)])):
        with pytest.raises(CommandError, match=r"no (such )?account"):
            call_command(command, REAL, *more, stdout=io.StringIO())
    with machinery():
        assert User.objects.get(pk=false.pk).password == false.password


def test_what_an_account_opened_is_asked_for_the_address_named_and_no_other(office: Office) -> None:
    kept_from_before(FALSE)
    with pytest.raises(CommandError, match="no such account"):
        call_command("exposure", "--account", REAL, stdout=io.StringIO())


# --- what was there before ------------------------------------------------------------------------------------


def test_the_operator_is_told_of_each_account_that_no_address_reaches(office: Office) -> None:
    kept_from_before(REAL)
    false = kept_from_before(FALSE)
    operator = office[Role.OPERATOR]
    with unit_of_work(operator):
        titles = [str(item.title) for item in read(unreachable_accounts(operator, timezone.now()))]
    assert len(titles) == 1
    assert f"account {false.pk} passes for another one" in titles[0]
    page = signed_in(operator).get(reverse("people:installation")).content.decode()
    assert titles[0] in page
    assert FALSE not in page
    with unit_of_work(office[Role.ADMINISTRATOR]):
        assert read(unreachable_accounts(office[Role.ADMINISTRATOR], timezone.now())) == []


def test_the_upgrade_lapses_invitations_that_reach_another_account(
    office: Office, settings: Any, owner_connection: psycopg.Connection[Any]
) -> None:
    settings.EMAIL_BACKEND = DUMMY
    false = kept_from_before(FALSE)
    for email in (REAL, "greta@mission.example", "hanna@mission.example"):
        invite(office, email)
    change = "UPDATE people_invitation SET {} WHERE email = %s"
    owner_connection.execute(change.format(f"account_id = '{false.pk}'"), [REAL])
    owner_connection.execute(change.format(f"email = '{FALSE}'"), ["greta@mission.example"])
    owner_connection.execute(upgrade().LAPSE_WHAT_REACHES_ANOTHER)
    waits = [row.email for row in invitations_of(office) if row.lapses_at > timezone.now()]
    assert waits == ["hanna@mission.example"]


def test_the_upgrade_keeps_a_domain_in_letters_unless_somebody_has_that_address(
    office: Office, owner_connection: psycopg.Connection[Any]
) -> None:
    one, two, three = map(
        kept_from_before,
        ["ada@xn--mnchen-3ya.example", "nell@xn--mnchen-3ya.example", "nell@m\u00fcnchen.example"],
    )
    upgrade().keep_in_one_form(None, SimpleNamespace(connection=owner_connection))
    with machinery():
        kept = dict(User.objects.filter(pk__in=[one.pk, two.pk, three.pk]).values_list("pk", "email"))
    assert kept[one.pk] == "ada@m\u00fcnchen.example"
    assert kept[two.pk] == "nell@xn--mnchen-3ya.example"
    assert unreachable(User(pk=pk, email=email) for pk, email in kept.items()) == [two.pk]
