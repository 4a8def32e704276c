"""Agreements and partners as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.directory.models import Agreement
from palermo.directory.parties.models import Party
from palermo.directory.queries import Partner, state_at
from palermo.directory.words import CONTROLLER_ROLES, STATES
from palermo.kit.cldr import country_name
from palermo.kit.components import Cell, Column, Fact, Moment, Section, State, Table, Tone
from palermo.kit.layout import Link
from palermo.trust.actor import Actor
from palermo.trust.basis.words import DATA_CLASSES, LEGAL_BASES, PURPOSES
from palermo.trust.people.words import OFFICE_KINDS
from palermo.trust.reasons import explain


def other_side(actor: Actor, row: Agreement) -> Party:
    """The party on the other side of an agreement."""
    return row.partner if row.proposer_id == actor.organisation_id else row.proposer


def agreements_table(
    actor: Actor, rows: Sequence[Agreement], *, now: datetime, next_key: str, action: Link | None
) -> Table:
    """The office's agreements."""
    return Table(
        caption=_("Your office’s agreements"),
        columns=[Column(_("Agreement")), Column(_("With")), Column(_("State")), Column(_("Last day"))],
        rows=[
            [
                Link(row.title, reverse("directory:agreement", args=[row.pk])),
                other_side(actor, row).name,
                STATES[state_at(row, now)],
                row.valid_until,
            ]
            for row in rows
        ],
        empty=_("Two offices exchange only under an agreement. Propose one to the office you work with."),
        empty_action=action,
        next_key=next_key,
    )


def partners_table(partners: Iterable[Partner]) -> Table:
    """The other offices' public faces, and whether help for a person may be asked of them now."""
    rows: list[list[Cell]] = []
    for partner in partners:
        office = partner.office
        may: Cell = State(_("Yes"), Tone.DONE)
        if partner.refusal is not None:
            may = [State(_("No")), explain(partner.refusal)]
        elif not partner.takes_enquiries:
            may = [State(_("No")), _("It takes no enquiries now. Its contact point knows who helps.")]
        rows.append(
            [office.name, OFFICE_KINDS[office.kind], country_name(office.country), office.contact_point, may]
        )
    return Table(
        caption=_("Other offices"),
        columns=[
            Column(_("Office")),
            Column(_("Kind")),
            Column(_("Country")),
            Column(_("Contact point")),
            Column(_("May you refer to it?")),
        ],
        rows=rows,
        empty=_("There is no other office here yet. Whoever runs this installation creates offices."),
    )


def agreement_sections(row: Agreement) -> list[Section]:
    """Everything an agreement says, in words."""
    return [
        Section(
            _("What is exchanged"),
            [
                Fact(_("Purposes"), [PURPOSES.get(code, code) for code in row.purposes]),
                Fact(_("Data, at most"), [DATA_CLASSES.get(code, code) for code in row.data_classes]),
                Fact(_("Legal basis"), LEGAL_BASES.get(row.legal_basis, row.legal_basis)),
            ],
        ),
        Section(
            _("Who answers for the data"),
            [
                Fact(row.proposer.name, CONTROLLER_ROLES[row.proposer_controller_role]),
                Fact(row.partner.name, CONTROLLER_ROLES[row.partner_controller_role]),
            ],
        ),
        Section(_("When"), [Fact(_("First day"), row.valid_from), Fact(_("Last day"), row.valid_until)]),
    ]


def agreement_moments(actor: Actor, row: Agreement, names: Mapping[UUID, str]) -> list[Moment]:
    """Who proposed, accepted and ended it: colleagues by name, the other side as an office."""
    ended_by_proposer = row.ended_by_id is not None and row.ended_by_id in names
    own_is_proposer = row.proposer_id == actor.organisation_id
    moments = [_moment(row.created_at, _("Proposed"), row.proposed_by_id, row.proposer, names)]
    if row.accepted_at:
        moments.append(_moment(row.accepted_at, _("Accepted"), row.accepted_by_id, row.partner, names))
    if row.ended_at:
        side = row.proposer if ended_by_proposer == own_is_proposer else row.partner
        moments.append(_moment(row.ended_at, _("Ended"), row.ended_by_id, side, names))
    return moments


def _moment(when: datetime, what: str, by: UUID | None, office: Party, names: Mapping[UUID, str]) -> Moment:
    name = names.get(by) if by else None
    return Moment(when=when, what=what, who=f"{name}, {office.name}" if name else office.name)
