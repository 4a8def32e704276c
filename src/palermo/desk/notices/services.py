"""Choosing how one is told, setting how an office's mails look, and what was looked at meanwhile."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from palermo.desk.notices.codes import NoticeKind, NoticeMode
from palermo.desk.notices.models import NoticeChoice, NoticeLook
from palermo.desk.notices.policies import NOTICES, NoticeAction
from palermo.desk.notices.queries import look_of, quiet_of
from palermo.desk.notices.registry import things
from palermo.desk.notices.rules import next_beat, next_look
from palermo.desk.verbs import DeskAsked, DeskVerb
from palermo.kit.office_time import office_today, office_zone
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.locks import one_at_a_time
from palermo.trust.people.lookalikes import shape_of_name
from palermo.trust.people.mail import mail_is_configured
from palermo.trust.people.models import Organisation, RoleAssignment
from palermo.trust.people.standing import not_over
from palermo.trust.service import Refused, service


@service
def choose_notices(
    actor: Actor,
    *,
    mode: NoticeMode,
    kinds: Collection[NoticeKind] = (),
    beat_hour: int | None = None,
    quiet_from: int | None = None,
    quiet_until: int | None = None,
) -> NoticeChoice | None:
    """Choose how the acting colleague is told in the acting office; None where they are told nothing any more.

    What waits already is known to them: only what comes in from now on is told. Hours are those of the office's day.
    Raises Refused where no mail can be sent, without a kind or an hour, and for quiet hours that are none.
    """
    NOTICES.require(actor, NoticeAction.CHOOSE)
    # Two choices at once, and the first of them, have no row yet to wait for.
    one_at_a_time(f"desk.notices:{actor.organisation_id}:{actor.user_id}")
    rows = NOTICES.visible(actor, NoticeChoice.objects.select_for_update())
    if mode is NoticeMode.OFF:
        rows.delete()
        _tell(actor, mode)
        return None
    if reason := _choice_refusal(mode, kinds, beat_hour, quiet_from, quiet_until):
        raise Refused(reason, verb=DeskAsked.NOTICES_CHOOSE, object_type="account", object_id=actor.user_id)
    now = timezone.now()
    row = rows.first() or NoticeChoice(organisation_id=actor.organisation_id, user_id=named(actor))
    arrivals = mode is NoticeMode.ARRIVALS
    row.mode = mode
    row.kinds = sorted(kinds) if arrivals else []
    row.beat_hour = None if arrivals else beat_hour
    row.quiet_from, row.quiet_until = (quiet_from, quiet_until) if arrivals else (None, None)
    row.known = sorted(things(actor, row.kinds, now=now)) if arrivals else []
    plan(row)
    row.save()
    _tell(actor, mode)
    return row


def _choice_refusal(
    mode: NoticeMode,
    kinds: Collection[NoticeKind],
    beat_hour: int | None,
    quiet_from: int | None,
    quiet_until: int | None,
) -> str | None:
    if not mail_is_configured():
        return "no_mail_here"
    if mode is NoticeMode.BEAT:
        return None if beat_hour is not None else "notice_without_hour"
    if not kinds:
        return "notice_without_kind"
    if (quiet_from is None) != (quiet_until is None) or (
        quiet_from is not None and quiet_from == quiet_until
    ):
        return "quiet_hours"
    return None


def plan(row: NoticeChoice, *, mailed: bool = False) -> None:
    """Draw when the next look is taken or the next daily mail goes, from now on, by the acting office's day."""
    now = timezone.now()
    if row.mode == NoticeMode.BEAT:
        row.due_at = next_beat(now, hour=row.beat_hour or 0, zone=office_zone(), draw=secrets.randbelow)
    else:
        row.due_at = next_look(now, quiet=quiet_of(row), mailed=mailed, draw=secrets.randbelow)


def _tell(actor: Actor, mode: NoticeMode) -> None:
    record(
        actor,
        verb=DeskVerb.NOTICES_CHOSEN,
        object_type="account",
        object_id=actor.user_id,
        codes={"mode": mode.value},
    )


@service
def set_look(actor: Actor, *, sender: str, title: str) -> NoticeLook:
    """Say whom the office's mails come from, and their title; empty: the program's own.

    Raises Refused for words in which the office's name stands: whoever sees the mailbox would read where the colleague
    works.
    """
    NOTICES.require(actor, NoticeAction.SET_LOOK)
    sender, title = " ".join(sender.split()), " ".join(title.split())
    name = shape_of_name(Organisation.objects.values_list("name", flat=True).get(pk=actor.organisation_id))
    if name and any(name in shape_of_name(text) for text in (sender, title)):
        raise Refused("office_name_in_mail", verb=DeskAsked.NOTICES_LOOK, object_type="notice_look")
    one_at_a_time(f"desk.look:{actor.organisation_id}")
    row = look_of(actor.organisation_id)
    row.sender, row.title = sender, title
    row.save()
    record(actor, verb=DeskVerb.NOTICES_LOOK_SET, object_type="notice_look", object_id=row.pk)
    return row


def plan_anew(actor: Actor, **_zones: str) -> None:
    """Colleagues chose hours of the office's day: in another zone these are other moments."""
    rows = NoticeChoice.objects.filter(organisation_id=actor.organisation_id).order_by("pk")
    for choice in rows.select_for_update():
        plan(choice)
        choice.save(update_fields=["due_at"])


def mark_looked(actor: Staff, *, path: str | None) -> None:
    """Keep that the colleague saw what waits on the page at `path`, or everything (None); only if they asked for mails.

    Looking is no act of the office's work, and is not told to the ledger.
    """
    rows = NoticeChoice.objects.filter(mode=NoticeMode.ARRIVALS)
    # While a mail goes out its task holds the row: the page waits for no mail server, and what it mails is known then.
    row = NOTICES.visible(actor, rows.select_for_update(skip_locked=True)).first()
    if row is None:
        return
    found = things(actor, row.kinds, now=timezone.now())
    seen = {key for key, where in found.items() if path is None or where == path} - set(row.known)
    if seen:
        row.known = sorted({*row.known, *seen})
        row.save(update_fields=["known"])


@service
def forget_choices(actor: Actor) -> int:
    """Delete what colleagues chose who have no role in the office any more, nor one to come; how many."""
    here = RoleAssignment.objects.filter(
        not_over(office_today()), organisation_id=actor.organisation_id
    ).values("user_id")
    rows = NoticeChoice.objects.filter(organisation_id=actor.organisation_id).exclude(user_id__in=here)
    gone: list[UUID] = list(rows.order_by("pk").values_list("user_id", flat=True))
    if gone:
        NoticeChoice.objects.filter(organisation_id=actor.organisation_id, user_id__in=gone).delete()
        for user_id in gone:
            record(actor, verb=DeskVerb.NOTICES_FORGOTTEN, object_type="account", object_id=user_id)
    return len(gone)
