"""What need to know registers with the rooms below."""

from __future__ import annotations

from palermo.protection.cases import names_written
from palermo.protection.need_to_know import today
from palermo.protection.need_to_know.search import FILES
from palermo.protection.need_to_know.services.look_alikes import look_alikes
from palermo.protection.need_to_know.verbs import VERBS, NeedToKnowVerb
from palermo.protection.need_to_know.words import COLUMNS, REASONS, THERE
from palermo.trust.ledger.exposure import register_look
from palermo.trust.ledger.words import add_columns, add_verbs
from palermo.trust.reasons import add_moved_on, add_reasons
from palermo.trust.search import register as register_search
from palermo.trust.today import register as register_today


def register() -> None:
    """Called in AppConfig.ready."""
    add_verbs(VERBS)
    add_columns(COLUMNS)
    add_reasons(REASONS)
    add_moved_on({"never_share_ended": [NeedToKnowVerb.NEVER_SHARE_ENDED]})
    for verb in (NeedToKnowVerb.CASE_FOUND, NeedToKnowVerb.CASE_SEARCHED_FOR):
        register_look(verb, shown=THERE)
    register_today("protection.searched", today.searched_unusually)
    register_today("protection.alike", today.arrived_and_known, counted=True)
    register_today("protection.contacts", today.contacts_undecided, counted=True)
    names_written.register(look_alikes)
    register_search(FILES)
