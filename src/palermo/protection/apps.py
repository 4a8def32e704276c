from __future__ import annotations

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "palermo.protection"
    label = "protection"

    def ready(self) -> None:
        """Register what this room does in an erasure and with packages, and the words of its reasons."""
        from palermo.exchange.kinds import registry
        from palermo.protection.accountability import today as today_knowing
        from palermo.protection.accountability.words import REASONS as KNOWING_REASONS
        from palermo.protection.cases.services.name_tokens import renew_tokens
        from palermo.protection.cases.words import REASONS
        from palermo.protection.children.words import REASONS as CHILD_REASONS
        from palermo.protection.file.erasing import erase_rows
        from palermo.protection.file.flows import register_flows
        from palermo.protection.first_contact import today as contact_today
        from palermo.protection.first_contact.words import REASONS as CONTACT_REASONS
        from palermo.protection.identification import today as today_identification
        from palermo.protection.identification.words import REASONS as IDENTIFICATION_REASONS
        from palermo.protection.referral import today
        from palermo.protection.referral.services.addresses import receive_place
        from palermo.protection.referral.services.receiving import receive_enquiry, receive_identity
        from palermo.protection.referral.services.threads import follow_thread
        from palermo.protection.referral.words.matching import REASONS as FINDING_REASONS
        from palermo.protection.referral.words.referral import REASONS as REFERRAL_REASONS
        from palermo.protection.verbs import VERBS
        from palermo.trust import housekeeping
        from palermo.trust.ledger.words import add_verbs
        from palermo.trust.reasons import add_reasons
        from palermo.trust.today import register as register_today
        from palermo.trust.vault.erasure import register

        register("protection", erase_rows)
        housekeeping.register("protection", renew_tokens)
        register_flows()
        add_reasons(REASONS)
        add_verbs(VERBS)
        add_reasons(REFERRAL_REASONS)
        add_reasons(CONTACT_REASONS)
        add_reasons(IDENTIFICATION_REASONS)
        add_reasons(CHILD_REASONS)
        add_reasons(FINDING_REASONS)
        add_reasons(KNOWING_REASONS)
        registry.register("enquiry", receive=receive_enquiry, on_event=follow_thread)
        registry.register("identity_slice", receive=receive_identity, on_event=follow_thread)
        registry.register("service_place", receive=receive_place, on_event=follow_thread)
        register_today("protection.enquiries", today.enquiries_to_answer)
        register_today("protection.referrals", today.referrals_to_follow)
        register_today("protection.routes", today.routes_with_late_answers)
        register_today("protection.reviews", today.reviews_to_make)
        register_today("protection.tonight", today.needs_due_tonight)
        register_today("protection.clocks", today_identification.clocks_running)
        register_today("protection.decisions", today_identification.decisions_waiting)
        register_today("protection.children", today_identification.children_waiting)
        register_today("protection.cases", today.cases_nobody_works_on)
        register_today("protection.interviews", contact_today.interviews_waiting)
        register_today("protection.groups", contact_today.group_members_without_interviewer)
        register_today("protection.interpreters", contact_today.interpreters_to_replace)
        register_today("protection.requests", today_knowing.requests_waiting)
        register_today("protection.complaints", today_knowing.complaints_to_answer)
        register_today("protection.searched", today_knowing.searched_unusually)
