"""What requests and complaints register with the rooms below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.notices.codes import NoticeKind
from palermo.desk.notices.registry import register as register_notice
from palermo.desk.paused import Label, at_start, register_flow
from palermo.protection.accountability import today
from palermo.protection.accountability.leaving import COMPLAINTS_TO_ANSWER
from palermo.protection.accountability.retention import register_ending
from palermo.protection.accountability.role_lines import LINES
from palermo.protection.accountability.search import COMPLAINTS_MADE, REQUESTS_MADE
from palermo.protection.accountability.services.breaches import find_persons
from palermo.protection.accountability.still_out import KINDS
from palermo.protection.accountability.verbs import VERBS, AccountabilityVerb
from palermo.protection.accountability.words import AUTHORITIES, COMPLAINTS_ABOUT, REASONS
from palermo.protection.cases.codes import ROOM
from palermo.trust import open_work, still_out
from palermo.trust.ledger.breaches import register_teller
from palermo.trust.ledger.words import add_verbs
from palermo.trust.people.seeing import add_lines
from palermo.trust.reasons import add_moved_on, add_reasons
from palermo.trust.search import register as register_search
from palermo.trust.today import register as register_today


def register() -> None:
    """Called in AppConfig.ready."""
    for kind in KINDS:
        still_out.register(kind)
    register_ending()
    register_teller(ROOM, find_persons)
    add_verbs(VERBS)
    add_lines(LINES)
    add_reasons(REASONS)
    add_moved_on(
        {
            "complaint_answered": [AccountabilityVerb.COMPLAINT_ANSWERED],
            "request_answered": [AccountabilityVerb.REQUEST_DECIDED],
        }
    )
    # About a case, or about none: then a draft is kept under the office.
    register_flow(
        "complaint",
        title=_("A complaint to record"),
        url=at_start("protection:case_complaint_add", alone="protection:complaint_add"),
        label=Label(step="about", field="about", words=COMPLAINTS_ABOUT),
    )
    register_flow(
        "authority_request",
        title=_("A request to record"),
        url=at_start("protection:case_request_add", alone="protection:request_add"),
        label=Label(step="asker", field="asked_by", words=AUTHORITIES),
    )
    register_today("protection.requests", today.requests_waiting, counted=True)
    register_today("protection.complaints", today.complaints_to_answer, counted=True)
    register_today("protection.breaches", today.persons_to_tell, counted=True)
    open_work.register(COMPLAINTS_TO_ANSWER)
    register_notice(NoticeKind.DECISIONS, today.requests_waiting, pages=["protection:authority_request"])
    register_notice(NoticeKind.DECISIONS, today.complaints_to_answer, pages=["protection:complaint"])
    register_search(COMPLAINTS_MADE)
    register_search(REQUESTS_MADE)
