"""Writes about accounts, offices, units and roles."""

from __future__ import annotations

from palermo.trust.people.services.access import begin_acting, change_account, end_own_sessions, renew_access
from palermo.trust.people.services.colleagues import (
    Invitation,
    assign_role,
    end_role,
    invite,
    invite_colleague,
)
from palermo.trust.people.services.heads import take_newest_head
from palermo.trust.people.services.offices import create_installation, create_office, create_unit, new_office

__all__ = [
    "Invitation",
    "assign_role",
    "begin_acting",
    "change_account",
    "create_installation",
    "create_office",
    "create_unit",
    "end_own_sessions",
    "end_role",
    "invite",
    "invite_colleague",
    "new_office",
    "renew_access",
    "take_newest_head",
]
