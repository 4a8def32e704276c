"""What referrals register with the rooms below: packages, flows, an erasure’s first step, Today."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.notices.codes import NoticeKind
from palermo.desk.notices.registry import register as register_notice
from palermo.desk.paused import at_start, register_flow
from palermo.exchange.kinds import registry
from palermo.protection.cases.changed import register as register_changed
from palermo.protection.cases.words.changed import CHANGED
from palermo.protection.referral import today, today_changes, today_enquiries
from palermo.protection.referral.leaving import ACCEPTED, REVIEWS
from palermo.protection.referral.queries.changes import outside_of
from palermo.protection.referral.queries.referrals import file_of_thread
from palermo.protection.referral.retention import referrals_under_way, register_ending
from palermo.protection.referral.role_lines import LINES
from palermo.protection.referral.search import ENQUIRIES_RECEIVED, REFERRALS_SENT
from palermo.protection.referral.services.addresses import receive_place
from palermo.protection.referral.services.came_back import receive_came_back
from palermo.protection.referral.services.changes import mark_changed
from palermo.protection.referral.services.questions import receive_answers
from palermo.protection.referral.services.receiving import receive_enquiry, receive_identity
from palermo.protection.referral.services.receiving_more import receive_more
from palermo.protection.referral.services.threads import follow_thread
from palermo.protection.referral.services.withdrawal import end_before_erasure
from palermo.protection.referral.still_out import KINDS
from palermo.protection.referral.switch import ENQUIRIES, address_may_be_owed
from palermo.protection.referral.verbs import VERBS
from palermo.protection.referral.words.matching import REASONS as MATCHING_REASONS
from palermo.protection.referral.words.referral import REASONS
from palermo.trust import open_work, still_out
from palermo.trust.ledger.words import add_columns, add_verbs
from palermo.trust.people.seeing import add_lines
from palermo.trust.reasons import add_moved_on, add_reasons
from palermo.trust.search import register as register_search
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.registry import keep_on
from palermo.trust.switches.registry import register as register_switch
from palermo.trust.today import register as register_today
from palermo.trust.vault.erasure import register_before


def register() -> None:
    """Called in AppConfig.ready."""
    for kind in KINDS:
        still_out.register(kind)
    register_ending()
    register_switch(ENQUIRIES)
    keep_on(SwitchCode.CASE_FILES, "referrals", referrals_under_way)
    keep_on(SwitchCode.SERVICE_DIRECTORY, "addresses", address_may_be_owed)
    add_verbs(VERBS)
    add_columns(CHANGED)
    add_lines(LINES)
    add_reasons(REASONS)
    add_moved_on({"referral_other_state": []})
    add_reasons(MATCHING_REASONS)
    registry.register("enquiry", receive=receive_enquiry, on_event=follow_thread, file_of=file_of_thread)
    registry.register(
        "identity_slice", receive=receive_identity, on_event=follow_thread, file_of=file_of_thread
    )
    registry.register("came_back", receive=receive_came_back, on_event=follow_thread, file_of=file_of_thread)
    registry.register("identity_update", receive=receive_more, on_event=follow_thread, file_of=file_of_thread)
    registry.register(
        "enquiry_answers", receive=receive_answers, on_event=follow_thread, file_of=file_of_thread
    )
    register_changed(on_change=mark_changed, outside=outside_of)
    registry.register("service_place", receive=receive_place, on_event=follow_thread, file_of=file_of_thread)
    register_before("protection.referrals", end_before_erasure)
    register_flow("enquiry", title=_("An enquiry to send"), url=at_start("protection:enquire"))
    register_flow(
        "consent", title=_("A person’s answer to record"), url=at_start("protection:referral_answer")
    )
    register_flow(
        "slice", title=_("What leaves to another office"), url=at_start("protection:referral_identity")
    )
    register_flow("find_service", title=_("A service to find"), url=at_start("protection:find_service"))
    register_today("protection.enquiries", today_enquiries.enquiries_to_answer, counted=True)
    register_today("protection.referrals", today.referrals_to_follow, counted=True)
    register_today("protection.with_others", today.referrals_with_others)
    register_today("protection.arrivals", today.arrivals, counted=True)
    register_today("protection.changes_to_tell", today_changes.changes_to_tell, counted=True)
    register_today("protection.changes_arrived", today_changes.changes_arrived, counted=True)
    register_today("protection.reviews", today.reviews_to_make, counted=True)
    open_work.register(ACCEPTED)
    open_work.register(REVIEWS)
    register_notice(NoticeKind.ENQUIRIES, today_enquiries.enquiries_to_answer, pages=["protection:enquiry"])
    register_notice(NoticeKind.ENQUIRIES, today.arrivals, pages=["protection:case"])
    register_notice(NoticeKind.ENQUIRIES, today_changes.changes_arrived, pages=["protection:case"])
    register_notice(NoticeKind.ANSWERS, today.referrals_to_follow, pages=["protection:referral"])
    register_notice(NoticeKind.REVIEWS, today.reviews_to_make, pages=["protection:referral"])
    register_search(ENQUIRIES_RECEIVED)
    register_search(REFERRALS_SENT)
