"""What is done about once a minute: for every office what its rooms registered, and for the machinery's own tables.

What is registered as daily is done once a day for each office, by the first housekeeping of the day.

Each office gets a unit of work of its own, as the system in all rooms; an office's error stops no other's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from palermo.kit.office_time import office_today
from palermo.trust.actor import System
from palermo.trust.cache import delete_ended
from palermo.trust.mandates import ALL_ROOMS
from palermo.trust.people.models import SignedIn
from palermo.trust.people.queries import offices
from palermo.trust.people.recovery_codes import hash_old_codes
from palermo.trust.people.sessions import KNOWN_FOR
from palermo.trust.scrub import where
from palermo.trust.unit_of_work import machinery, unit_of_work

logger = logging.getLogger("palermo.housekeeping")

TASKS_KEPT = timedelta(days=30)

Chore = Callable[[System], object]
_chores: dict[str, Chore] = {}


def register(room: str, chore: Chore) -> None:
    """Have `chore` run for every office about once a minute. Called in AppConfig.ready; it must be idempotent."""
    _chores[room] = chore


Daily = Callable[[System], object]
_daily: dict[str, Daily] = {}
_done_on: dict[tuple[str, UUID], date] = {}


def register_daily(name: str, work: Daily) -> None:
    """Have `work` run for every office once a day. Called in AppConfig.ready.

    It opens units of work of its own and is idempotent: it is done again after a restart, and a minute later where it
    failed.
    """
    _daily[name] = work


def tidy_offices() -> None:
    """Run every chore for every office. Raises OperationalError or InterfaceError when the database is unreachable."""
    with machinery():
        ids = list(offices().values_list("pk", flat=True))
    for organisation_id in ids:
        actor = System(organisation_id=organisation_id, reason="housekeeping", rooms=ALL_ROOMS)
        for room, chore in sorted(_chores.items()):
            try:
                with unit_of_work(actor):
                    chore(actor)
            except (OperationalError, InterfaceError):
                raise
            except Exception as error:  # noqa: BLE001 - one office's trouble must not keep another's data too long
                logger.error("Housekeeping of %s failed: %s", room, where(error))  # noqa: TRY400
        _do_the_day(actor)


def _do_the_day(actor: System) -> None:
    with unit_of_work(actor):
        today = office_today()
    for name, work in sorted(_daily.items()):
        if _done_on.get((name, actor.organisation_id)) == today:
            continue
        try:
            work(actor)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - as above
            logger.error("The day's work of %s failed: %s", name, where(error))  # noqa: TRY400
        else:
            _done_on[name, actor.organisation_id] = today


def tidy_machinery() -> None:
    """Delete sessions an hour after they expired, cached values, and rows of tasks that ended more than 30 days ago.

    Seeds of recovery codes made by earlier versions become hashes, a few at a time.
    """
    now = timezone.now()
    with machinery():
        Session.objects.filter(expire_date__lt=now - KNOWN_FOR).delete()
        delete_ended()
        SignedIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
        DBTaskResult.objects.finished().filter(finished_at__lt=now - TASKS_KEPT).delete()
    hash_old_codes()
