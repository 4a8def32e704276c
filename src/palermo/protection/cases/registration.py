"""What cases register with the rooms below."""

from __future__ import annotations

from palermo.exchange.acts import find_leading_with
from palermo.protection.cases import today
from palermo.protection.cases.leaving import DECIDED, WORKED_ON
from palermo.protection.cases.lines import tell_files
from palermo.protection.cases.queries.joined import leading
from palermo.protection.cases.retention import register_ending
from palermo.protection.cases.role_lines import LINES
from palermo.protection.cases.services.name_tokens import renew_tokens
from palermo.protection.cases.switch import CASE_FILES
from palermo.protection.cases.verbs import VERBS, CaseVerb
from palermo.protection.cases.words import COLUMNS, REASONS
from palermo.protection.cases.words.goals import REASONS as GOAL_REASONS
from palermo.trust import housekeeping, open_work
from palermo.trust.ledger.words import add_columns, add_verbs
from palermo.trust.people.seeing import add_lines
from palermo.trust.reasons import add_moved_on, add_reasons
from palermo.trust.switches.registry import register as register_switch
from palermo.trust.today import register as register_today
from palermo.trust.today import tell_files_with
from palermo.trust.vault.rotation import search


def register() -> None:
    """Called in AppConfig.ready."""
    register_ending()
    find_leading_with(leading)
    housekeeping.register("protection", renew_tokens)
    search.register("protection", renew_tokens)
    register_switch(CASE_FILES)
    add_verbs(VERBS)
    add_lines(LINES)
    add_columns(COLUMNS)
    add_reasons(REASONS)
    add_reasons(GOAL_REASONS)
    add_moved_on(
        {
            "case_closed": [CaseVerb.CASE_CLOSED],
            "case_open": [CaseVerb.CASE_REOPENED, CaseVerb.CASE_OPENED],
            "struck_already": [CaseVerb.NEED_STRUCK, CaseVerb.ASSISTANCE_STRUCK],
        }
    )
    tell_files_with(tell_files)
    register_today("protection.cases", today.cases_nobody_works_on)
    register_today("protection.left", today.cases_left_behind)
    open_work.register(WORKED_ON)
    open_work.register(DECIDED)
