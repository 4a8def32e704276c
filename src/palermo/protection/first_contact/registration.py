"""What first contact registers with the rooms below."""

from __future__ import annotations

from palermo.protection.first_contact import today
from palermo.protection.first_contact.leaving import INTERVIEWS
from palermo.protection.first_contact.retention import register_ending
from palermo.protection.first_contact.role_lines import LINES
from palermo.protection.first_contact.search import EVENTS_FOUND, INTERPRETERS_FOUND
from palermo.protection.first_contact.still_out import INTERVIEW
from palermo.protection.first_contact.verbs import VERBS
from palermo.protection.first_contact.words import REASONS
from palermo.trust import open_work, still_out
from palermo.trust.ledger.words import add_verbs
from palermo.trust.people.seeing import add_lines
from palermo.trust.reasons import add_reasons
from palermo.trust.search import register as register_search
from palermo.trust.today import register as register_today


def register() -> None:
    """Called in AppConfig.ready."""
    still_out.register(INTERVIEW)
    register_ending()
    add_verbs(VERBS)
    add_lines(LINES)
    add_reasons(REASONS)
    register_today("protection.interviews", today.interviews_waiting)
    register_today("protection.groups", today.group_members_without_interviewer)
    register_today("protection.interpreters", today.interpreters_to_replace)
    open_work.register(INTERVIEWS)
    register_search(EVENTS_FOUND)
    register_search(INTERPRETERS_FOUND)
