"""What changed in the cases in sight since a moment, and what is due in them before the morning: codes alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField, When
from django.urls import reverse

from palermo.desk.files import files_of
from palermo.desk.shifts.models import Handover, HandoverRead
from palermo.desk.shifts.policies import HANDOVERS
from palermo.kit.components import Known, Moment
from palermo.kit.office_time import local_day
from palermo.protection.cases.codes import ROOM
from palermo.protection.file.queries.week import of_file
from palermo.protection.file.queries.working_day import with_name
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.ledger.words import verb_words
from palermo.trust.policy import get_or_404
from palermo.trust.today import Group, TodayItem, lists, read
from palermo.trust.verbs import LedgerVerb

MORNING: Final = time(9)
"""Until when a night lasts by the office's clock: what is due until then is handed over."""
MOST: Final = 300
SHOWN: Final = 10
"""Hand-overs that a page names, the newest."""
_NO_CHANGE: Final = (LedgerVerb.REVEALED, LedgerVerb.REFUSED, LedgerVerb.PROBED)
_OF_A_NIGHT: Final = frozenset(
    f"protection.{name}"
    for name in (
        *(
            "appointments",
            "arrivals",
            "children",
            "clocks",
            "decisions",
            "enquiries",
            "interpreters",
            "interviews",
        ),
        *("referrals", "reviews", "safety", "tasks", "tasks_given", "tonight"),
    )
)
"""Lists of Today that are about a case or an enquiry."""
_LEFT_OUT: Final = frozenset({Group.BEGUN, Group.OTHERS})
_ALWAYS: Final = frozenset({Group.CAME_IN, Group.LATE, Group.TONIGHT})


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A case and what was done in it, the newest first."""

    file_id: UUID
    person: Known
    moments: tuple[Moment, ...]


def next_morning(now: datetime) -> datetime:
    """The end of the night that `now`, a local moment, lies in or before."""
    day = local_day(now) if now.time() < MORNING else local_day(now) + timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=now.tzinfo)


def last_at(hour: time, *, now: datetime) -> datetime:
    """When it was that hour last, by the clock of `now`."""
    at = datetime.combine(local_day(now), hour, tzinfo=now.tzinfo)
    return at if at <= now else datetime.combine(local_day(now) - timedelta(days=1), hour, tzinfo=now.tzinfo)


def changed_since(actor: Actor, since: datetime, *, until: datetime) -> list[Changed]:
    """What was done in cases in which the actor may read, the case that changed last first."""
    return _by_case(_changes(actor, since, until, files_of(ROOM).readable(actor)))


def handed_over(actor: Actor, row: Handover) -> tuple[list[Changed], list[Any]]:
    """What was done in the cases of a hand-over in which the actor may read, and who has read it (`name`) in their
    order; one statement.
    """
    readable = files_of(ROOM).readable(actor).filter(pk__in=row.file_ids)
    readers = HandoverRead.objects.filter(organisation_id=actor.organisation_id, handover_id=row.pk)
    found = gather(
        {
            "changes": _changes(actor, row.since, row.created_at, readable),
            "readers": with_name(readers, name="recorded_by_id").order_by("id"),
        }
    )
    return _by_case(found["changes"]), found["readers"]


def _changes(actor: Actor, since: datetime, until: datetime, cases: QuerySet[Any]) -> QuerySet[Any]:
    rows = _events(actor, since, until).filter(Exists(cases.filter(pk=OuterRef("file"))))
    read = rows.only("organisation_id", "sequence", "at", "actor_id", "verb")
    return of_file(with_name(read, name="actor_id"), "file").order_by("-sequence")[:MOST]


def _by_case(rows: Iterable[Any]) -> list[Changed]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.file, []).append(row)
    return [
        Changed(
            file_id=pk,
            person=Known(events[0].word, events[0].code, reverse("protection:case", args=[pk])),
            moments=tuple(
                Moment(when=event.at, what=verb_words(event.verb), who=event.name or "") for event in events
            ),
        )
        for pk, events in found.items()
    ]


def _events(actor: Actor, since: datetime, until: datetime) -> QuerySet[LedgerEvent]:
    """Events about cases and their referrals, each with its case as `file`."""
    rows = LedgerEvent.objects.filter(
        organisation_id=actor.organisation_id,
        at__gte=since,
        at__lte=until,
        object_type__in=("case", "referral", "enquiry"),
    ).exclude(verb__in=_NO_CHANGE)
    same = {"organisation_id": OuterRef("organisation_id"), "pk": OuterRef("object_id")}
    cases = {
        name: Subquery(model._default_manager.filter(**same).values("case_id")[:1])
        for name, model in (("referral", Referral), ("enquiry", Enquiry))
    }
    return rows.annotate(
        file=Choice(
            When(object_type="case", then=F("object_id")),
            *(When(object_type=name, then=case) for name, case in cases.items()),
            output_field=UUIDField(),
        )
    )


def due_before(
    actor: Actor, morning: datetime, *, now: datetime, only: Collection[str] | None = None
) -> list[TodayItem]:
    """What stands on the actor's Today about cases and enquiries: late, of this night, come in, or due by then.

    With `only` what is about those cases alone.
    """
    # What one put off is due all the same for whoever takes over.
    found = read([one for one in lists(actor, now=now, put_off=True, names=_OF_A_NIGHT) if not one.ahead])
    return [
        item
        for item in found
        if item.group not in _LEFT_OUT
        and (item.file is not None or item.group is Group.CAME_IN)
        and (only is None or str(item.file) in only)
        and (item.group in _ALWAYS or item.is_overdue(morning))
    ]


def handovers_of(actor: Actor, *, since: datetime) -> list[Any]:
    """The office's newest hand-overs since a moment, each with `name` and whether the actor has `read_it`."""
    rows = HANDOVERS.visible(actor, Handover.objects.filter(created_at__gte=since, room=ROOM))
    return list(_named(actor, rows).order_by("-created_at")[:SHOWN])


def handover_of(actor: Actor, handover_id: UUID) -> Any:
    """One hand-over, as `handovers_of` gives it. Raises Http404 for a foreign or unknown one, counted as a probe."""
    return get_or_404(actor, HANDOVERS, _named(actor, Handover.objects.filter(room=ROOM)), handover_id)


def unread(actor: Actor, *, since: datetime) -> QuerySet[Any]:
    """Hand-overs of others since a moment that the actor has not read, the newest first."""
    rows = HANDOVERS.visible(actor, Handover.objects.filter(created_at__gte=since, room=ROOM))
    others = _named(actor, rows.exclude(recorded_by_id=_self(actor)).defer("line"))
    return others.filter(Q(read_it=False)).order_by("-created_at")


def _named(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    reading = HandoverRead.objects.filter(
        organisation_id=OuterRef("organisation_id"),
        handover_id=OuterRef("pk"),
        recorded_by_id=_self(actor),
    )
    named: QuerySet[Any] = with_name(rows, name="recorded_by_id").annotate(read_it=Exists(reading))
    return named


def _self(actor: Actor) -> UUID:
    """The actor's account; for the program that of nobody."""
    return actor.user_id or actor.organisation_id
