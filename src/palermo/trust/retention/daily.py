"""Once a day for each office: show what ends within a week, and end what was shown for a week.

1. Each ending is asked what is due; what is new gets a notice, and every notice that stands counts one more day shown.
2. What is due no more (a case was opened again) is called off.
3. What has ended, and was shown on seven days before this one, is erased, each in a unit of work of its own:
   the record is locked, asked again whether it is due, and kept where a legal hold or anything else keeps it.

A second run on one day does nothing. Where nothing runs for a month nothing was shown, and nothing ends before it was.
A process that is killed in between leaves what it had not done to the next day.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.trust.actor import Actor, System
from palermo.trust.current import record
from palermo.trust.retention.endings import Due, Ending, ending_of, endings, what_keeps
from palermo.trust.retention.models import Notice, Outcome
from palermo.trust.retention.rules import NOTICE_DAYS, RETENTION, RETENTION_ENDED
from palermo.trust.retention.verbs import RetentionVerb
from palermo.trust.scrub import where
from palermo.trust.service import Refused, service
from palermo.trust.switches.queries import room_is_open
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.erasure import erase

logger = logging.getLogger("palermo.retention")


def run_retention(office: System) -> int:
    """Do the office's day; how many records ended. Opens units of work of its own.

    Raises OperationalError or InterfaceError when the database is unreachable; another error of one record is logged,
    and keeps that record alone.
    """
    actor = System(organisation_id=office.organisation_id, reason=RETENTION, rooms=office.rooms)
    with unit_of_work(actor):
        today = office_today()
        ready = show(actor, day=today)
    ended = 0
    for notice_id in ready:
        try:
            with unit_of_work(actor):
                ended += _end_one(actor, notice_id=notice_id, day=today)
        except (OperationalError, InterfaceError):
            raise
        except Refused:
            continue
        except Exception as error:  # noqa: BLE001 - one record's trouble must not keep another's data too long
            logger.error("A record whose time is over stays: %s", where(error))  # noqa: TRY400
    return ended


@service
def show(actor: Actor, *, day: date) -> list[UUID]:
    """Bring the office's notices to what is due within a week of `day`; those that end now, as ids."""
    standing = {row.subject_id: row for row in _standing(actor)}
    until = day + timedelta(days=NOTICE_DAYS)
    # What nobody can see was not shown: a closed room's notices stand still.
    rooms = {
        room for room in {ending.room for ending in endings()} if room_is_open(actor.organisation_id, room)
    }
    standing = {pk: row for pk, row in standing.items() if row.room in rooms}
    for ending in [ending for ending in endings() if ending.room in rooms]:
        due = {one.subject_id: one for one in ending.due(actor.organisation_id, until, None)}
        for row in [row for row in standing.values() if row.object_type == ending.object_type]:
            if row.subject_id not in due:
                _call_off(actor, row)
                del standing[row.subject_id]
            elif due[row.subject_id].counts_from > row.counts_from:
                _count_anew(row, due[row.subject_id])
        for one in due.values():
            if one.subject_id not in standing:
                standing[one.subject_id] = _announce(actor, ending, one)
    _count_the_day(actor, [row for row in standing.values() if row.ends_on <= until], day)
    return [row.pk for row in standing.values() if row.ends_on <= day and row.days_shown > NOTICE_DAYS]


def _standing(actor: Actor) -> list[Notice]:
    rows = Notice.objects.select_for_update().filter(
        organisation_id=actor.organisation_id, done_at__isnull=True
    )
    return list(rows.order_by("id"))


def _announce(actor: Actor, ending: Ending, due: Due) -> Notice:
    row = Notice.objects.create(
        organisation_id=actor.organisation_id,
        room=ending.room,
        rule=ending.rule,
        object_type=ending.object_type,
        subject_id=due.subject_id,
        counts_from=due.counts_from,
        ends_on=due.ends_on,
    )
    record(
        actor,
        verb=RetentionVerb.ANNOUNCED,
        object_type=ending.object_type,
        object_id=due.subject_id,
        codes={"rule": ending.rule.value, "ends_on": due.ends_on.isoformat()},
    )
    return row


def _count_anew(row: Notice, due: Due) -> None:
    """It was opened and closed again since: what somebody decided before is over too."""
    row.counts_from, row.ends_on = due.counts_from, due.ends_on
    row.kept_reason, row.kept_by_id, row.kept_at = "", None, None
    row.days_shown, row.last_shown_on = 0, None
    row.save()


def _call_off(actor: Actor, row: Notice) -> None:
    row.done_at, row.outcome = timezone.now(), Outcome.CALLED_OFF
    row.save(update_fields=["done_at", "outcome"])
    record(
        actor,
        verb=RetentionVerb.CALLED_OFF,
        object_type=row.object_type,
        object_id=row.subject_id,
        codes={"rule": row.rule},
    )


def _count_the_day(actor: Actor, rows: list[Notice], day: date) -> None:
    today = [row for row in rows if row.last_shown_on is None or row.last_shown_on < day]
    for row in today:
        row.days_shown, row.last_shown_on = row.days_shown + 1, day
    Notice.objects.bulk_update(today, ["days_shown", "last_shown_on"], batch_size=500)
    if today:
        record(
            actor,
            verb=RetentionVerb.SHOWN,
            object_type="organisation",
            object_id=actor.organisation_id,
            codes={"notices": len(today), "day": day.isoformat()},
        )


@service
def _end_one(actor: Actor, *, notice_id: UUID, day: date) -> bool:
    """Erase one record whose time is over; False where something keeps it, or it ended meanwhile."""
    row = Notice.objects.filter(pk=notice_id, done_at__isnull=True).first()
    if row is None:
        return False
    ending = ending_of(row.object_type)
    # The record first, then what is about it: as whoever erases by hand, or keeps it longer, takes them.
    ending.lock(row.organisation_id, row.subject_id)
    row = Notice.objects.select_for_update().get(pk=notice_id)
    due = list(ending.due(row.organisation_id, day, row.subject_id))
    if row.done_at is not None or row.ends_on > day or not due or due[0].counts_from > row.counts_from:
        return False
    if what_keeps(row.organisation_id, {row.subject_id: row.object_type})[row.subject_id]:
        return False
    erase(actor, subject_id=row.subject_id, reason=RETENTION_ENDED, object_type=row.object_type)
    return True
