"""Mails that say only that something waits: to whoever chose them, once, and of nothing they have looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.support.background import rows as queued
from tests.support.background import work_off
from tests.support.cast import Cast, signed_in
from tests.support.refusals import refusal

import palermo.desk.notices.services as notices
from palermo.desk.notices.codes import NoticeKind, NoticeMode
from palermo.desk.notices.models import NoticeChoice
from palermo.desk.notices.registry import kinds
from palermo.desk.notices.services import choose_notices, forget_choices, mark_looked, set_look
from palermo.desk.notices.tasks import mail_notice, queue_due
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.actor import Staff
from palermo.trust.background import enqueue
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Mandate, Role
from palermo.trust.people.models import RoleAssignment, Unit, User
from palermo.trust.people.services import assign_role, end_role, set_zone
from palermo.trust.unit_of_work import unit_of_work

MAILED = "django.core.mail.backends.locmem.EmailBackend"
NONE = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture(autouse=True)
def mails(settings: Any, mailbox: list[Any]) -> list[Any]:
    """An installation that sends mail, unless a test says otherwise."""
    settings.EMAIL_BACKEND = MAILED
    settings.DEFAULT_FROM_EMAIL = "post@server.example"
    return mailbox


def choose(actor: Staff, mode: NoticeMode = NoticeMode.ARRIVALS, **chosen: Any) -> None:
    chosen.setdefault("kinds", kinds())
    with unit_of_work(actor):
        choose_notices(actor, mode=mode, **chosen)


def an_enquiry_comes(cast: Cast) -> Referral:
    asker = cast.owner[Role.CASEWORKER]
    return flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)


def enquiry_of(cast: Cast, referral: Referral) -> Enquiry:
    with unit_of_work(cast.partner[Role.FOCAL_POINT]):
        return Enquiry.objects.get(thread_id=referral.thread_id)


def the_moment_comes(cast: Cast) -> int:
    """The drawn moment has come for everybody of the partner, the last mail is an hour ago, and the worker works."""
    system = cast.partner.system
    with unit_of_work(system):
        now = timezone.now()
        NoticeChoice.objects.update(due_at=now)
        NoticeChoice.objects.filter(sent_at__isnull=False).update(sent_at=now - timedelta(hours=1))
        queue_due(system)
    return work_off()


def choice_of(actor: Staff) -> NoticeChoice:
    with unit_of_work(actor):
        return NoticeChoice.objects.get(organisation_id=actor.organisation_id, user_id=actor.user_id)


# --- something comes in --------------------------------------------------------------------------------------


def test_an_enquiry_that_comes_in_is_told_once_without_any_content(cast: Cast, mails: list[Any]) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    choose(helper)
    the_moment_comes(cast)
    assert mails == []
    referral = an_enquiry_comes(cast)
    the_moment_comes(cast)
    (mail,) = mails
    assert mail.to == ["focal_point@partner.example"]
    assert mail.subject == "Something waits"
    assert "Something waits for you." in mail.body
    text = f"{mail.subject} {mail.body} {mail.from_email}".lower()
    for told in (
        referral.code,
        enquiry_of(cast, referral).code,
        "enquir",
        "partner",
        "owner",
        "palermo",
        "http",
    ):
        assert told.lower() not in text
    the_moment_comes(cast)
    assert len(mails) == 1


def test_a_mail_is_the_same_whatever_waits_and_however_much(cast: Cast, mails: list[Any]) -> None:
    flow.agree(cast)
    choose(cast.partner[Role.FOCAL_POINT])
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    an_enquiry_comes(cast)
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    first, second = mails
    assert (first.subject, first.body, first.from_email) == (second.subject, second.body, second.from_email)


def test_what_waited_when_one_chose_is_not_told(cast: Cast, mails: list[Any]) -> None:
    flow.agree(cast)
    an_enquiry_comes(cast)
    choose(cast.partner[Role.FOCAL_POINT])
    the_moment_comes(cast)
    assert mails == []


def test_what_was_looked_at_on_today_or_on_its_own_page_is_not_told(cast: Cast, mails: list[Any]) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    browser = signed_in(helper)
    flow.agree(cast)
    choose(helper)
    an_enquiry_comes(cast)
    assert browser.get(reverse("web:today")).status_code == 200
    the_moment_comes(cast)
    second = an_enquiry_comes(cast)
    page = reverse("protection:enquiry", args=[enquiry_of(cast, second).pk])
    assert browser.get(page).status_code == 200
    the_moment_comes(cast)
    assert mails == []
    third = an_enquiry_comes(cast)
    assert browser.get(page).status_code == 200  # another one's page
    the_moment_comes(cast)
    assert len(mails) == 1
    assert third.pk


def test_the_count_that_the_open_page_asks_is_no_look(cast: Cast, mails: list[Any]) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    browser = signed_in(helper)
    flow.agree(cast)
    choose(helper)
    an_enquiry_comes(cast)
    assert browser.get(reverse("web:count")).status_code == 200
    the_moment_comes(cast)
    assert len(mails) == 1


def test_a_kind_that_was_not_chosen_is_not_told(cast: Cast, mails: list[Any]) -> None:
    flow.agree(cast)
    choose(cast.partner[Role.FOCAL_POINT], kinds=[NoticeKind.DECISIONS])
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    assert mails == []


def test_what_was_answered_meanwhile_is_not_told(cast: Cast, mails: list[Any]) -> None:
    choose(cast.partner[Role.FOCAL_POINT])
    flow.agree(cast)
    flow.accepted(cast.partner[Role.COORDINATOR], an_enquiry_comes(cast))
    the_moment_comes(cast)
    assert mails == []


def test_an_enquiry_whose_time_passes_comes_in_anew(
    cast: Cast, mails: list[Any], superuser_connection: psycopg.Connection[Any]
) -> None:
    lead = cast.owner[Role.COORDINATOR]
    flow.agree(cast)
    choose(lead)
    referral = an_enquiry_comes(cast)
    superuser_connection.execute(
        "UPDATE protection_referral SET due_at = now() - interval '1 minute' WHERE id = %s", [referral.pk]
    )
    with unit_of_work(cast.owner.system):
        NoticeChoice.objects.update(due_at=timezone.now())
        queue_due(cast.owner.system)
    work_off()
    assert [mail.to for mail in mails] == [["coordinator@owner.example"]]


# --- who gets one, and when ----------------------------------------------------------------------------------


def test_nobody_is_mailed_unless_they_chose_it(cast: Cast, mails: list[Any]) -> None:
    flow.agree(cast)
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    choose(cast.partner[Role.FOCAL_POINT])
    choose(cast.partner[Role.FOCAL_POINT], NoticeMode.OFF)
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    assert mails == []


def test_whoever_lost_the_role_or_whose_account_is_off_is_not_mailed(
    cast: Cast, mails: list[Any], superuser_connection: psycopg.Connection[Any]
) -> None:
    helper, lead = cast.partner[Role.FOCAL_POINT], cast.partner[Role.COORDINATOR]
    flow.agree(cast)
    choose(helper)
    choose(lead)
    an_enquiry_comes(cast)
    with unit_of_work(cast.partner.system) as work:
        end_role(work.actor, assignment_id=RoleAssignment.objects.get(user_id=helper.user_id).pk)
    superuser_connection.execute("UPDATE people_user SET is_active = false WHERE id = %s", [lead.user_id])
    the_moment_comes(cast)
    assert mails == []


def test_an_account_gets_at_most_one_mail_an_hour_from_all_its_offices(cast: Cast, mails: list[Any]) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    with unit_of_work(cast.stranger.system) as work:
        unit = Unit.objects.get(organisation_id=cast.stranger.id, mandate=Mandate.ASSISTANCE)
        assign_role(
            work.actor,
            user_id=helper.user_id,
            unit_id=unit.pk,
            role=Role.FOCAL_POINT,
            valid_from=date(2026, 1, 1),
        )
        User.objects.filter(pk=helper.user_id).update(doubted_at=None)
    elsewhere = Staff(
        user_id=helper.user_id,
        organisation_id=cast.stranger.id,
        unit_id=unit.pk,
        mandate=Mandate.ASSISTANCE,
        roles=frozenset({Role.FOCAL_POINT}),
    )
    flow.agree(cast)
    choose(helper)
    choose(elsewhere, NoticeMode.BEAT, beat_hour=7)
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    assert len(mails) == 1
    with unit_of_work(cast.stranger.system) as work:
        NoticeChoice.objects.filter(organisation_id=cast.stranger.id).update(due_at=timezone.now())
        queue_due(cast.stranger.system)
    work_off()
    assert len(mails) == 1


def test_a_task_that_runs_twice_mails_once_and_the_next_look_is_an_hour_later(
    cast: Cast, mails: list[Any]
) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    choose(helper)
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    with unit_of_work(cast.partner.system):
        enqueue(mail_notice, organisation_id=cast.partner.id, account_id=helper.user_id)
    work_off()
    assert len(mails) == 1
    row = choice_of(helper)
    assert row.sent_at is not None
    assert timedelta(minutes=59) < row.due_at - row.sent_at < timedelta(minutes=61)


def test_the_moment_of_a_look_depends_on_nothing_that_came_in(
    cast: Cast, mails: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    monkeypatch.setattr(notices.secrets, "randbelow", lambda most: most - 1)
    choose(helper)
    planned = choice_of(helper).due_at
    an_enquiry_comes(cast)
    with unit_of_work(cast.partner.system):
        queue_due(cast.partner.system)
    assert work_off() == 0
    assert choice_of(helper).due_at == planned
    assert timedelta(minutes=59) < planned - timezone.now() <= timedelta(minutes=60)
    assert mails == []


def test_no_mail_goes_in_quiet_hours_though_its_task_ran_late(cast: Cast, mails: list[Any]) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    now = timezone.now()
    flow.agree(cast)
    choose(helper, quiet_from=now.hour, quiet_until=(now.hour + 2) % 24)
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    assert mails == []
    choose(helper)
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    assert len(mails) == 1


# --- a fixed beat --------------------------------------------------------------------------------------------


def test_the_beat_comes_whether_or_not_anything_waits_and_is_always_the_same(
    cast: Cast, mails: list[Any]
) -> None:
    flow.agree(cast)
    choose(cast.partner[Role.FOCAL_POINT], NoticeMode.BEAT, beat_hour=7)
    the_moment_comes(cast)
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    first, second = mails
    assert "whether or not anything waits" in first.body
    assert (first.subject, first.body) == (second.subject, second.body)


def test_in_another_time_zone_the_chosen_hour_is_another_moment(cast: Cast) -> None:
    helper, admin = cast.partner[Role.FOCAL_POINT], cast.partner[Role.ADMINISTRATOR]
    choose(helper, NoticeMode.BEAT, beat_hour=7)
    assert choice_of(helper).due_at.astimezone(UTC).hour == 7
    with unit_of_work(admin):
        set_zone(admin, zone="Asia/Tokyo")
    assert choice_of(helper).due_at.astimezone(UTC).hour == 22
    assert "Tokyo, UTC+09:00" in signed_in(helper).get(reverse("desk:notices")).content.decode()


def test_no_word_of_the_program_stands_before_the_address_of_a_mail(
    cast: Cast, mails: list[Any], settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Palermo <post@server.example>"
    choose(cast.partner[Role.FOCAL_POINT], NoticeMode.BEAT, beat_hour=7)
    the_moment_comes(cast)
    assert [mail.from_email for mail in mails] == ["post@server.example"]


def test_a_page_waits_for_no_mail_that_goes_out_meanwhile(
    cast: Cast, superuser_connection: psycopg.Connection[Any]
) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    choose(helper)
    an_enquiry_comes(cast)
    with superuser_connection.transaction():
        superuser_connection.execute("SELECT * FROM desk_notice_choice FOR UPDATE")
        with unit_of_work(helper):
            connection.cursor().execute("SET LOCAL lock_timeout = '2s'")
            mark_looked(helper, path=None)
    assert choice_of(helper).known == []


# --- what is kept, and what is sent when mail fails ------------------------------------------------------------


def test_the_queue_holds_ids_and_the_ledger_a_code(cast: Cast, mails: list[Any]) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    choose(helper)
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    task = [row for row in queued() if row.task_path.endswith("mail_notice")][-1]
    assert task.args_kwargs["kwargs"].keys() == {"organisation_id", "room", "account_id"}
    with unit_of_work(cast.partner.system):
        event = LedgerEvent.objects.get(verb="notice.mailed")
        assert (event.object_id, event.codes["mode"]) == (helper.user_id, "arrivals")


def test_a_mail_that_fails_is_tried_again_and_loses_nothing(
    cast: Cast, settings: Any, mails: list[Any]
) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    choose(helper)
    an_enquiry_comes(cast)
    settings.EMAIL_BACKEND = "tests.support.nowhere.EmailBackend"
    the_moment_comes(cast)
    task = [row for row in queued() if row.task_path.endswith("mail_notice")][-1]
    assert task.status == "READY"
    assert "focal_point" not in str(task.__dict__)
    assert choice_of(helper).sent_at is None
    settings.EMAIL_BACKEND = MAILED
    the_moment_comes(cast)
    assert len(mails) == 1


def test_the_choice_goes_with_the_last_role(cast: Cast) -> None:
    helper = cast.partner[Role.FOCAL_POINT]
    choose(helper)
    with unit_of_work(cast.partner.system) as work:
        assert forget_choices(work.actor) == 0
        end_role(work.actor, assignment_id=RoleAssignment.objects.get(user_id=helper.user_id).pk)
        assert forget_choices(work.actor) == 1
        assert not NoticeChoice.objects.filter(user_id=helper.user_id).exists()


# --- pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def helpers_browser(cast: Cast) -> Iterator[Client]:
    """The partner's focal point, signed in."""
    yield signed_in(cast.partner[Role.FOCAL_POINT])


def test_a_colleague_chooses_on_the_account_page_and_ends_it_there(
    cast: Cast, helpers_browser: Client
) -> None:
    account = helpers_browser.get(reverse("people:account")).content.decode()
    assert reverse("desk:notices") in account
    wanted = {"mode": "arrivals", "kinds": ["enquiries"], "quiet_from": "22", "quiet_until": "6"}
    assert helpers_browser.post(reverse("desk:notices"), wanted).status_code == 302
    row = choice_of(cast.partner[Role.FOCAL_POINT])
    assert (row.mode, row.kinds, row.quiet_from, row.quiet_until) == ("arrivals", ["enquiries"], 22, 6)
    page = helpers_browser.get(reverse("desk:notices")).content.decode()
    assert page.count(" checked") == 2
    assert helpers_browser.post(reverse("desk:notices"), {"mode": "off"}).status_code == 302
    with unit_of_work(cast.partner[Role.FOCAL_POINT]):
        assert not NoticeChoice.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"mode": "arrivals"}, "at least one thing"),
        ({"mode": "arrivals", "kinds": ["enquiries"], "quiet_from": "22"}, "both the beginning and the end"),
        ({"mode": "beat"}, "the hour at which"),
    ],
)
def test_a_choice_that_says_too_little_is_kept_on_the_form(
    helpers_browser: Client, wanted: dict[str, Any], said: str
) -> None:
    answer = helpers_browser.post(reverse("desk:notices"), wanted)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_where_no_mail_is_sent_the_page_says_so_and_offers_nothing(
    cast: Cast, settings: Any, helpers_browser: Client
) -> None:
    settings.EMAIL_BACKEND = NONE
    page = helpers_browser.get(reverse("desk:notices")).content.decode()
    assert "sends no mail" in page
    assert 'name="mode"' not in page
    helper = cast.partner[Role.FOCAL_POINT]
    assert refusal(helper, choose_notices, mode=NoticeMode.BEAT, beat_hour=7) == "no_mail_here"


def test_the_administrator_chooses_sender_and_title_and_nobody_else(
    cast: Cast, helpers_browser: Client, mails: list[Any]
) -> None:
    administers = signed_in(cast.partner[Role.ADMINISTRATOR])
    wanted = {"sender": "Marta", "title": "Calendar"}
    assert helpers_browser.post(reverse("desk:look"), wanted).status_code == 403
    assert administers.post(reverse("desk:look"), wanted).status_code == 302
    flow.agree(cast)
    choose(cast.partner[Role.FOCAL_POINT])
    an_enquiry_comes(cast)
    the_moment_comes(cast)
    (mail,) = mails
    assert (mail.subject, mail.from_email) == ("Calendar", "Marta <post@server.example>")


def test_a_senders_word_and_a_title_are_one_line(cast: Cast) -> None:
    administers = cast.partner[Role.ADMINISTRATOR]
    with unit_of_work(administers):
        row = set_look(administers, sender="Marta\r\nBcc: x@y.example", title="Calendar\nTo: z")
    assert (row.sender, row.title) == ("Marta Bcc: x@y.example", "Calendar To: z")
    answer = signed_in(administers).post(reverse("desk:look"), {"sender": "a\u202eb", "title": "\x07"})
    assert answer.status_code == 200


@pytest.mark.parametrize("words", ["Partner", "PARTNER", "News of Partner"])
def test_the_name_of_the_office_does_not_stand_in_its_mails(cast: Cast, words: str) -> None:
    administers = cast.partner[Role.ADMINISTRATOR]
    reason = refusal(administers, set_look, sender="", title=words)
    assert reason == "office_name_in_mail"
