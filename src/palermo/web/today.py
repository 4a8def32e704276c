"""The Today page: what waits for this colleague in the office acted for, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column, Table, Tone
from palermo.kit.layout import Link
from palermo.trust.actor import Staff
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.tries import before
from palermo.trust.today import TodayItem, items


@require_safe
def today(request: ActingRequest) -> HttpResponse:
    """Overdue things first, whatever their kind; then each kind by due time.

    Kinds with something due within a day, or needed tonight, come before the others. Nothing here closes by itself.
    """
    if not isinstance(request.actor, Staff) and not request.user.is_authenticated:
        return redirect("account_login")
    now = timezone.now()
    waiting = items(request.actor, now=now)
    late = [item for item in waiting if item.is_overdue(now)]
    rest = [item for item in waiting if not item.is_overdue(now)]
    kinds: dict[str, list[TodayItem]] = {}
    for item in rest:
        kinds.setdefault(str(item.kind), []).append(item)
    tables = [_table(_("Overdue"), late)] if late else []
    pressing_first = sorted(
        kinds.items(), key=lambda kind: not any(_is_pressing(item, now) for item in kind[1])
    )
    tables += [_table(kind, of_kind) for kind, of_kind in pressing_first]
    found = before(request)
    context = {
        "tables": tables,
        "late": len(late),
        "without_office": not isinstance(request.actor, Staff),
        "before": found if found and found.is_news else None,
    }
    return render(request, "web/today.html", context)


def _is_pressing(item: TodayItem, now: datetime) -> bool:
    return item.state.tone is Tone.DANGER or (item.due is not None and item.due < now + timedelta(days=1))


def _table(caption: Text, waiting: Sequence[TodayItem]) -> Table:
    columns = [Column(_("What to do")), Column(_("State"))]
    if with_due := any(item.due for item in waiting):
        columns.append(Column(_("Due")))
    return Table(
        caption=caption,
        columns=columns,
        rows=[_row(item, with_due=with_due) for item in waiting],
        empty="",
    )


def _row(item: TodayItem, *, with_due: bool) -> list[Cell]:
    title = str(item.title) if item.count == 1 else f"{item.title} ({item.count})"
    row: list[Cell] = [Link(title, item.url), item.state]
    return [*row, item.due] if with_due else row
