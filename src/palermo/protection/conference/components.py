"""What pages show of conferences, as facts and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.desk.duties.words import DUTIES
from palermo.kit.components import Cell, Column, Fact, Table
from palermo.kit.layout import Link
from palermo.protection.cases.words import NEED_KINDS, URGENCIES
from palermo.protection.conference.words import (
    COMING,
    DECISION_STATES,
    DISSENT,
    PERSON_PARTS,
    POINTS,
    SIGHT_ENDS,
    STATES,
    WHERE,
)
from palermo.protection.identification.authority.components import leaving_facts
from palermo.trust.basis.words import DATA_CLASSES


def when_text(row: Any) -> str:
    """Day, hour and zone of a conference or a seat."""
    return f"{row.day:%d.%m.%Y}, {row.hour:%H:%M} ({row.zone})"


def frame_facts(row: Any, *, place: str, words: str) -> list[Fact]:
    """When, where and about what, with the words that were opened."""
    facts = [
        Fact(_("When"), [row.day, f"{row.hour:%H:%M} ({row.zone})"]),
        Fact(_("Where"), [WHERE[row.place_kind], *([place] if place else [])]),
        Fact(_("To be talked about"), [POINTS[code] for code in row.points if code in POINTS]),
    ]
    return [*facts, Fact(_("In a few words"), words)] if words else facts


def told_facts(parts: Mapping[str, Any]) -> list[Fact]:
    """What an office is told of the person."""
    facts = leaving_facts(dict(parts))
    if "needs" in parts:
        needs: list[Cell] = [
            f"{NEED_KINDS[one['kind']]}, {URGENCIES[one['urgency']]}" for one in parts["needs"]
        ]
        facts.append(Fact(_("Needs"), needs or None))
    return facts


def leaving_labels() -> dict[str, str]:
    """What each part of what leaves is called beside those of a slice."""
    return {
        "words": _("In a few words"),
        "place": _("Where"),
        "needs": _("Needs"),
        "when": _("When"),
        "points": _("To be talked about"),
    }


def conferences_table(rows: Sequence[Any]) -> Table:
    """The conferences of a case."""
    return Table(
        caption=_("Conferences of this case"),
        columns=[Column(_("Day")), Column(_("Code")), Column(_("State")), Column(_("The person"))],
        rows=[
            [
                Link(when_text(row), reverse("protection:conference", args=[row.pk])),
                row.code,
                STATES[row.state],
                PERSON_PARTS[row.person_part],
            ]
            for row in rows
        ],
        empty=_("No conference was called. At one, offices sit together and decide who does what."),
    )


def members_table(rows: Sequence[Any], *, may_end: bool) -> Table:
    """Who was called, what each is told, what it says."""
    cells: list[list[Cell]] = []
    for row in rows:
        told: list[Cell] = [DATA_CLASSES[code] for code in row.classes]
        state: Cell = COMING[row.coming]
        if row.thread_id is None:
            state = _("As the person wishes; nothing is sent to it")
        if row.ended_at:
            state = [_("Sees nothing any more"), SIGHT_ENDS[row.ended_why]]
        end = Link(_("End its sight"), reverse("protection:end_member", args=[row.pk]))
        cells.append([row.office_name, told, state, end if may_end and not row.ended_at else None])
    return Table(
        caption=_("Who is called"),
        columns=[Column(_("Office")), Column(_("May know")), Column(_("Says")), Column(_("Sight"))],
        rows=cells,
        empty=_("Nobody is called yet. Each office is called with a yes of its own."),
    )


def decisions_table(
    rows: Sequence[Any], names: Mapping[str, str], words: Mapping[Any, str], *, lead: bool
) -> Table:
    """What was decided: who does what by when, how it stands, who does not agree."""
    cells: list[list[Cell]] = []
    unknown = _("An office")
    for row in rows:
        what: list[Cell] = [DUTIES[row.what]]
        if words.get(row.pk):
            what.append(words[row.pk])
        against: list[Cell] = [
            f"{names.get(office, unknown)}: {DISSENT[code]}" for office, code in row.dissent.items()
        ]
        link = Link(str(row.number), reverse("protection:conference_decision", args=[row.pk]))
        cells.append(
            [
                link if lead else str(row.number),
                what,
                row.office_name,
                row.due_on,
                DECISION_STATES[row.stands],
                against or None,
            ]
        )
    return Table(
        caption=_("What was decided"),
        columns=[
            Column(_("No.")),
            Column(_("What")),
            Column(_("Who does it")),
            Column(_("By when?")),
            Column(_("Stands")),
            Column(_("Does not agree")),
        ],
        rows=cells,
        empty=_("Nothing is decided yet."),
    )


def seats_table(rows: Sequence[Any]) -> Table:
    """Conferences of other offices at which the acting office has a seat."""
    return Table(
        caption=_("Conferences of other offices"),
        columns=[
            Column(_("Called by")),
            Column(_("Code")),
            Column(_("Day")),
            Column(_("State")),
            Column(_("Your answer")),
        ],
        rows=[
            [
                Link(row.office, reverse("protection:seat", args=[row.pk])),
                row.code,
                when_text(row),
                STATES[row.state],
                COMING[row.coming],
            ]
            for row in rows
        ],
        empty=_("No office has called yours to a conference."),
    )
