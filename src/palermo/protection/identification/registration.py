"""What identification registers with the rooms below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.notices.codes import NoticeKind
from palermo.desk.notices.registry import register as register_notice
from palermo.desk.paused import at_start, register_flow
from palermo.protection.identification import today
from palermo.protection.identification.authority.registration import register as register_authority
from palermo.protection.identification.notifying.registration import register as register_notifying
from palermo.protection.identification.retention import register_keepers
from palermo.protection.identification.role_lines import LINES
from palermo.protection.identification.search import DECISIONS
from palermo.protection.identification.still_out import KINDS
from palermo.protection.identification.verbs import VERBS, IdentificationVerb
from palermo.protection.identification.words import REASONS
from palermo.trust import still_out
from palermo.trust.ledger.words import add_verbs
from palermo.trust.people.seeing import add_lines
from palermo.trust.reasons import add_moved_on, add_reasons
from palermo.trust.search import register as register_search
from palermo.trust.today import register as register_today


def register() -> None:
    """Called in AppConfig.ready."""
    for kind in KINDS:
        still_out.register(kind)
    register_keepers()
    add_verbs(VERBS)
    add_lines(LINES)
    add_reasons(REASONS)
    decided = [IdentificationVerb.DECISION_RECORDED]
    reflected = [verb for verb in IdentificationVerb if verb.startswith("reflection.")]
    add_moved_on(
        {
            "decided_already": decided,
            "decision_waits_already": [IdentificationVerb.DECISION_ASKED_AGAIN],
            "clock_paused": reflected,
            "clock_runs": reflected,
            "reflection_none": reflected,
        }
    )
    register_flow("screening", title=_("A screening to go on with"), url=at_start("protection:screening"))
    register_flow("presumption", title=_("A presumption to record"), url=at_start("protection:presume"))
    register_flow("decision", title=_("A decision to make"), url=at_start("protection:decide"))
    register_today("protection.clocks", today.clocks_running)
    register_today("protection.ahead", today.clocks_ahead)
    register_today("protection.decisions", today.decisions_waiting, counted=True)
    register_notice(NoticeKind.DECISIONS, today.decisions_waiting, pages=["protection:identification"])
    register_notice(
        NoticeKind.DEADLINES, today.clocks_running, pages=["protection:identification", "protection:child"]
    )
    register_search(DECISIONS)
    register_authority()
    register_notifying()
