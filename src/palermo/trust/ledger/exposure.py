"""What was opened and what left: the ledger asked after somebody got in, or something went astray.

Of each file: which sealed columns were shown, how often, by whom. Of what left: to whom, which classes of data. What a
list shows without opening anything (codes of cases, their states) is no event and is not counted here. A search by
name that came upon a file is: it says that the person is here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.verbs import BasisVerb, LedgerVerb, Verb

AUTHORITY_TOLD_WITHIN = timedelta(hours=72)
"""From knowing of a breach to telling the supervisory authority: Regulation (EU) 2016/679, article 33(1)."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """What is asked about: acts of one account (None: of anybody), from a time until before another (None: open)."""

    account_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def of_days(cls, account_id: UUID | None, first: date | None, last: date | None) -> Window:
        """From the first day to the end of the last, both in UTC as the ledger reckons; None is open."""
        return cls(
            account_id=account_id,
            since=midnight(first) if first else None,
            # After the last day that there is, nothing comes.
            until=midnight(last) + timedelta(days=1) if last and last < date.max else None,
        )


def midnight(day: date) -> datetime:
    """The beginning of a day in UTC."""
    return datetime.combine(day, time(), tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class OpenedFile:
    """A file whose sealed columns were shown: which, how often, from when to when, to which accounts."""

    object_type: str
    object_id: UUID
    columns: tuple[str, ...]
    looks: int
    first: datetime
    last: datetime
    accounts: frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class SentAway:
    """Something that left the office: what was done (a verb), about what, to whom, which classes of data, when."""

    verb: str
    object_type: str
    object_id: UUID | None
    recipient_id: UUID | None
    classes: tuple[str, ...]
    at: datetime
    account_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """All of one office within a window, the files with the latest looks first, what left newest first."""

    organisation_id: UUID
    files: tuple[OpenedFile, ...]
    sent: tuple[SentAway, ...]

    @property
    def recipients(self) -> frozenset[UUID]:
        """Everybody outside to whom something went."""
        return frozenset(one.recipient_id for one in self.sent if one.recipient_id)

    @property
    def subjects(self) -> frozenset[UUID]:
        """Every file that was opened or from which something left, by the id the ledger names."""
        told = {one.object_id for one in self.sent if one.object_id and one.object_type == "person"}
        return frozenset({file.object_id for file in self.files} | told)


_looks: dict[str, str] = {LedgerVerb.REVEALED.value: ""}


def register_look(verb: Verb, *, shown: str) -> None:
    """Say that an event of `verb` showed something of the file it names, by the code `shown`, which has words.

    Called in AppConfig.ready by the room that records it.
    """
    _looks[verb.value] = shown


_leaving: dict[str, str] = {BasisVerb.DISCLOSURE_ALLOWED.value: "recipient"}


def register_leaving(verb: Verb, *, recipient: str) -> None:
    """Say that an event of `verb` is something leaving the office, with the recipient's id in the code `recipient`.

    Called in AppConfig.ready by the room that records it.
    """
    _leaving[verb.value] = recipient


Names = Callable[[frozenset[UUID]], dict[UUID, str]]
_names: list[Names] = []


def register_recipient_names(names: Names) -> None:
    """Have `names` say what recipients are called, by id; it leaves out what it does not know."""
    _names.append(names)


def recipient_names(ids: frozenset[UUID]) -> dict[UUID, str]:
    """What recipients are called, by id, as far as a room knows them."""
    return {id_: name for names in _names for id_, name in names(ids).items()}


def exposure_of(organisation_id: UUID, window: Window, *, about: Q | None = None) -> Exposure:
    """What was opened and what left in one office, of the events `about` if told. Who calls has asked who may know."""
    rows = _within(LedgerEvent.objects.filter(organisation_id=organisation_id), window)
    if about is not None:
        rows = rows.filter(about)
    return Exposure(organisation_id=organisation_id, files=_files(rows), sent=_sent(rows))


def _within(rows: QuerySet[LedgerEvent], window: Window) -> QuerySet[LedgerEvent]:
    if window.account_id is not None:
        rows = rows.filter(actor_id=window.account_id)
    if window.since is not None:
        rows = rows.filter(at__gte=window.since)
    if window.until is not None:
        rows = rows.filter(at__lt=window.until)
    return rows


def _files(rows: QuerySet[LedgerEvent]) -> tuple[OpenedFile, ...]:
    looks = (
        rows.filter(verb__in=_looks, object_id__isnull=False)
        .order_by()
        .values("verb", "object_type", "object_id", "actor_id", columns=KeyTextTransform("columns", "codes"))
        .annotate(looks=Count("*"), first=Min("at"), last=Max("at"))
    )
    by_file: dict[tuple[str, Any], list[Any]] = defaultdict(list)
    for look in looks:
        by_file[look["object_type"], look["object_id"]].append(look)
    files = [
        OpenedFile(
            object_type=object_type,
            object_id=object_id,
            columns=_joined(look["columns"] or _looks[look["verb"]] for look in found),
            looks=sum(look["looks"] for look in found),
            first=min(look["first"] for look in found),
            last=max(look["last"] for look in found),
            accounts=frozenset(look["actor_id"] for look in found if look["actor_id"]),
        )
        for (object_type, object_id), found in by_file.items()
    ]
    return tuple(sorted(files, key=lambda file: (file.last, file.object_id), reverse=True))


def _sent(rows: QuerySet[LedgerEvent]) -> tuple[SentAway, ...]:
    return tuple(_sent_away(event) for event in rows.filter(verb__in=_leaving).order_by("-sequence"))


def _sent_away(event: LedgerEvent) -> SentAway:
    return SentAway(
        verb=event.verb,
        object_type=event.object_type,
        object_id=event.object_id,
        recipient_id=event.id_in(_leaving[event.verb]),
        classes=_joined([event.codes.get("classes"), event.codes.get("columns")]),
        at=event.at,
        account_id=event.actor_id,
    )


def _joined(texts: Iterable[object]) -> tuple[str, ...]:
    """Codes that stand joined by points, each once, in order."""
    return tuple(sorted({part for text in texts for part in str(text or "").split(".") if part}))
