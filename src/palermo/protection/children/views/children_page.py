"""What the pages about a child show, as facts and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from palermo.kit.components import Cell, Column, Fact, Table
from palermo.kit.layout import Link
from palermo.kit.office_time import local_day
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.words import AGE_BANDS
from palermo.protection.children.models import AgeDecision, ChildView, Guardian, GuardianRequest
from palermo.protection.children.words import (
    CONFLICTS,
    GUARDIAN_ENDS,
    MANDATES,
    RELATIONS,
    TOPICS,
    VIEW_WISHES,
)
from palermo.trust.people.words import OFFICE_KINDS


def age_facts(row: AgeDecision, names: Mapping[UUID, str]) -> list[Fact]:
    """Who proposed what, and what the second person answered."""
    if row.agreed is None:
        answer: Cell = _("Waits for a second person")
    else:
        who = names.get(row.answered_by_id, "") if row.answered_by_id else ""
        answer = [_("Agreed") if row.agreed else _("Not agreed: the age stays in doubt"), who or None]
    return [
        Fact(_("Proposed"), [AGE_BANDS[row.age_band], local_day(row.created_at)]),
        Fact(_("By"), names.get(row.proposed_by_id)),
        Fact(_("Answer"), answer),
    ]


def guardian_facts(row: Guardian, names: Mapping[UUID, str]) -> list[Fact]:
    """What is known of a guardian without a name: relation, mandate, conflict of interest, end."""
    verified: Cell = (
        [row.verified_on, _name(names, row.verified_by_id)] if row.verified_on else _("Not verified")
    )
    checked: Cell = (
        [CONFLICTS[row.conflict], row.conflict_checked_on, _name(names, row.conflict_checked_by_id)]
        if row.conflict
        else _("Nobody looked for it")
    )
    facts = [
        Fact(_("To the child"), RELATIONS[row.relation]),
        Fact(_("Mandate"), MANDATES[row.mandate]),
        Fact(_("Mandate verified"), verified),
        Fact(_("Conflict of interest"), checked),
    ]
    if row.mandate_until:
        facts.append(Fact(_("Mandate holds until"), row.mandate_until))
    if row.ended_on:
        facts.append(Fact(_("Ended"), [row.ended_on, GUARDIAN_ENDS[row.ended_reason]]))
    return facts


def requests_table(rows: Sequence[GuardianRequest]) -> Table:
    """Of whom a guardian was asked, and until when one is awaited."""
    return Table(
        caption=_("Guardian asked for"),
        columns=[Column(_("Of")), Column(pgettext("a day", "On")), Column(_("Awaited by"))],
        rows=[
            [OFFICE_KINDS.get(row.requested_of, row.requested_of), row.requested_on, row.due_on]
            for row in rows
        ],
        empty=_("Nobody was asked yet."),
    )


def views_table(case: Case, rows: Sequence[ChildView], names: Mapping[UUID, str], *, may_read: bool) -> Table:
    """What the child said, about what and when."""
    lines: list[list[Cell]] = []
    for row in rows:
        url = reverse("protection:child_view", args=[case.pk, row.pk])
        topic: Cell = Link(str(TOPICS[row.topic]), url) if may_read else TOPICS[row.topic]
        heard = PartialDate.parse(row.heard_on)
        lines.append([topic, VIEW_WISHES[row.wish], heard, names.get(row.recorded_by_id)])
    return Table(
        caption=_("What the child says"),
        columns=[Column(_("About")), Column(_("Wants it?")), Column(_("Said")), Column(_("Written down by"))],
        rows=lines,
        empty=_("Nothing is recorded. Ask the child, with somebody the child trusts."),
    )


def _name(names: Mapping[UUID, str], user_id: UUID | None) -> str | None:
    return names.get(user_id) if user_id else None
