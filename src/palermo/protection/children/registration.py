"""What concerns children, registered with the rooms below."""

from __future__ import annotations

from palermo.desk.notices.codes import NoticeKind
from palermo.desk.notices.registry import register as register_notice
from palermo.protection.children import today
from palermo.protection.children.majority import announce_majority
from palermo.protection.children.role_lines import LINES
from palermo.protection.children.still_out import KINDS
from palermo.protection.children.verbs import VERBS, ChildVerb
from palermo.protection.children.words import REASONS
from palermo.trust import housekeeping, still_out
from palermo.trust.ledger.words import add_verbs
from palermo.trust.people.seeing import add_lines
from palermo.trust.reasons import add_moved_on, add_reasons
from palermo.trust.today import register as register_today


def register() -> None:
    """Called in AppConfig.ready."""
    for kind in KINDS:
        still_out.register(kind)
    add_verbs(VERBS)
    add_lines(LINES)
    add_reasons(REASONS)
    add_moved_on({"age_answered": [ChildVerb.AGE_ANSWERED]})
    register_notice(
        NoticeKind.REVIEWS, today.children_waiting, pages=["protection:child", "protection:age_answer"]
    )
    housekeeping.register_daily("protection.majority", announce_majority)
    register_today("protection.majority", today.eighteen, counted=True)
    register_today("protection.children", today.children_waiting, counted=True)
