"""Flows that paused, on the Today page of whoever began them: what was typed is not lost out of sight.

register_flow("open_case", title=_("Go on opening a case"), url=at_start(alone="protection:open_case_step"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse

from palermo.desk.models import Draft
from palermo.desk.policies import DRAFTS
from palermo.kit.choices import Text
from palermo.kit.draft_store import Begun
from palermo.kit.draft_store import Draft as Answers
from palermo.trust.actor import Actor
from palermo.trust.today import Group, TodayItem, Waiting, own

M = TypeVar("M", bound=Model)
Annotate = Callable[[Actor, QuerySet[Draft]], QuerySet[Draft]]
Address = Callable[[UUID | None, UUID], str]
"""The first step of a flow: what it is about (None for nothing but the office), and which beginning."""

MOST_DRAFTS = 50
"""How many drafts a colleague keeps in one office."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """By which answer an author tells one draft from another: its step, its field, and its codes with their words.

    It is kept beside the draft unsealed, so that it is one of these codes and never a text.
    """

    step: str
    field: str
    words: Mapping[str, Text]

    def of(self, answers: Answers) -> str:
        """The code of the first such answer; "" where none was given yet."""
        given = answers.get(self.step, {}).get(self.field, ())
        return next((str(code) for code in given if code in self.words), "")


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A flow that can pause: what going on with it is called, where it does, and what tells its drafts apart."""

    title: Text
    url: Address
    label: Label | None


_flows: dict[str, Flow] = {}
_naming: list[Annotate] = []


def register_flow(flow: str, *, title: Text, url: Address, label: Label | None = None) -> None:
    """Register a flow by its code, in AppConfig.ready of the room it belongs to."""
    _flows[flow] = Flow(title=title, url=url, label=label)


def name_files_with(annotate: Annotate) -> None:
    """Register what reads beside each draft, as `file_id`, whose file it is about."""
    _naming[:] = [annotate]


def with_files_named(actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
    """Rows about an `object_id`, each with whose file that is, as for drafts."""
    for annotate in _naming:
        rows = annotate(actor, rows)  # type: ignore[arg-type, assignment]  # it reads columns that both have
    return rows


def at_start(about: str = "", *, alone: str = "") -> Address:
    """Where a flow goes on: at the first step of the address named `about`, or `alone` where it is about nothing."""

    def address(object_id: UUID | None, beginning: UUID) -> str:
        if object_id is None:
            return reverse(alone, args=[beginning, "start"])
        return reverse(about, args=[object_id, beginning, "start"])

    return address


def title_of(flow: str) -> Text:
    """What going on with a flow is called; its code where no room knows it any more."""
    return _flows[flow].title if flow in _flows else flow


def registered_flows() -> frozenset[str]:
    """The codes of every flow that can be gone on with from Today."""
    return frozenset(_flows)


def label_of(flow: str, answers: Answers) -> str:
    """The code by which the author tells a draft with these answers from others of the flow."""
    label = _flows[flow].label if flow in _flows else None
    return label.of(answers) if label else ""


def words_of(row: Draft) -> Text:
    """The same in words."""
    label = _flows[row.flow].label if row.flow in _flows else None
    return label.words.get(row.label, "") if label else ""


def throw_url(row: Draft) -> str:
    """Where a draft can be thrown away."""
    return reverse("desk:throw_draft", args=[row.pk])


def begun(rows: Sequence[Draft]) -> list[Begun]:
    """Drafts as a flow lists them."""
    return [
        Begun(
            beginning=row.beginning,
            words=words_of(row),
            since=row.created_at,
            url=_url(row),
            throw_url=throw_url(row),
        )
        for row in rows
        if row.flow in _flows
    ]


def paused_flows(actor: Actor, now: datetime) -> Iterator[Waiting]:  # noqa: ARG001 - one shape for all
    """The actor's drafts, last touched first; each is kept for 7 days after it was last touched."""
    rows = DRAFTS.visible(actor, Draft.objects.filter(flow__in=list(_flows))).defer("answers")
    for annotate in _naming:
        rows = annotate(actor, rows)
    yield Waiting(
        rows.order_by("-updated_at"), lambda found: map(_paused, found), narrow=own, most=MOST_DRAFTS
    )


def _paused(row: Draft) -> TodayItem:
    words = words_of(row)
    return TodayItem(
        title=title_of(row.flow),
        url=_url(row),
        group=Group.BEGUN,
        subject=row.pk,
        facts=(words,) if words else (),
        since=row.created_at,
        whose=(row.author_id,),
        file=getattr(row, "file_id", None),
        throw=throw_url(row),
    )


def _url(row: Draft) -> str:
    about = None if row.object_id == row.organisation_id else row.object_id
    return _flows[row.flow].url(about, row.beginning)
