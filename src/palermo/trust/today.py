"""What waits for a colleague today. Rooms register; the page asks each and puts together what belongs together.

    register("protection.enquiries", enquiries_to_answer)        # in AppConfig.ready

A handler takes an actor and the time, asks its own policy, and gives lists of rows, each with what a row is called
on the page; for an actor of another room it gives none. All lists of all rooms come in one statement, of each only as
many as a page shows. What is overdue is shown as overdue: nothing is closed, sent or escalated by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from palermo.kit.choices import Text
from palermo.kit.components import Known
from palermo.kit.layout import Link
from palermo.trust import recent
from palermo.trust.actor import Actor
from palermo.trust.current import current, running
from palermo.trust.gather import count_of, gather

SHOWN = 20
"""How many lines of one list, and of one group, a page shows; the rest stands behind a link."""
COUNTED = 1000
"""More than so many are counted as more than so many."""


class Group(StrEnum):
    """Where a thing stands on Today, in this order."""

    CAME_IN = "came_in"
    LATE = "late"
    TONIGHT = "tonight"
    TODAY = "today"
    BEGUN = "begun"
    OTHERS = "others"


class View(StrEnum):
    """Whose things Today shows: all the office's that the reader may see, the reader's, those nobody has."""

    OFFICE = "office"
    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is said of a file on every line about it: whom it is about, facts, and who has it."""

    person: Known
    facts: tuple[Text, ...]
    whose: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class TodayItem:
    """One thing that waits, or `count` things of a kind.

    `title` says what to do and names nobody. `subject` is the row it is about, `file` the person's file, if there is
    one: then `person`, the last facts and `whose`, if nothing else is said, are the file's. `whose` are the colleagues
    who have it: None where it is not one colleague's, empty where nobody has it yet. `since` and `due` may be None;
    `end` is what stands in place of them. `topic` is the kind of a need for tonight. The list it comes from gives
    `kind`, whether it `waits` for the reader, and where to `hand_over`. It does not stand there where another line
    says that nobody has the file, if `unless_said`. `throw` is where the reader can throw it away.
    """

    title: Text
    url: str
    group: Group = Group.TODAY
    subject: UUID | None = None
    file: UUID | None = None
    person: Known | None = None
    facts: tuple[Text, ...] = ()
    whose: tuple[UUID, ...] | None = None
    since: datetime | None = None
    due: datetime | None = None
    end: Text = ""
    count: int = 1
    topic: str = ""
    kind: str = ""
    waits: bool = False
    hand_over: str = ""
    unless_said: bool = False
    throw: str = ""

    def is_overdue(self, now: datetime) -> bool:
        """True when it should have been done before `now`."""
        return self.due is not None and self.due < now

    @property
    def thing(self) -> tuple[str, str]:
        """What it is, so that one thing stands on the page once, whoever registered it."""
        return (str(self.title), self.url)


@dataclass(frozen=True)
class Waiting:
    """A list of rows of one model, and what they are on the page: one thing each, or one for several of them.

    `kind` is a code by which a thing of the list is put off; without one it cannot be. `waits`: each row is an answer,
    a question or an arrival, and counted in the bar. `narrow` gives those of the rows that are the reader's, or
    nobody's; without it all are the office's. `hand_over` is where a thing is given to a colleague ("" where it cannot
    be), `all_of_it` the list that has them all. What lies `ahead` stands beside the day, not in it.
    """

    rows: QuerySet[Any]
    items: Callable[[Sequence[Any]], Iterable[TodayItem]]
    kind: str = ""
    waits: bool = False
    narrow: Callable[[QuerySet[Any], View], QuerySet[Any]] | None = None
    hand_over: Callable[[TodayItem], str] | None = None
    most: int = SHOWN
    ahead: bool = False
    all_of_it: Link | None = None

    def as_seen(self, view: View) -> QuerySet[Any]:
        """The rows of a view; what is not one colleague's stands in the office's alone."""
        if view is View.OFFICE:
            return self.rows
        return self.narrow(self.rows, view) if self.narrow else self.rows.none()

    def named(self, rows: Sequence[Any]) -> list[TodayItem]:
        """What these rows are on the page."""
        found = [replace(item, kind=self.kind, waits=self.waits) for item in self.items(rows)]
        if self.hand_over is None:
            return found
        return [replace(item, hand_over=self.hand_over(item)) for item in found]


Handler = Callable[[Actor, datetime], Iterable[Waiting]]
PutOff = Callable[[Actor, datetime], Mapping[str, Collection[UUID]]]
Tell = Callable[[Actor, Collection[UUID]], Mapping[UUID, Told]]
_handlers: dict[str, Handler] = {}
_counted: set[str] = set()
_put_off: list[PutOff] = []
_tell: list[Tell] = []


def register(name: str, handler: Handler, *, counted: bool = False) -> None:
    """Register what a room puts on the Today page; a second registration under the same name replaces the first.

    `counted` where some of its lists wait for the reader: those alone are asked for the number in the bar.
    """
    _handlers[name] = handler
    (_counted.add if counted else _counted.discard)(name)


def leave_out(handler: PutOff) -> None:
    """Register who says which rows of a kind of list the actor put off."""
    _put_off[:] = [handler]


def tell_files_with(handler: Tell) -> None:
    """Register what tells of files, by their ids, what every line about them says; at most one statement."""
    _tell[:] = [handler]


def lists(
    actor: Actor, *, now: datetime, put_off: bool = False, names: Collection[str] | None = None
) -> list[Waiting]:
    """Every list of every room for `actor`, or those registered as `names`; what they put off only with `put_off`."""
    found = [
        waiting
        for name, handle in sorted(_handlers.items())
        if names is None or name in names
        for waiting in handle(actor, now)
    ]
    off = {} if put_off else {kind: ids for one in _put_off for kind, ids in one(actor, now).items()}
    return [
        replace(waiting, rows=waiting.rows.exclude(pk__in=off[waiting.kind]))
        if waiting.kind in off
        else waiting
        for waiting in found
    ]


def items(actor: Actor, *, now: datetime) -> list[TodayItem]:
    """Everything that waits for `actor`, of each list as much as is shown: overdue first, then by due time."""
    return in_order(read(lists(actor, now=now)), now=now)


def in_order(waiting: Iterable[TodayItem], *, now: datetime) -> list[TodayItem]:
    """Overdue things first, then by due time, what has none last."""
    return sorted(waiting, key=lambda item: _pressing(item, now))


def read(lists: Iterable[Waiting]) -> list[TodayItem]:
    """What waits in these lists, in their order and of each as much as is shown; two statements.

    The files are told as to the acting actor of the running unit of work.
    """
    named = {str(number): waiting for number, waiting in enumerate(lists)}
    found = gather({name: waiting.rows[: waiting.most] for name, waiting in named.items()})
    return told(
        current().actor, [item for name, waiting in named.items() for item in waiting.named(found[name])]
    )


def told(actor: Actor, items: Iterable[TodayItem]) -> list[TodayItem]:
    """The things with what is said of the files they are about."""
    items = list(items)
    files = {item.file for item in items if item.file}
    known = {pk: one for tell in _tell for pk, one in tell(actor, files).items()} if files else {}
    return [_with_file(item, known[item.file]) if item.file in known else item for item in items]


def _with_file(item: TodayItem, told: Told) -> TodayItem:
    whose = told.whose if item.whose is None else item.whose
    return replace(item, person=told.person, facts=(*item.facts, *told.facts), whose=whose)


def count_waiting(actor: Actor, now: datetime) -> int:
    """How many answers, questions and arrivals wait for `actor`; at most two statements in a unit of work.

    No list counts further than 1,000. What was put off does not count.
    """
    work = running.get()
    known = work.waiting.get(actor) if work else None
    if known is None:
        known = count_of(
            [waiting.rows for waiting in lists(actor, now=now, names=_counted) if waiting.waits], most=COUNTED
        )
        if work:
            work.waiting[actor] = known
    recent.note(actor, known)
    return known


def waiting_in_bar(actor: Actor, now: datetime) -> int:
    """The same for the bar of every page: as counted in the last seconds by this process, if it was."""
    known = recent.number(actor)
    return count_waiting(actor, now) if known is None else known


def own(rows: QuerySet[Any], view: View) -> QuerySet[Any]:
    """How a list is narrowed that is the reader's alone, such as their drafts."""
    return rows if view is View.MINE else rows.none()


def _pressing(item: TodayItem, now: datetime) -> tuple[bool, bool, float, str]:
    due = item.due.timestamp() if item.due else 0.0
    return not item.is_overdue(now), item.due is None, due, str(item.title)
