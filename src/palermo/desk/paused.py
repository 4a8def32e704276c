"""Flows that paused, on the Today page of whoever began them: what was typed is not lost out of sight.

register_flow("open_case", title=_("Go on opening a case"), url=lambda _about: reverse("protection:open_case"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.desk.models import Draft
from palermo.desk.policies import DRAFTS
from palermo.kit.choices import Text
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting, own

Annotate = Callable[[Actor, QuerySet[Draft]], QuerySet[Draft]]


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A flow that can pause: what going on with it is called, and where it does, by what it is about."""

    title: Text
    url: Callable[[UUID], str]


_flows: dict[str, Flow] = {}
_naming: list[Annotate] = []


def register_flow(flow: str, *, title: Text, url: Callable[[UUID], str]) -> None:
    """Register a flow by its code, in AppConfig.ready of the room it belongs to."""
    _flows[flow] = Flow(title=title, url=url)


def name_files_with(annotate: Annotate) -> None:
    """Register what reads beside each draft, as `file_id`, whose file it is about."""
    _naming[:] = [annotate]


def at_start(name: str) -> Callable[[UUID], str]:
    """Where a flow goes on that is about one object: the first step of the address `name`."""
    return lambda about: reverse(name, args=[about, "start"])


def title_of(flow: str) -> Text:
    """What going on with a flow is called; its code where no room knows it any more."""
    return _flows[flow].title if flow in _flows else flow


def registered_flows() -> frozenset[str]:
    """The codes of every flow that can be gone on with from Today."""
    return frozenset(_flows)


def paused_flows(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """The actor's drafts, newest first; each is kept for 7 days after it was last touched."""
    rows = DRAFTS.visible(actor, Draft.objects.filter(flow__in=list(_flows))).defer("answers")
    for annotate in _naming:
        rows = annotate(actor, rows)
    yield Waiting(rows.order_by("-updated_at"), lambda found: map(_paused, found), narrow=own)


def _paused(row: Draft) -> TodayItem:
    flow = _flows[row.flow]
    return TodayItem(
        title=flow.title,
        url=flow.url(row.object_id),
        group=Group.BEGUN,
        subject=row.pk,
        since=row.updated_at,
        end=_("kept"),
        whose=(row.author_id,),
        file=getattr(row, "file_id", None),
    )
