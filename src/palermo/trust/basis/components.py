"""The office's legal bases as tables and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.components import Cell, Column, Fact, Table
from palermo.kit.layout import Link
from palermo.kit.listed import listed
from palermo.trust.basis.models import ProcessingBasis
from palermo.trust.basis.rules import BasisState, ProcessingPurpose, state_of
from palermo.trust.basis.words import BASIS_STATES, LEGAL_BASES, PURPOSES


def purposes_table(rows: Sequence[ProcessingBasis], names: Mapping[UUID, str], *, may_end: bool) -> Table:
    """What is in force today, by purpose, and the purposes for which nothing is."""
    order = list(ProcessingPurpose)
    held = sorted(rows, key=lambda row: order.index(ProcessingPurpose(row.processing_purpose)))
    without = [str(PURPOSES[code]) for code in order if code not in {row.processing_purpose for row in held}]
    note = _("None for: %(purposes)s.") % {"purposes": listed(without)} if without else ""
    return Table(
        caption=_("In force today"),
        columns=_columns(_("Recorded by"), may_end=may_end),
        rows=[_line(row, _by(row, names), may_end=may_end, change=_end_link(row)) for row in held],
        empty=_("No legal basis is in force, for any purpose."),
        empty_action=Link(_("Record the first one"), reverse("basis:record")) if may_end else None,
        note=note,
    )


def others_table(
    rows: Sequence[ProcessingBasis],
    names: Mapping[UUID, str],
    *,
    day: date,
    may_end: bool,
    next_key: str,
) -> Table:
    """What is to come, what has ended and what was taken back, newest first."""
    lines = []
    for row in rows:
        state = _state(row, day)
        stands: list[Cell] = [BASIS_STATES[state], _by(row, names)]
        change = _end_link(row) if state is BasisState.TO_COME else None
        lines.append(_line(row, stands, may_end=may_end, change=change))
    return Table(
        caption=_("To come and past"),
        columns=_columns(_("State"), may_end=may_end),
        rows=lines,
        empty="",
        next_key=next_key,
    )


def basis_facts(row: ProcessingBasis) -> list[Fact]:
    """One basis, before it is ended."""
    return [
        Fact(_("Purpose"), PURPOSES[row.processing_purpose]),
        Fact(_("Legal basis"), LEGAL_BASES[row.legal_basis]),
        Fact(_("First day"), row.valid_from),
        Fact(_("Last day"), row.valid_until or _("No last day")),
    ]


def _columns(fifth: str, *, may_end: bool) -> list[Column]:
    names = [_("Purpose"), _("Legal basis"), _("First day"), _("Last day"), fifth]
    return [Column(name) for name in ([*names, _("Change")] if may_end else names)]


def _line(row: ProcessingBasis, fifth: Cell, *, may_end: bool, change: Link | None) -> list[Cell]:
    taken_back = _state(row, row.valid_from) is BasisState.TAKEN_BACK
    cells: list[Cell] = [
        PURPOSES[row.processing_purpose],
        LEGAL_BASES[row.legal_basis],
        row.valid_from,
        None if taken_back else row.valid_until,
        fifth,
    ]
    return [*cells, change] if may_end else cells


def _state(row: ProcessingBasis, day: date) -> BasisState:
    return state_of(valid_from=row.valid_from, valid_until=row.valid_until, day=day)


def _by(row: ProcessingBasis, names: Mapping[UUID, str]) -> str | None:
    return names.get(row.recorded_by_id) or None


def _end_link(row: ProcessingBasis) -> Link:
    return Link(_("End it"), reverse("basis:end", args=[row.pk]))
