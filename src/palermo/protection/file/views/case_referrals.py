"""What the page of a case shows of its referrals: those sent, and what brought the person here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.exchange.components import caveat_words
from palermo.exchange.queries import handling_of
from palermo.kit.components import Cell, Column, Table
from palermo.kit.layout import Link
from palermo.kit.listed import listed
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.views.referral_page import shown_state
from palermo.trust.actor import Actor
from palermo.trust.basis.words import PURPOSES


def case_referrals(sent: Sequence[Referral], came_by: Sequence[Enquiry]) -> Table:
    """The referrals of one case (`sent`), newest first, and what brought the person here (`came_by`)."""
    rows: list[list[Cell]] = [
        [
            Link(row.code, reverse("protection:referral", args=[row.pk])),
            row.office,  # type: ignore[attr-defined]
            NEED_KINDS[row.need.kind],
            shown_state(row),
        ]
        for row in sent
    ]
    for enquiry in came_by:
        came_from = _("from %(office)s") % {"office": enquiry.office}  # type: ignore[attr-defined]
        link: Cell = Link(enquiry.code, reverse("protection:enquiry", args=[enquiry.pk]))
        rows.append([link, came_from, NEED_KINDS[enquiry.need_kind], shown_state(enquiry)])
    return Table(
        caption=_("Referrals"),
        columns=[Column(_("Code")), Column(_("Office")), Column(_("For")), Column(_("State"))],
        rows=rows,
        empty="",
    )


def came_with(actor: Actor, came_by: Sequence[Enquiry]) -> list[tuple[str, list[Cell]]]:
    """Offices that referred the person here: for what each sent something, and its restrictions on it."""
    shown: list[tuple[str, list[Cell]]] = []
    for enquiry in came_by:
        if handling := handling_of(actor, enquiry.thread_id):
            purposes = listed(PURPOSES.get(code, code) for code in handling.purposes)
            stated: Cell = _("For: %(purpose)s") % {"purpose": purposes}
            office: str = enquiry.office  # type: ignore[attr-defined]
            shown.append((office, [stated, *caveat_words(handling.caveats)]))
    return shown


def joined_table(rows: Sequence[Any]) -> Table | None:
    """Referrals under way in the other files of the same person (`referrals_joined`); None without any."""
    shown: list[list[Cell]] = [
        [
            Link(row.code, reverse("protection:referral", args=[row.pk])),
            row.office,
            NEED_KINDS[row.need_kind],
            shown_state(row),
        ]
        for row in rows
    ]
    if not shown:
        return None
    return Table(
        caption=_("Referrals in the joined files"),
        columns=[Column(_("Code")), Column(_("Office")), Column(_("For")), Column(_("State"))],
        rows=shown,
        empty="",
    )
