"""A role of one office never opens another, whoever invites whom first, with mail and without."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Office, signed_in
from tests.trust.people.conftest import PASSWORD, events_of, give_password, new_seed
from tests.trust.people.inviting import (
    accept,
    account,
    account_email,
    answers,
    browser_of,
    choose_password,
    code_of,
    invitations_of,
    invite,
    link_of,
    may_act_in,
    open_account,
    work_off,
)

from palermo.trust.actor import INSTALLATION_ID, Anonymous
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Mandate, Role
from palermo.trust.people.models import Invitation, RoleAssignment, User
from palermo.trust.people.services import assign_role, renew_access
from palermo.trust.people.services.invitations import forget_old_invitations
from palermo.trust.people.today_invitations import own_invitations, roles_elsewhere, roles_that_rest
from palermo.trust.service import Refused
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

IRIS = "iris@orchard.example"
NEW = {"password1": "another-lantern-now", "password2": "another-lantern-now"}
DUMMY = "django.core.mail.backends.dummy.EmailBackend"
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def no_mail(settings: Any) -> None:
    """An installation that sends no mail, unless a test says otherwise."""
    settings.EMAIL_BACKEND = DUMMY


@pytest.fixture
def mail(settings: Any, mailbox: list[Any]) -> list[Any]:
    """An installation that sends mail; what was sent."""
    settings.EMAIL_BACKEND = LOCMEM
    return mailbox


def taken_account(office: Office, email: str = IRIS) -> User:
    """An account that the office's administrator opened for themselves, with the code that was meant for another."""
    assert (
        open_account(email, code_of(invite(office, email, Role.ANALYST, Mandate.ANALYSIS))).status_code == 302
    )
    return account(email)


def today(actor: Any, handler: Any) -> list[str]:
    with unit_of_work(actor):
        return [str(item.title) for item in read(handler(actor, timezone.now()))]


def cases(browser: Client) -> int:
    return browser.get(reverse("protection:cases")).status_code


# --- a new account -------------------------------------------------------------------------------------------


def test_a_code_opens_a_new_account_whose_role_counts_after_the_second_step(office: Office) -> None:
    page = invite(office, IRIS)
    assert "shown here only now" in page.content.decode()
    led = open_account(IRIS, code_of(page))
    assert led.headers["Location"] == reverse("people:open_account") + "?done=1"
    browser = Client()
    entered = browser.post("/account/login/", {"login": IRIS, "password": PASSWORD}, follow=True)
    assert entered.redirect_chain[-1][0] == reverse("mfa_activate_totp")
    iris = account(IRIS)
    assert (iris.vouched_by, iris.address_proved_at) == (office.id, None)
    assert may_act_in(iris.pk) == {office.id}
    assert cases(browser_of(iris.pk)) == 200
    verbs = [
        event.verb for event in events_of(office, "account.opened", "invitation.accepted", "role.assigned")
    ]
    assert verbs[-3:] == ["account.opened", "invitation.accepted", "role.assigned"]


def test_a_code_works_once(office: Office) -> None:
    code = code_of(invite(office, IRIS))
    open_account(IRIS, code)
    again = open_account(IRIS, code, "another-lantern-now")
    assert "no invitation for this address with this code" in again.content.decode()
    assert account(IRIS).check_password(PASSWORD)


def test_five_wrong_codes_kill_it_and_are_recorded(office: Office, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    code = code_of(invite(office, IRIS))
    wrong = code[:7] + "222222-222222"
    for _ in range(5):
        assert open_account(IRIS, wrong).status_code == 200
    assert open_account(IRIS, code).status_code == 200
    assert len(events_of(office, "invitation.code_wrong")) == 5
    (row,) = invitations_of(office)
    assert row.tries == 5


def test_tries_of_a_code_are_throttled_by_address_and_its_beginning(office: Office) -> None:
    code_of(invite(office, IRIS))
    wrong = "222222-222222-222222"
    for _ in range(5):
        assert "Too many wrong tries" not in open_account(IRIS, wrong).content.decode()
    assert "Too many wrong tries" in open_account(IRIS, wrong).content.decode()


def test_a_stranger_who_knows_the_address_keeps_nobody_from_their_code(office: Office) -> None:
    code = code_of(invite(office, IRIS))
    for _ in range(6):
        open_account(IRIS, "222222-222222-222222")
    assert open_account(IRIS, code).status_code == 302


def test_a_code_that_was_right_counts_against_nobody(office: Office, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invitation_code": "1/m/ip,1/5m/key"}
    code = code_of(invite(office, IRIS))
    assert open_account(IRIS, code).status_code == 302
    assert "Too many wrong tries" not in open_account("mona@lantern.example", code).content.decode()


def test_a_code_is_kept_as_a_digest_and_shown_on_no_other_page(office: Office, administrator: Client) -> None:
    code = code_of(invite(office, IRIS))
    (row,) = invitations_of(office)
    assert code.replace("-", "") not in row.code_digest.upper()
    page = administrator.get(reverse("people:invitation", args=[row.pk])).content.decode()
    assert code not in page
    assert "Invited" in page


@pytest.mark.parametrize(("way", "hours"), [("code", 24), ("code_away", 7 * 24), ("code_far", 7 * 24)])
def test_a_code_lapses(office: Office, administrator: Client, way: str, hours: int) -> None:
    page = administrator.post(reverse("people:invite"), answers(office, IRIS, way=way))
    code = code_of(page)
    (row,) = invitations_of(office)
    assert (row.lapses_at - row.sent_at).total_seconds() == hours * 3600
    assert events_of(office, "account.invited")[-1].codes["way"] == way
    make_older(office, hours=hours)
    assert open_account(IRIS, code).status_code == 200
    assert "Not accepted" in administrator.get(reverse("people:colleagues")).content.decode()


def make_older(office: Office, *, hours: int) -> None:
    from palermo.trust.current import record

    with unit_of_work(office.system):
        for row in Invitation.objects.filter(organisation_id=office.id):
            row.sent_at -= timedelta(hours=hours)
            row.lapses_at -= timedelta(hours=hours)
            row.save(update_fields=["sent_at", "lapses_at"])
        record(office.system, verb="thing.done")


def test_a_new_code_ends_the_one_before_and_a_withdrawn_invitation_opens_nothing(
    office: Office, administrator: Client
) -> None:
    first = code_of(invite(office, IRIS))
    (row,) = invitations_of(office)
    again = administrator.post(reverse("people:invite_again", args=[row.pk]), {"way": "code"})
    second = code_of(again)
    assert open_account(IRIS, first).status_code == 200
    assert administrator.post(reverse("people:withdraw_invitation", args=[row.pk])).status_code == 302
    assert open_account(IRIS, second).status_code == 200
    over = administrator.post(reverse("people:invite_again", args=[row.pk]), {"way": "code"})
    assert over.status_code == 403
    assert [event.verb for event in events_of(office, "invitation.renewed", "invitation.withdrawn")] == [
        "invitation.renewed",
        "invitation.withdrawn",
    ]


# --- one office's administrator holds an account that another office invites ---------------------------------


def test_without_mail_the_code_of_the_second_office_does_not_open_it_to_whoever_made_the_account(
    office: Office, stranger: Office
) -> None:
    taken = taken_account(office)
    mine = browser_of(taken.pk)
    code = code_of(invite(stranger, IRIS))
    assert may_act_in(taken.pk) == {office.id}
    unit = stranger[Role.COORDINATOR].unit_id
    assert mine.post(reverse("people:switch"), {"office": str(unit)}).status_code == 404
    # What was offered is not even shown to whoever cannot prove to be meant.
    assert "Nothing waits for your answer." in mine.get(reverse("people:own_invitations")).content.decode()
    assert today(stranger[Role.COORDINATOR], own_invitations) == []
    (row,) = invitations_of(stranger)
    assert mine.get(reverse("people:answer_invitation", args=[row.pk])).status_code == 404
    assert mine.post(reverse("people:answer_invitation", args=[row.pk]), {"answer": "yes"}).status_code == 404
    # Opened as a new account, the code tells and does nothing.
    assert open_account(IRIS, code, "another-lantern-now").headers["Location"].endswith("?done=1")
    assert account(IRIS).check_password(PASSWORD)
    assert may_act_in(taken.pk) == {office.id}


def test_even_with_the_second_office_s_code_the_role_rests_and_the_password_is_a_new_one(
    office: Office, stranger: Office
) -> None:
    taken = taken_account(office)
    with_the_password, hers = browser_of(taken.pk), browser_of(taken.pk)
    code = code_of(invite(stranger, IRIS))
    assert "Another office opened your account" in accept(hers, code).content.decode()
    done = accept(hers, code, **NEW)
    assert done.status_code == 302
    # Whoever knew the password is out, and the second step is set up anew.
    assert with_the_password.get(reverse("people:account")).status_code == 302
    assert not account(IRIS).check_password(PASSWORD)
    assert hers.get(reverse("people:account")).headers["Location"] == reverse("mfa_activate_totp")
    assert may_act_in(taken.pk) == set()
    titles = today(stranger[Role.ADMINISTRATOR], roles_that_rest)
    assert titles == ["Confirm that it is Iris Newcomer: their roles here rest"]
    url = reverse("people:confirm", args=[taken.pk])
    theirs = signed_in(stranger[Role.ADMINISTRATOR], fresh=True)
    assert "Another office opened this account" in theirs.get(url).content.decode()
    assert theirs.post(url, {"answer": "confirm"}).status_code == 302
    assert may_act_in(taken.pk) == {stranger.id}


def test_with_mail_the_mailbox_takes_the_account_back_and_the_link_never_stands_on_a_page(
    office: Office, stranger: Office, mail: list[Any], settings: Any
) -> None:
    settings.EMAIL_BACKEND = DUMMY
    taken = taken_account(office)
    mine = browser_of(taken.pk)
    settings.EMAIL_BACKEND = LOCMEM
    page = invite(stranger, IRIS).content.decode()
    assert work_off() == 1
    link = link_of(mail[0])
    assert link not in page
    assert may_act_in(taken.pk) == {office.id}
    assert "Nothing waits for your answer." in mine.get(reverse("people:own_invitations")).content.decode()
    assert choose_password(link, "another-lantern-now").status_code == 302
    assert mine.get(reverse("people:account")).status_code == 302, "whoever knew the old password is out"
    iris = account(IRIS)
    assert iris.check_password("another-lantern-now")
    assert iris.address_proved_at is not None
    with unit_of_work(Anonymous()):
        assert Authenticator.objects.filter(user=iris).exists(), "the mailbox alone takes no second step away"
    assert may_act_in(iris.pk) == {office.id}
    assert accept(browser_of(iris.pk)).status_code == 302
    assert may_act_in(iris.pk) == {office.id, stranger.id}


def test_the_first_office_s_invitation_waiting_is_not_opened_by_the_account_of_the_second(
    office: Office, stranger: Office
) -> None:
    waiting = code_of(invite(stranger, IRIS))
    taken = taken_account(office)
    assert may_act_in(taken.pk) == {office.id}
    mine = browser_of(taken.pk)
    assert "Nothing waits for your answer." in mine.get(reverse("people:own_invitations")).content.decode()
    accept(mine, waiting, **NEW)
    assert may_act_in(taken.pk) == set(), "both offices ask first"


# --- an office's code for a colleague of another -------------------------------------------------------------


@pytest.mark.parametrize("way_round", ["one invites", "the other invites"])
def test_an_office_s_code_makes_roles_elsewhere_rest_until_they_are_confirmed_there(
    office: Office, stranger: Office, way_round: str
) -> None:
    home, inviting = (office, stranger) if way_round == "one invites" else (stranger, office)
    greta = home[Role.COORDINATOR]
    with unit_of_work(home.system):
        User.objects.filter(pk=greta.user_id).update(vouched_by=None)
        email = User.objects.get(pk=greta.user_id).email
    code = code_of(invite(inviting, email))
    hers = browser_of(greta.user_id)
    assert cases(hers) == 200
    assert accept(hers, code).status_code == 302
    assert may_act_in(greta.user_id) == {inviting.id}
    hers.get(reverse("people:account"))
    assert hers.post(reverse("people:switch"), {"office": str(greta.unit_id)}).status_code == 404
    # The home office is told at once, on Today and in its ledger, and not of which office.
    titles = today(home[Role.ADMINISTRATOR], roles_that_rest)
    assert len(titles) == 1
    work_off()
    (told,) = events_of(home, "role.rests")
    assert told.object_id == greta.user_id
    assert "office" not in told.codes
    administrator = signed_in(home[Role.ADMINISTRATOR], fresh=True)
    page = administrator.get(reverse("people:colleague", args=[greta.user_id])).content.decode()
    assert "Rests until confirmed" in page
    assert "rests until confirmed" in administrator.get(reverse("people:colleagues")).content.decode()
    assert (
        administrator.post(reverse("people:confirm", args=[greta.user_id]), {"answer": "confirm"}).status_code
        == 302
    )
    assert may_act_in(greta.user_id) == {home.id, inviting.id}
    assert [event.verb for event in events_of(home, "account.person_confirmed")] == [
        "account.person_confirmed"
    ]


def test_roles_that_rest_can_be_ended_instead(office: Office, stranger: Office) -> None:
    greta = office[Role.COORDINATOR]
    accept(browser_of(greta.user_id), code_of(invite(stranger, account_email(greta.user_id))), **NEW)
    administrator = signed_in(office[Role.ADMINISTRATOR], fresh=True)
    url = reverse("people:confirm", args=[greta.user_id])
    assert administrator.post(url, {"answer": "end"}).status_code == 302
    assert "No role of this colleague rests" in administrator.get(url).content.decode()
    with unit_of_work(office.system):
        assert not RoleAssignment.objects.filter(
            organisation_id=office.id, user_id=greta.user_id, revoked_at=None
        )


def test_the_only_administrator_of_an_office_is_not_locked_out_of_it(
    office: Office, stranger: Office
) -> None:
    cora = office[Role.ADMINISTRATOR]
    code = code_of(invite(stranger, account_email(cora.user_id), Role.ANALYST, Mandate.ANALYSIS))
    answer = accept(browser_of(cora.user_id), code, **NEW)
    assert "only administrator of another office" in answer.content.decode()
    assert may_act_in(cora.user_id) == {office.id}
    assert account(account_email(cora.user_id)).doubted_at is None


def test_a_code_is_no_use_without_the_account_it_is_for(office: Office, stranger: Office) -> None:
    code = code_of(invite(stranger, account_email(office[Role.COORDINATOR].user_id)))
    other = browser_of(office[Role.CASEWORKER].user_id)
    page = other.post(reverse("people:own_invitations"), {"code": code})
    assert "no invitation for this address with this code" in page.content.decode()


def test_a_session_that_entered_one_code_accepts_no_other_invitation(
    office: Office, stranger: Office
) -> None:
    iris = taken_account(office)
    hers = browser_of(iris.pk)
    hers.post(reverse("people:own_invitations"), {"code": code_of(invite(stranger, IRIS))})
    invite(stranger, IRIS, Role.CASEWORKER)
    second = invitations_of(stranger)[1]
    assert hers.post(reverse("people:answer_invitation", args=[second.pk]), NEW).status_code == 404


# --- mail ----------------------------------------------------------------------------------------------------


def test_no_refused_password_tells_a_stranger_which_office_invited_an_address(office: Office) -> None:
    invite(office, IRIS)
    pages = [
        open_account(email, "222222-222222-222222", "lantern-lantern-26").content.decode()
        for email in (IRIS, "nobody@orchard.example")
    ]
    assert all(
        "no invitation for this address" in page and "made of names and words" not in page for page in pages
    )


def test_a_mailed_link_opens_a_new_account_and_proves_the_address(office: Office, mail: list[Any]) -> None:
    page = invite(office, IRIS).content.decode()
    assert work_off() == 1
    (sent,) = mail
    assert sent.to == [IRIS]
    for word in ("Iris", "Lantern", "coordinator", "traffick", "victim"):
        assert word.lower() not in (sent.subject + sent.body.replace(IRIS, "")).lower()
    assert "secret" not in page
    link = link_of(sent)
    assert "made of names and words" in choose_password(link, "lantern-lantern-26").content.decode()
    chosen = choose_password(link)
    assert chosen.status_code == 302
    assert "your old password holds" not in Client().get(chosen.headers["Location"]).content.decode()
    iris = account(IRIS)
    assert (iris.vouched_by, iris.address_proved_at is not None) == (None, True)
    assert may_act_in(iris.pk) == {office.id}
    assert "does not work any more" in Client().get(link).content.decode()


def test_a_mailed_link_works_for_a_day_and_for_its_own_invitation(
    office: Office, stranger: Office, mail: list[Any]
) -> None:
    invite(office, IRIS)
    invite(stranger, IRIS)
    work_off()
    first, second = map(link_of, mail)
    mixed = "-".join([*first.split("-")[:2], second.split("-")[2]])
    assert "does not work any more" in Client().get(mixed).content.decode()
    forged = first[:-2] + ("a/" if first[-2] != "a" else "b/")
    assert "does not work any more" in Client().get(forged).content.decode()
    make_older(office, hours=25)
    assert "does not work any more" in Client().get(first).content.decode()


def test_whose_address_was_proved_accepts_with_a_click_and_no_role_rests(
    office: Office, stranger: Office, mail: list[Any]
) -> None:
    invite(office, IRIS)
    work_off()
    choose_password(link_of(mail[0]))
    iris = account(IRIS)
    invite(stranger, IRIS)
    hers = browser_of(iris.pk)
    assert may_act_in(iris.pk) == {office.id}
    assert "Harbour" in hers.get(reverse("people:own_invitations")).content.decode()
    assert accept(hers).status_code == 302
    assert may_act_in(iris.pk) == {office.id, stranger.id}
    work_off()
    assert [event.object_id for event in events_of(office, "role.elsewhere_accepted")] == [iris.pk]
    (title,) = today(office[Role.ADMINISTRATOR], roles_elsewhere)
    assert "Iris Newcomer accepted a role in another office" in title
    assert "Harbour" not in title


def test_a_way_in_that_was_shown_makes_the_address_unproved_again(
    office: Office, stranger: Office, mail: list[Any], settings: Any
) -> None:
    invite(office, IRIS)
    work_off()
    choose_password(link_of(mail[0]))
    iris = account(IRIS)
    settings.EMAIL_BACKEND = DUMMY
    with unit_of_work(office[Role.ADMINISTRATOR]):
        renew_access(office[Role.ADMINISTRATOR], user_id=iris.pk, second_factor=True)
    iris = account(IRIS)
    assert (iris.vouched_by, iris.address_proved_at) == (office.id, None)
    settings.EMAIL_BACKEND = LOCMEM
    invite(stranger, IRIS)
    assert "Nothing waits" in browser_of(iris.pk).get(reverse("people:own_invitations")).content.decode()


def test_a_shown_link_proves_no_address_though_a_mailed_one_was_asked_for_meanwhile(
    office: Office, mail: list[Any]
) -> None:
    caseworker = office[Role.CASEWORKER]
    with unit_of_work(office[Role.ADMINISTRATOR]):
        shown = renew_access(office[Role.ADMINISTRATOR], user_id=caseworker.user_id, second_factor=False)
    Client().post("/account/password/reset/", {"email": account_email(caseworker.user_id)})
    assert work_off() == 1
    browser = Client()
    page = browser.get(shown, follow=True)
    assert browser.post(page.redirect_chain[-1][0], NEW).status_code == 302
    used = account(account_email(caseworker.user_id))
    assert used.check_password(NEW["password1"])
    assert (used.vouched_by, used.address_proved_at) == (office.id, None)


def test_a_mailed_password_link_proves_the_address(office: Office, mail: list[Any]) -> None:
    caseworker = office[Role.CASEWORKER]
    Client().post("/account/password/reset/", {"email": account_email(caseworker.user_id)})
    work_off()
    link = next(line for line in mail[0].body.split("\n") if "/key/" in line).strip()
    browser = Client()
    page = browser.get("/" + link.split("/", 3)[3], follow=True)
    browser.post(page.redirect_chain[-1][0], NEW)
    assert account(account_email(caseworker.user_id)).address_proved_at is not None


# --- what an office learns -----------------------------------------------------------------------------------


def _statements(request: Any) -> int:
    seen: list[str] = []

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        seen.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        request()
    return len(seen)


@pytest.mark.parametrize("mailed", [True, False], ids=["mail", "no mail"])
def test_the_answer_and_its_cost_are_the_same_for_known_and_unknown_addresses(
    administrator: Client, office: Office, stranger: Office, settings: Any, mailed: bool
) -> None:
    settings.EMAIL_BACKEND = LOCMEM if mailed else DUMMY
    known, unknown = account_email(stranger[Role.CASEWORKER].user_id), "nobody-here@harbour.example"
    pages, cost = [], []
    for email in (known, unknown):
        administrator.get("/office/invite/")  # what waits is counted for the bar, once and before
        filled = answers(office, email)
        kept: list[Any] = []
        cost.append(
            _statements(
                lambda filled=filled, kept=kept: kept.append(administrator.post("/office/invite/", filled))
            )
        )
        page = kept[0].content.decode().replace(email, "ADDRESS")
        changing = r'\w{6}-\w{6}-\w{6}|[0-9a-f-]{36}|value="\w+"|data-seconds-left="\d+"'
        pages.append(re.sub(changing, "", page))
    assert pages[0] == pages[1]
    assert cost[0] == cost[1]
    lists = administrator.get(reverse("people:colleagues")).content.decode()
    assert "Harbour caseworker" not in lists, "the name is what the administrator typed"


def test_an_invitation_meddles_with_nothing_of_the_first_office(office: Office, stranger: Office) -> None:
    greta = office[Role.CASEWORKER]
    give_password(office, greta)
    invite(stranger, account_email(greta.user_id), Role.POLICE_OFFICER, Mandate.ENFORCEMENT)
    administrator = signed_in(office[Role.ADMINISTRATOR], fresh=True)
    # No renewal rule, no incompatibility, and the inviting administrator finds no colleague.
    assert (
        "Hand over this link"
        in administrator.post(reverse("people:renew", args=[greta.user_id])).content.decode()
    )
    added = administrator.post(
        reverse("people:assign", args=[greta.user_id]), answers(office, "", Role.FOCAL_POINT)
    )
    assert added.status_code == 302
    theirs = signed_in(stranger[Role.ADMINISTRATOR], fresh=True)
    assert theirs.get(reverse("people:colleague", args=[greta.user_id])).status_code == 404


def test_a_role_that_may_not_be_held_beside_others_is_refused_to_the_holder_and_to_nobody_else(
    office: Office, stranger: Office
) -> None:
    helps = office[Role.CASEWORKER]
    page = invite(stranger, account_email(helps.user_id), Role.POLICE_OFFICER, Mandate.ENFORCEMENT)
    hers = browser_of(helps.user_id)
    before = {event.pk for event in events_of(stranger)} | {event.pk for event in events_of(office)}
    answer = accept(hers, code_of(page), **NEW).content.decode()
    assert "both an assistance and an enforcement mandate" in answer
    assert may_act_in(helps.user_id) == {office.id}
    assert {event.pk for event in events_of(stranger)} | {event.pk for event in events_of(office)} == before
    with unit_of_work(stranger.system):
        assert not LedgerEvent.objects.filter(verb="refused").exists()
    with unit_of_work(office.system):
        assert not LedgerEvent.objects.filter(verb="refused").exists()
    with unit_of_work(Anonymous()):
        (refusal,) = LedgerEvent.objects.filter(organisation_id=INSTALLATION_ID, verb="refused")
        assert refusal.codes["reason"] == "assistance_and_enforcement"
    (row,) = invitations_of(stranger)
    assert row.answer == ""


def test_no_and_silence_read_the_same_to_the_office(office: Office, stranger: Office) -> None:
    greta = office[Role.COORDINATOR]
    code = code_of(invite(stranger, account_email(greta.user_id)))
    hers = browser_of(greta.user_id)
    url = hers.post(reverse("people:own_invitations"), {"code": code}).headers["Location"]
    assert hers.post(url, {"answer": "no"}).status_code == 302
    page = signed_in(stranger[Role.ADMINISTRATOR]).get(reverse("people:colleagues")).content.decode()
    assert "Not accepted" in page
    assert "eclined" not in page.split("<main")[1]
    assert may_act_in(greta.user_id) == {office.id}
    # Its ledger does not tell that the address has an account.
    assert [event.actor_id for event in events_of(stranger, "invitation.declined")] == [None]


def test_a_wrong_code_tells_no_office_whether_there_is_an_account(office: Office, stranger: Office) -> None:
    greta = office[Role.COORDINATOR]
    code = code_of(invite(stranger, account_email(greta.user_id)))
    browser_of(greta.user_id).post(reverse("people:own_invitations"), {"code": code[:7] + "222222-222222"})
    assert [event.actor_id for event in events_of(stranger, "invitation.code_wrong")] == [None]


def test_a_code_entered_before_a_new_one_was_made_is_worth_nothing(office: Office, stranger: Office) -> None:
    greta = office[Role.COORDINATOR]
    hers = browser_of(greta.user_id)
    code = code_of(invite(stranger, account_email(greta.user_id)))
    url = hers.post(reverse("people:own_invitations"), {"code": code}).headers["Location"]
    (row,) = invitations_of(stranger)
    theirs = signed_in(stranger[Role.ADMINISTRATOR], fresh=True)
    assert code_of(theirs.post(reverse("people:invite_again", args=[row.pk]), {"way": "code"})) != code
    assert hers.post(url, {"answer": "yes", **NEW}).status_code == 404


# --- further roles -------------------------------------------------------------------------------------------


def test_a_further_role_of_an_account_of_two_offices_waits_for_its_yes(
    office: Office, stranger: Office
) -> None:
    shared = office[Role.CASEWORKER]
    with unit_of_work(stranger.system):
        unit = stranger[Role.CASEWORKER].unit_id
        assign_role(
            stranger.system,
            user_id=shared.user_id,
            unit_id=unit,
            role=Role.CASEWORKER,
            valid_from=timezone.now().date(),
        )
    administrator = signed_in(stranger[Role.ADMINISTRATOR], fresh=True)
    filled = answers(stranger, "", Role.FOCAL_POINT)
    assert administrator.post(reverse("people:assign", args=[shared.user_id]), filled).status_code == 302
    with unit_of_work(stranger.system):
        held = RoleAssignment.objects.filter(organisation_id=stranger.id, user_id=shared.user_id)
        assert list(held.values_list("role", flat=True)) == ["caseworker"]
    # They work there already: no code, and nothing rests.
    assert accept(browser_of(shared.user_id)).status_code == 302
    assert may_act_in(shared.user_id) == {office.id, stranger.id}


def test_who_left_is_invited_anew_and_no_role_is_given_behind_their_back(
    office: Office, stranger: Office
) -> None:
    gone = office[Role.ANALYST]
    with unit_of_work(office.system):
        RoleAssignment.objects.filter(user_id=gone.user_id).update(revoked_at=timezone.now())
        from palermo.trust.current import record

        record(office.system, verb="thing.done")
    administrator = signed_in(office[Role.ADMINISTRATOR], fresh=True)
    filled = answers(office, "", Role.ANALYST, Mandate.ANALYSIS)
    page = administrator.post(reverse("people:assign", args=[gone.user_id]), filled).content.decode()
    assert "Invite them by their address" in page
    with unit_of_work(office[Role.ADMINISTRATOR]), pytest.raises(Refused, match="role_to_be_accepted"):
        assign_role(
            office[Role.ADMINISTRATOR],
            user_id=gone.user_id,
            unit_id=gone.unit_id,
            role=Role.ANALYST,
            valid_from=timezone.now().date(),
        )


def test_a_colleague_is_not_invited_and_nobody_twice(office: Office, administrator: Client) -> None:
    page = administrator.post(
        "/office/invite/", answers(office, account_email(office[Role.CASEWORKER].user_id))
    )
    assert "They work here already" in page.content.decode()
    invite(office, IRIS)
    assert "invited to this role already" in invite(office, IRIS.upper()).content.decode()


# --- a fresh second step -------------------------------------------------------------------------------------


def test_what_gives_power_asks_for_the_second_step_once_more_and_goes_on(office: Office) -> None:
    seed = new_seed()
    give_password(office, office[Role.ADMINISTRATOR], seed=seed)
    administrator = signed_in(office[Role.ADMINISTRATOR])
    filled = answers(office, IRIS, Role.ADMINISTRATOR, Mandate.ADMINISTRATION)
    asked = administrator.post(reverse("people:invite"), filled)
    assert asked.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert invitations_of(office) == []
    from tests.trust.people.conftest import code

    wrong = administrator.post(asked.headers["Location"], {"code": "000000"})
    assert wrong.status_code == 200
    page = administrator.post(asked.headers["Location"], {"code": code(seed)})
    assert code_of(page)
    assert [row.role for row in invitations_of(office)] == ["administrator"]


@pytest.mark.parametrize("act", ["invite", "assign", "renew", "confirm", "accept"])
def test_an_old_session_does_none_of_it(office: Office, stranger: Office, act: str) -> None:
    caseworker = office[Role.CASEWORKER]
    filled = answers(office, IRIS, Role.ADMINISTRATOR, Mandate.ADMINISTRATION)
    old = signed_in(office[Role.ADMINISTRATOR])
    url = reverse("people:invite")
    if act in ("assign", "renew"):
        url = reverse(f"people:{act}", args=[caseworker.user_id])
    if act == "confirm":
        code = code_of(invite(stranger, account_email(caseworker.user_id)))
        accept(browser_of(caseworker.user_id), code, **NEW)
        url = reverse("people:confirm", args=[caseworker.user_id])
    if act == "accept":
        code = code_of(invite(stranger, account_email(caseworker.user_id)))
        old = signed_in(caseworker)
        url = old.post(reverse("people:own_invitations"), {"code": code}).headers["Location"]
    answer = old.post(url, {**filled, **NEW, "answer": "yes"})
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate")), answer.content.decode()


# --- later ---------------------------------------------------------------------------------------------------


def test_an_invitation_is_forgotten_90_days_after_it_lapsed(office: Office) -> None:
    invite(office, IRIS)
    make_older(office, hours=24 * 90)
    with unit_of_work(office.system):
        forget_old_invitations(office.system)
    assert len(invitations_of(office)) == 1
    make_older(office, hours=48)
    for _ in range(2):
        with unit_of_work(office.system):
            forget_old_invitations(office.system)
    assert invitations_of(office) == []
    assert [event.codes["number"] for event in events_of(office, "invitation.forgotten")] == [1]


def test_the_host_confirms_where_no_administrator_can(office: Office, stranger: Office) -> None:
    from django.core.management import CommandError, call_command

    greta = office[Role.COORDINATOR]
    email = account_email(greta.user_id)
    accept(browser_of(greta.user_id), code_of(invite(stranger, email)), **NEW)
    assert office.id not in may_act_in(greta.user_id)
    call_command("confirm_person", email, "--office", str(office.id))
    assert office.id in may_act_in(greta.user_id)
    for wrong in (
        ["nobody@x.example", "--office", str(office.id)],
        [email, "--office", "x"],
        [email, "--office", str(office.id)],
    ):
        with pytest.raises(CommandError):
            call_command("confirm_person", *wrong)
