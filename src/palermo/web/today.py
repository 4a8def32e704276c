"""The Today page: what waits for this colleague in the office acted for, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.desk.today import TodayItem, items
from palermo.kit.choices import Text
from palermo.kit.layout import Link
from palermo.kit.pieces import Cell, Column, Table
from palermo.trust.actor import Staff
from palermo.trust.people.middleware import ActingRequest


@require_safe
def today(request: ActingRequest) -> HttpResponse:
    """Overdue things first, whatever their kind; then each kind by due time. Nothing here closes by itself."""
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
    tables += [_table(kind, of_kind) for kind, of_kind in kinds.items()]
    context = {"tables": tables, "late": len(late), "without_office": not isinstance(request.actor, Staff)}
    return render(request, "web/today.html", context)


def _table(caption: Text, waiting: Sequence[TodayItem]) -> Table:
    return Table(
        caption=caption,
        columns=[Column(_("What to do")), Column(_("State")), Column(_("Due"))],
        rows=[_row(item) for item in waiting],
        empty="",
    )


def _row(item: TodayItem) -> list[Cell]:
    title = str(item.title) if item.count == 1 else f"{item.title} ({item.count})"
    return [Link(title, item.url), item.state, item.due]
