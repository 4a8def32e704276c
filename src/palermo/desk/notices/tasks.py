"""Looks at drawn moments, and the mails they lead to. Nothing a mail says depends on what waits."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone, translation

from palermo.desk.notices.codes import NoticeMode
from palermo.desk.notices.models import NoticeChoice, NoticeLook
from palermo.desk.notices.queries import look_of, quiet_of
from palermo.desk.notices.registry import things
from palermo.desk.notices.rules import HOUR
from palermo.desk.notices.services import forget_choices, plan
from palermo.desk.verbs import DeskVerb
from palermo.trust.actor import System
from palermo.trust.background import enqueue, office_task
from palermo.trust.current import current, record
from palermo.trust.people.mail import mail_is_configured, send_notice
from palermo.trust.people.models import User
from palermo.trust.people.queries import acting_units, staff_of
from palermo.trust.unit_of_work import unit_of_work

AT_ONCE = 500


def queue_due(actor: System) -> None:
    """Queue a look for each colleague of the office whose moment has come, and draw the next. About once a minute.

    The next is drawn before anything is known of this one, so it does not depend on what this one finds.
    """
    now = timezone.now()
    rows = NoticeChoice.objects.filter(organisation_id=actor.organisation_id, due_at__lte=now)
    due = list(rows.order_by("due_at", "pk").select_for_update(skip_locked=True)[:AT_ONCE])
    if not due:
        return
    for row in due:
        plan(row)
        row.save(update_fields=["due_at"])
        enqueue(mail_notice, organisation_id=actor.organisation_id, account_id=row.user_id)


@office_task(reason="notices")
def mail_notice(actor: System, *, account_id: UUID) -> None:
    """Mail one colleague that something waits, if it does and they were neither shown nor mailed it; or the beat.

    Twice is harmless: an account gets at most one such mail an hour, from all its offices together. Nobody gets one
    without a role in the office now, with an account that is switched off, or in their quiet hours. A mail that cannot
    be sent leaves everything as it was: the task is tried again, and the next look finds the same things.
    """
    rows = NoticeChoice.objects.filter(organisation_id=actor.organisation_id, user_id=account_id)
    row = rows.select_for_update().first()
    user = User.objects.filter(pk=account_id, is_active=True).first()
    now = timezone.now()
    if row is None or user is None or not mail_is_configured() or _mailed_lately(account_id, now):
        return
    if quiet_of(row).has(now) or not _is_to_be_told(actor, row, now):
        return
    row.sent_at = now
    plan(row, mailed=True)
    row.save(update_fields=["known", "due_at", "sent_at"])
    record(
        actor,
        verb=DeskVerb.NOTICE_MAILED,
        object_type="account",
        object_id=account_id,
        codes={"mode": row.mode},
    )
    _send(user, row, look_of(actor.organisation_id))


def _mailed_lately(account_id: UUID, now: datetime) -> bool:
    """Whether any office of the account mailed it within the hour."""
    with current().seen_by(account_id):
        return NoticeChoice.objects.filter(user_id=account_id, sent_at__gt=now - HOUR).exists()


def _is_to_be_told(actor: System, row: NoticeChoice, now: datetime) -> bool:
    """Whether the colleague has a role here now, and something waits that they do not know of, or it is their beat."""
    units = [unit for unit in acting_units(row.user_id) if unit.organisation_id == actor.organisation_id]
    if row.mode == NoticeMode.BEAT or not units:
        return bool(units)
    waiting: set[str] = set()
    for unit in units:
        colleague = staff_of(row.user_id, unit)
        current().act_as(colleague)
        waiting |= things(colleague, row.kinds, now=now).keys()
    current().act_as(actor)
    known = set(row.known)
    # What waits no longer is forgotten; should it come back, it comes in anew.
    row.known = sorted(waiting)
    if waiting - known:
        return True
    if waiting != known:
        row.save(update_fields=["known"])
    return False


def _send(user: User, row: NoticeChoice, look: NoticeLook) -> None:
    with translation.override(user.language):
        title = look.title or render_to_string("desk/email/notice_subject.txt").strip()
        text = render_to_string(
            "desk/email/notice_message.txt", {"is_beat": row.mode == NoticeMode.BEAT}
        ).strip()
    send_notice(address=user.email, title=title, text=text, sender=look.sender)


def forget_daily(office: System) -> None:
    """Forget what former colleagues chose; once a day."""
    with unit_of_work(office):
        forget_choices(office)
