"""Packages as the pages show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.directory.models import Party
from palermo.exchange.models import Envelope, PublicKeys
from palermo.exchange.parties import fingerprint
from palermo.exchange.words import CAVEATS, KINDS
from palermo.kit.components import Cell, Column, Fact, Section, State, Table, Tone
from palermo.kit.layout import Link
from palermo.trust.actor import Actor
from palermo.trust.basis.words import DATA_CLASSES, PURPOSES


def other_side(actor: Actor, row: Envelope) -> Party:
    """The party on the other side of a package."""
    return row.receiver if row.sender_id == actor.organisation_id else row.sender


def content_state(*, kept: bool) -> State:
    """Whether the sealed content is still there."""
    return State(_("Sealed, not deleted yet"), Tone.SEA) if kept else State(_("Deleted"))


def packages_table(actor: Actor, rows: Sequence[Envelope], kept: Collection[UUID], *, next_key: str) -> Table:
    """Packages sent and received."""
    cells: list[list[Cell]] = []
    for row in rows:
        sent = row.sender_id == actor.organisation_id
        direction = _("To %(office)s") if sent else _("From %(office)s")
        cells.append(
            [
                Link(str(KINDS.get(row.kind, row.kind)), reverse("exchange:package", args=[row.pk])),
                direction % {"office": (row.receiver if sent else row.sender).name},
                row.sent_at,
                row.due_at,
                content_state(kept=row.pk in kept),
            ]
        )
    return Table(
        caption=_("Sent and received"),
        columns=[
            Column(_("Message")),
            Column(_("Between")),
            Column(_("Sent")),
            Column(_("Answer due")),
            Column(_("Sealed content")),
        ],
        rows=cells,
        empty=_("Messages your office sends to others, or gets from them, stand here."),
        next_key=next_key,
    )


def key_fact(published: PublicKeys | None) -> Fact | None:
    """The fingerprint of an office's keys; None for one without keys."""
    return Fact(_("Fingerprint of your keys"), fingerprint(published)) if published else None


def use_section(caveats: Collection[str], *, purposes: Collection[str] = ()) -> Section:
    """How a package may be used, in words: for what, where that is not said elsewhere, and what its sender forbids."""
    facts = [Fact(_("Purpose"), [PURPOSES.get(code, code) for code in purposes])] if purposes else []
    restrictions = caveat_words(caveats)
    return Section(
        _("How it may be used"),
        [*facts, Fact(_("Restrictions of the sender"), restrictions)],
        _(
            "Who receives information keeps to the restrictions its sender placed on it (Protocol, art. 10.3)."
        ),
    )


def caveat_words(caveats: Collection[str]) -> list[Cell]:
    """Handling caveats in words, always in the same order."""
    return [text for code, text in CAVEATS.items() if code in caveats]


def package_sections(
    actor: Actor, row: Envelope, keys: Mapping[object, PublicKeys], *, kept: bool
) -> list[Section]:
    """Everything the signed header says, in words."""
    other = other_side(actor, row)
    published = keys.get(other.pk)
    return [
        Section(
            _("Header"),
            [
                Fact(_("From"), row.sender.name),
                Fact(_("To"), row.receiver.name),
                Fact(_("Purpose"), PURPOSES.get(row.purpose, row.purpose)),
                Fact(
                    _("Classes of data"),
                    [DATA_CLASSES.get(code, code) for code in row.data_classes]
                    or _("None: coded and coarse answers only"),
                ),
                Fact(
                    _("Agreement"),
                    Link(
                        _("The agreement it rests on"),
                        reverse("directory:agreement", args=[row.agreement_id]),
                    ),
                ),
                Fact(_("Sent"), row.sent_at),
                Fact(_("Answer due"), row.due_at),
                Fact(_("Unread content is deleted on"), row.expires_at),
                Fact(_("Sealed content"), content_state(kept=kept)),
            ],
        ),
        use_section(row.caveats),
        Section(
            _("Keys"),
            [
                Fact(
                    _("Fingerprint of %(office)s") % {"office": other.name},
                    fingerprint(published) if published else None,
                )
            ],
            _("Compare it with the other office by telephone or in person, once."),
        ),
    ]
