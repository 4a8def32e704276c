"""Colleagues, roles and units as the kit's tables and facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.components import Cell, Column, Fact, State, Table, Tone
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.kit.office_time import local_day, office_today
from palermo.trust.people.models import RoleAssignment, Unit, User
from palermo.trust.people.queries import Colleague
from palermo.trust.people.standing import rests
from palermo.trust.people.words import mandate_words, role_words


def name_of(user: User) -> str:
    """What the account is called: its name, else its address."""
    return user.full_name or user.email


def state_of(row: RoleAssignment, day: date) -> State:
    """Whether a role is held on `day`, comes, or is over."""
    if row.revoked_at is not None or (row.valid_until is not None and row.valid_until < day):
        return State(_("Ended"))
    if rests(row):
        return State(_("Rests until confirmed"), Tone.ATTENTION)
    if row.valid_from > day:
        return State(_("To come"), Tone.SEA)
    return State(_("Current"), Tone.DONE)


def is_resting(row: RoleAssignment) -> bool:
    """True for a role that has no effect until the office confirms the person."""
    return row.revoked_at is None and not _over(row, office_today()) and rests(row)


def colleagues_table(rows: Sequence[Colleague], *, former: bool, next_key: str) -> Table:
    """Colleagues with the roles they hold or will hold."""
    return Table(
        caption=_("Without a role now") if former else _("With a role now"),
        columns=[Column(_("Name")), Column(_("Email")), Column(_("Roles")), Column(_("Second step"))],
        rows=[_colleague_row(row) for row in rows],
        empty=_("Nobody's roles have all ended.") if former else _("Nobody has a role yet."),
        next_key=next_key,
    )


def _colleague_row(row: Colleague) -> list[Cell]:
    today = office_today()
    roles = [_role_line(role) for role in row.roles if role.revoked_at is None and not _over(role, today)]
    return [
        Link(name_of(row.user), reverse("people:colleague", args=[row.user.pk])),
        row.user.email,
        roles,
        second_step(row),
    ]


def _over(row: RoleAssignment, day: date) -> bool:
    return row.valid_until is not None and row.valid_until < day


def _role_line(row: RoleAssignment) -> str:
    parts = {"role": role_words(row.role), "unit": row.unit.name}
    if rests(row):
        return _("%(role)s, %(unit)s: rests until confirmed") % parts
    if row.valid_from > office_today():
        return _("%(role)s, %(unit)s, from %(day)s") % {**parts, "day": day_text(row.valid_from)}
    if row.valid_until is not None:
        return _("%(role)s, %(unit)s, until %(day)s") % {**parts, "day": day_text(row.valid_until)}
    return _("%(role)s, %(unit)s") % parts


def second_step(row: Colleague) -> State:
    """Whether the second step at sign-in is set up; who never signed in is told from who has to set it up anew."""
    if row.second_factor:
        return State(_("Set up"), Tone.DONE)
    if row.user.last_login is None:
        return State(_("Invited, not yet here"), Tone.SEA)
    return State(_("Due at next sign-in"), Tone.ATTENTION)


def colleague_facts(row: Colleague) -> list[Fact]:
    """What an administrator knows of an account."""
    return [
        Fact(_("Email"), row.user.email),
        Fact(_("Second step"), second_step(row)),
        Fact(_("Password"), _("Set") if row.user.has_usable_password() else _("Not chosen yet")),
        Fact(_("Last signed in"), local_day(row.user.last_login) if row.user.last_login else _("Not yet")),
    ]


def roles_table(row: Colleague, *, may_end: bool) -> Table:
    """Every role in this office, past ones too."""
    columns = [
        Column(_("Role")),
        Column(_("Unit")),
        Column(_("From")),
        Column(_("Until")),
        Column(_("State")),
    ]
    if may_end:
        columns.append(Column(_("Change")))
    return Table(
        caption=_("Roles in this office"),
        columns=columns,
        rows=[_role_row(role, may_end=may_end) for role in row.roles],
        empty=_("No role was ever given."),
    )


def _role_row(row: RoleAssignment, *, may_end: bool) -> list[Cell]:
    state = state_of(row, office_today())
    until = local_day(row.revoked_at) if row.revoked_at else row.valid_until
    cells: list[Cell] = [role_words(row.role), row.unit.name, row.valid_from, until, state]
    if may_end:
        ended = state.label == _("Ended")
        cells.append(None if ended else Link(_("End now"), reverse("people:end_role", args=[row.pk])))
    return cells


def role_facts(row: RoleAssignment) -> list[Fact]:
    """One role, before it is ended."""
    return [
        Fact(_("Colleague"), name_of(row.user)),
        Fact(_("Role"), role_words(row.role)),
        Fact(_("Unit"), row.unit.name),
    ]


def units_table(units: Sequence[Unit]) -> Table:
    """Units with their mandates and how many people work in them."""
    return Table(
        caption=_("Units"),
        columns=[Column(_("Unit")), Column(_("Mandate")), Column(_("People"), figures=True)],
        rows=[[unit.name, mandate_words(unit.mandate), getattr(unit, "people", 0)] for unit in units],
        empty=_("Units stand here once the first is added."),
        empty_action=Link(_("Add the first unit"), reverse("people:add_unit")),
    )
