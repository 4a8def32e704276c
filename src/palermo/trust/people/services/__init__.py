"""Writes about accounts, offices, units and roles."""

from __future__ import annotations

from palermo.trust.people.services.acceptance import accept_invitation, decline_invitation
from palermo.trust.people.services.access import (
    begin_acting,
    change_account,
    end_own_sessions,
    prove_address,
    renew_access,
)
from palermo.trust.people.services.colleagues import assign_role, end_role, invite
from palermo.trust.people.services.confirming import confirm_person, end_resting_roles
from palermo.trust.people.services.heads import take_newest_head
from palermo.trust.people.services.invitations import (
    give_role,
    invite_colleague,
    offer_again,
    withdraw_invitation,
)
from palermo.trust.people.services.leaving import hand_over
from palermo.trust.people.services.offices import (
    create_installation,
    create_office,
    create_unit,
    new_office,
    set_zone,
)
from palermo.trust.people.services.opening import enter_code, open_with_code, open_with_link

__all__ = [
    "accept_invitation",
    "assign_role",
    "begin_acting",
    "change_account",
    "confirm_person",
    "create_installation",
    "create_office",
    "create_unit",
    "decline_invitation",
    "end_own_sessions",
    "end_resting_roles",
    "end_role",
    "enter_code",
    "give_role",
    "hand_over",
    "invite",
    "invite_colleague",
    "new_office",
    "offer_again",
    "open_with_code",
    "open_with_link",
    "prove_address",
    "renew_access",
    "set_zone",
    "take_newest_head",
    "withdraw_invitation",
]
