"""What a colleague has open, so that nothing is lost when they leave. Rooms register; a page hands it over.

    register(OpenWork(code="cases", words=_("Cases"), columns={"protection_case_assignment.user_id"}, …))

Each kind says which rows are a colleague's, which of them whoever looks may see, and with which service one goes to
somebody else: the same as on the page of the thing itself, so walls, lists and refusals are the same too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from palermo.kit.choices import Text
from palermo.kit.components import Known
from palermo.kit.layout import Link
from palermo.trust.actor import Actor
from palermo.trust.current import current
from palermo.trust.gather import gather
from palermo.trust.mandates import ALL_ROOMS, Role

MOST: Final = 100
"""How many things of a kind are shown, and handed over in one act; more are counted as more than so many."""

Rows = QuerySet[Any]


@dataclass(frozen=True, kw_only=True)
class OpenThing:
    """One thing a colleague has open: `id` is what its service is asked with; `shown` names nobody, and leads to it."""

    id: UUID
    shown: Known | Link


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """One kind of open work.

    `columns` are the columns, as table.column, that say whose it is. `rows` are those of a colleague (organisation,
    account); `seen` those of them that an actor may see, `counted` those that may be counted for them. Without `thing`
    it is only counted. `hand_over` gives one thing (by id) of a colleague to another one, who holds one of `roles`;
    without it `says` says what becomes of it.
    """

    code: str
    words: Text
    columns: frozenset[str]
    rows: Callable[[UUID, UUID], Rows]
    seen: Callable[[Actor, Rows], Rows]
    counted: Callable[[Actor, Rows], Rows] = lambda _actor, rows: rows
    thing: Callable[[Any], OpenThing] | None = None
    roles: frozenset[Role] = frozenset()
    may_hand_over: Callable[[Actor], bool] = lambda _actor: False
    hand_over: Callable[[Actor, UUID, UUID, UUID], object] | None = None
    says: Text = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a colleague has open of one kind: how much, and what of it the actor sees."""

    work: OpenWork
    number: int
    things: Sequence[OpenThing]
    may_hand_over: bool

    @property
    def is_more(self) -> bool:
        """Whether there is more than is counted."""
        return self.number > MOST


_works: dict[str, OpenWork] = {}


def register(work: OpenWork) -> None:
    """Register a kind of open work, in AppConfig.ready; a second one under the same code replaces the first."""
    _works[work.code] = work


def registered() -> list[OpenWork]:
    """Every kind, by code."""
    return [_works[code] for code in sorted(_works)]


def columns() -> frozenset[str]:
    """Every column that says whose open work a row is, as table.column."""
    return frozenset(column for work in registered() for column in work.columns)


def open_work(actor: Actor, user_id: UUID, *, only: Iterable[str] | None = None) -> list[Found]:
    """What a colleague of the acting office has open, kinds without any left out; two statements.

    The caller decided that `actor` may ask. What they may not see is counted and no more.
    """
    wanted = [work for work in registered() if only is None or work.code in set(only)]
    own = {work.code: work.rows(actor.organisation_id, user_id) for work in wanted}
    shown = gather(
        {work.code: work.seen(actor, own[work.code])[:MOST] for work in wanted if work.thing is not None}
    )
    with current().over_rooms(ALL_ROOMS):
        counted = gather(
            {work.code: work.counted(actor, own[work.code]).only("pk")[: MOST + 1] for work in wanted}
        )
    found = [
        Found(
            work=work,
            number=len(counted[work.code]),
            things=[work.thing(row) for row in shown[work.code]] if work.thing else (),
            may_hand_over=work.hand_over is not None and work.may_hand_over(actor),
        )
        for work in wanted
    ]
    return [one for one in found if one.number]
