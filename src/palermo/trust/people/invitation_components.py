"""Invitations and roles that rest, as the kit's tables and facts."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.kit.components import Column, Fact, State, Table, Tone
from palermo.kit.layout import Link
from palermo.trust.people.invited import inviters
from palermo.trust.people.models import Invitation, InvitationAnswer, RoleAssignment
from palermo.trust.people.services.invitations import WAITS
from palermo.trust.people.words import role_words


def invitation_state(row: Invitation) -> State:
    """What the office is told: a no, a refusal and silence are the same to it.

    One that lapsed with the role of who invited says so, unless it could have run out by itself before.
    """
    if row.answer == InvitationAnswer.ACCEPTED:
        return State(_("Accepted"), Tone.DONE)
    if row.answer == InvitationAnswer.WITHDRAWN:
        return State(_("Withdrawn"))
    cut_short = row.lapses_at - row.sent_at not in WAITS.values()
    if row.lapses_at <= timezone.now() and cut_short and getattr(row, "inviter_left", False):
        return State(_("Lapsed: who invited is administrator no more"), Tone.ATTENTION)
    if row.answer or row.lapses_at <= timezone.now():
        return State(_("Not accepted"))
    return State(_("Invited"), Tone.SEA)


def office_table(rows: Sequence[Invitation]) -> Table:
    """What the office offered and nobody accepted yet."""
    return Table(
        caption=_("Invitations"),
        columns=[Column(_("Invited")), Column(_("Email")), Column(_("Role")), Column(_("State"))],
        rows=[
            [
                Link(row.full_name or row.email, reverse("people:invitation", args=[row.pk])),
                row.email,
                _("%(role)s, %(unit)s") % {"role": role_words(row.role), "unit": row.unit.name},
                invitation_state(row),
            ]
            for row in rows
        ],
        empty=_("No invitation waits."),
    )


def office_facts(row: Invitation) -> list[Fact]:
    """One invitation as its office sees it: what it wrote itself, and whether it was accepted."""
    return [
        Fact(_("Email"), row.email),
        Fact(_("Role"), role_words(row.role)),
        Fact(_("Unit"), row.unit.name),
        Fact(_("From"), row.valid_from),
        Fact(_("Until"), row.valid_until),
        Fact(_("State"), invitation_state(row)),
        Fact(_("Waits until"), row.lapses_at),
    ]


def own_table(rows: list[Invitation]) -> Table:
    """What waits for the account's answer."""
    names = inviters(rows)
    return Table(
        caption=_("Invitations that wait for you"),
        columns=[Column(_("Office")), Column(_("Role")), Column(_("From whom")), Column(_("Waits until"))],
        rows=[
            [
                Link(row.organisation.name, reverse("people:answer_invitation", args=[row.pk])),
                _("%(role)s, %(unit)s") % {"role": role_words(row.role), "unit": row.unit.name},
                names.get(row.invited_by_id) if row.invited_by_id else _("Whoever runs this server"),
                row.lapses_at,
            ]
            for row in rows
        ],
        empty=_("Nothing waits for your answer."),
    )


def own_facts(row: Invitation) -> list[Fact]:
    """One invitation as its holder sees it."""
    by = inviters([row]).get(row.invited_by_id) if row.invited_by_id else _("Whoever runs this server")
    return [
        Fact(_("Office"), row.organisation.name),
        Fact(_("Unit"), row.unit.name),
        Fact(_("Role"), role_words(row.role)),
        Fact(_("From"), row.valid_from),
        Fact(_("Until"), row.valid_until),
        Fact(_("From whom"), by),
        Fact(_("Waits until"), row.lapses_at),
    ]


def resting_table(rows: Sequence[RoleAssignment]) -> Table:
    """The roles of a colleague that rest."""
    return Table(
        caption=_("Roles that rest"),
        columns=[Column(_("Role")), Column(_("Unit")), Column(_("From")), Column(_("Until"))],
        rows=[[role_words(row.role), row.unit.name, row.valid_from, row.valid_until] for row in rows],
        empty=_("No role rests."),
    )
