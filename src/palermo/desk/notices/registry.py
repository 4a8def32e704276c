"""What mails without content can be about. Rooms register lists of Today, and the pages that show one thing of them.

register(NoticeKind.ENQUIRIES, enquiries_to_answer, pages=["protection:enquiry"])    # in AppConfig.ready
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from palermo.desk.notices.codes import NoticeKind
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.today import Group, Handler, TodayItem

MOST: Final = 200
"""How many things of one list are told apart; they are those a page of it would show first."""

_handlers: dict[NoticeKind, list[Handler]] = {}
_pages: set[str] = set()
_whole: set[str] = set()


def register(kind: NoticeKind, handler: Handler, *, pages: Iterable[str] = ()) -> None:
    """Register a list of Today as something a mail can be about, and the addresses by name that its lines lead to."""
    handlers = _handlers.setdefault(kind, [])
    if handler not in handlers:
        handlers.append(handler)
    _pages.update(pages)


def register_whole(page: str) -> None:
    """Register an address by name that shows everything that waits at once."""
    _whole.add(page)


def kinds() -> list[NoticeKind]:
    """The kinds that any room filled, in their order."""
    return [kind for kind in NoticeKind if kind in _handlers]


def handlers_of(kind: NoticeKind) -> Sequence[Handler]:
    """The lists registered for a kind."""
    return tuple(_handlers.get(kind, ()))


def pages() -> frozenset[str]:
    """Addresses by name on which one thing is looked at."""
    return frozenset(_pages)


def shows_everything(page: str) -> bool:
    """Whether a page shows everything that waits."""
    return page in _whole


def things(actor: Actor, wanted: Iterable[str], *, now: datetime) -> dict[str, str]:
    """Key → path of everything of these kinds that waits for `actor` now; one statement."""
    lists = [
        (kind, waiting)
        for kind in kinds()
        if kind in set(wanted)
        for handler in handlers_of(kind)
        for waiting in handler(actor, now)
        if not waiting.ahead
    ]
    found = gather({str(number): waiting.rows[:MOST] for number, (_kind, waiting) in enumerate(lists)})
    return {
        key: path
        for number, (kind, waiting) in enumerate(lists)
        for key, path in _keys(kind, waiting.items(found[str(number)]), now)
    }


def _keys(kind: NoticeKind, items: Iterable[TodayItem], now: datetime) -> Iterator[tuple[str, str]]:
    """A thing is itself while it leads to one page, is due at one time and not late: what becomes late comes in anew.

    What waits for others is none.
    """
    for item in items:
        if item.group is Group.OTHERS:
            continue
        due = f"{item.due.isoformat()} {item.is_overdue(now)}" if item.due else ""
        digest = hashlib.sha256(f"{kind}|{item.url}|{due}".encode()).hexdigest()
        yield digest[:16], item.url.partition("#")[0].partition("?")[0]
