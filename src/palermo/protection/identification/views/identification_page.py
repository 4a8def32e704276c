"""What the pages of identification and of a child show, as facts and tables. No number sums anything up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.choices import is_unsaid
from palermo.kit.components import Cell, Column, Fact, Table
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.words import LANGUAGES
from palermo.protection.cases.words.clocks import PAUSED
from palermo.protection.identification.codes import SURROGACY, Observed
from palermo.protection.identification.models import Account, Decision, Presumption, Reflection, Screening
from palermo.protection.identification.queries import IdentificationFile
from palermo.protection.identification.words import (
    ASKED_BY,
    ELEMENT_CODES,
    ELEMENTS,
    INDICATORS,
    OBSERVED,
    OUTCOMES,
    REFLECTION_ENDS,
    STANDINGS,
    THRESHOLDS,
    TOLD,
)
from palermo.reference.indicators import Element
from palermo.trust.people.words import OFFICE_KINDS


def screening_facts(row: Screening, names: Mapping[UUID, str], *, child: bool) -> list[Fact]:
    """What was seen, grouped by the answer; what was not asked is not listed."""
    found: dict[Element, list[str]] = {
        Element.ACT: row.acts,
        Element.MEANS: row.means,
        Element.PURPOSE: row.purposes,
    }
    facts = [Fact(_("When, and by whom"), [row.created_at.date(), names.get(row.recorded_by_id)])]
    facts += [
        Fact(OBSERVED[said], [words for code, words in INDICATORS.items() if row.answers.get(code) == said])
        for said in (Observed.OBSERVED, Observed.NOT_OBSERVED, Observed.NOT_SAID)
        if said in row.answers.values()
    ]
    for element, codes in found.items():
        if element is Element.MEANS and child:
            facts.append(Fact(ELEMENTS[element], _means_of_a_child(row)))
            continue
        facts.append(
            Fact(ELEMENTS[element], [element_words(code) for code in codes] or OBSERVED["not_asked"])
        )
    if row.stopped:
        facts.append(Fact(_("Where it ended"), _("Stopped on the way. It can go on at any time.")))
    return facts


def _means_of_a_child(row: Screening) -> str:
    """For a child no means are needed: Palermo Protocol art. 3(c); the exception is Directive 2011/36/EU art. 2(5)."""
    if SURROGACY in row.purposes:
        return _(
            "Not needed: a child. For surrogacy European Union law leaves them out only where the child is the "
            "surrogate mother."
        )
    return _("Not needed: a child")


def element_words(code: str) -> Cell:
    """A code of an element, or why there is none, in words."""
    return OBSERVED.get(code) or (ELEMENT_CODES[code] if not is_unsaid(code) else _("Not known"))


def accounts_table(
    case: Case, rows: Sequence[Account], names: Mapping[UUID, str], *, may_read: bool
) -> Table:
    """The accounts in the order they were told; each keeps its author and time."""
    return Table(
        caption=_("What was told"),
        columns=[Column(_("Entry")), Column(_("Told")), Column(_("Written down")), Column(_("By"))],
        rows=[
            [
                Link(str(STANDINGS[row.standing]), reverse("protection:account", args=[case.pk, row.pk]))
                if may_read
                else STANDINGS[row.standing],
                PartialDate.parse(row.told_on),
                row.created_at,
                names.get(row.recorded_by_id),
            ]
            for row in rows
        ],
        empty=_("Nothing is written down. Nobody has to tell anything to be helped."),
    )


def presumption_facts(row: Presumption, names: Mapping[UUID, str]) -> list[Fact]:
    """When, who, on which threshold, and what the person was told."""
    return [
        Fact(_("Presumed on"), row.presumed_on),
        Fact(_("First responder"), OFFICE_KINDS.get(row.responder_kind, row.responder_kind)),
        Fact(_("Threshold"), THRESHOLDS[row.threshold]),
        Fact(_("The person was told"), [words for code, words in TOLD.items() if code in row.told]),
        Fact(_("Language"), LANGUAGES.get(row.language) or OBSERVED.get(row.language) or _("Not known")),
        Fact(_("Recorded by"), names.get(row.recorded_by_id)),
    ]


def reflection_facts(row: Reflection, *, paused: bool) -> list[Fact]:
    """Since when, until when, pauses, extensions, how it ended."""
    facts = [
        Fact(_("Since"), row.started_on),
        Fact(_("Minimum until"), [row.minimum_until, *([PAUSED] if paused else [])]),
        Fact(_("Lasts until"), row.until),
    ]
    if row.pauses:
        facts.append(
            Fact(_("Days that do not count"), [_span(one["from"], one["until"]) for one in row.pauses])
        )
    if row.ended_on is not None:
        facts.append(Fact(_("Ended"), [row.ended_on, REFLECTION_ENDS[row.ended_reason]]))
    return facts


def _span(first: str, until: str | None) -> str:
    begins = day_text(date.fromisoformat(first))
    if until is None:
        return _("since %(day)s") % {"day": begins}
    return _("%(day)s to %(other)s") % {"day": begins, "other": day_text(date.fromisoformat(until))}


def decisions_table(file: IdentificationFile, *, may_read: bool) -> Table:
    """The decisions, newest first, each with who decided; what is asked again says so."""
    asked = {row.decision_id: row for row in reversed(file.reconsiderations)}
    lines: list[list[Cell]] = []
    for row in file.decisions:
        again = asked.get(row.pk)
        lines.append(
            [
                _decision_link(file.case, row) if may_read else OUTCOMES[row.outcome].label,
                row.decided_on,
                file.names.get(row.decided_by_id),
                [ASKED_BY[again.asked_by], again.asked_on, _answered(again.answer_id)] if again else None,
            ]
        )
    return Table(
        caption=_("Decisions"),
        columns=[Column(_("Decision")), Column(_("Day")), Column(_("By")), Column(_("Asked again"))],
        rows=lines,
        empty=_("Nothing is decided. Help does not wait for it."),
    )


def _decision_link(case: Case, row: Decision) -> Link:
    return Link(str(OUTCOMES[row.outcome].label), reverse("protection:decision", args=[case.pk, row.pk]))


def _answered(answer_id: UUID | None) -> str:
    return _("answered") if answer_id else _("waits for the decision-maker")
