from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "palermo.desk"
    label = "desk"

    def ready(self) -> None:
        """Give the room below its store of drafts, end those that nobody touches, ask what waits today, and mail it."""
        from palermo.desk import day_words
        from palermo.desk.appointments.words import APPOINTMENT_KINDS, APPOINTMENT_STATES
        from palermo.desk.details import DETAILS, OBJECTS
        from palermo.desk.drafts import SealedDraft, delete_old_drafts
        from palermo.desk.duties.words import DUTIES
        from palermo.desk.kept.tasks import forget_views_daily
        from palermo.desk.kept_pages.late import keep_unsigned
        from palermo.desk.kept_pages.leaving import PAGES_KEPT
        from palermo.desk.kept_pages.services import delete_old_pages
        from palermo.desk.kept_pages.today import pages_kept
        from palermo.desk.kept_pages.words import HOW
        from palermo.desk.kept_pages.words import REASONS as PAGE_REASONS
        from palermo.desk.leaving import DRAFTS_BEGUN
        from palermo.desk.notes.words import NOTE_KINDS, STRIKE_REASONS
        from palermo.desk.notices.codes import NoticeKind
        from palermo.desk.notices.queries import MAILED, is_mailed
        from palermo.desk.notices.registry import register as register_notice
        from palermo.desk.notices.tasks import forget_daily, queue_due
        from palermo.desk.notices.words import MODES
        from palermo.desk.paused import paused_flows, register_flow
        from palermo.desk.put_off import delete_what_came_back, ids_put_off
        from palermo.desk.role_lines import LINES
        from palermo.desk.shifts.services import forget_handovers
        from palermo.desk.verbs import VERBS
        from palermo.desk.words import COLUMNS, REASONS
        from palermo.directory.drafting import keep_drafts_with
        from palermo.directory.offers.today import places_to_confirm, services_running_out
        from palermo.directory.today import agreements_that_wait
        from palermo.trust import housekeeping, open_work, today
        from palermo.trust.ledger.details import add_details, add_objects, add_values
        from palermo.trust.ledger.words import add_columns, add_verbs
        from palermo.trust.people.kept_today import ledger_to_verify, server_to_keep
        from palermo.trust.people.operation_today import doubted_records, unreachable_accounts
        from palermo.trust.people.queries import ask_beside
        from palermo.trust.people.refused_forms import keep_with
        from palermo.trust.people.seeing import add_lines
        from palermo.trust.people.services.invitations import forget_old_invitations
        from palermo.trust.people.today import access_that_changed, authorities_to_tell
        from palermo.trust.people.today_invitations import (
            invitations_unused,
            own_invitations,
            roles_elsewhere,
            roles_that_rest,
        )
        from palermo.trust.people.today_leaving import roles_about_to_end
        from palermo.trust.reasons import add_reasons
        from palermo.trust.switches.today import switches_that_wait

        keep_drafts_with(SealedDraft)
        add_lines(LINES)
        ask_beside(MAILED, is_mailed)
        add_details({**DETAILS, **day_words.DETAILS})
        add_objects({**OBJECTS, **day_words.OBJECTS})
        add_values("kind", NOTE_KINDS, APPOINTMENT_KINDS)
        add_values("duty", DUTIES)
        add_values("reason", STRIKE_REASONS)
        add_values("state", APPOINTMENT_STATES)
        add_values("how", HOW)
        add_values("mode", {mode.value: words for mode, words in MODES.items()})
        housekeeping.register("desk", delete_old_drafts)
        housekeeping.register("desk.kept_pages", delete_old_pages)
        housekeeping.register("desk.put_off", delete_what_came_back)
        housekeeping.register("desk.shifts", forget_handovers)
        housekeeping.register("people", forget_old_invitations)
        housekeeping.register("desk.notices", queue_due)
        housekeeping.register_daily("desk.notices", forget_daily)
        housekeeping.register_daily("desk.kept", forget_views_daily)
        register_notice(NoticeKind.REVIEWS, switches_that_wait, pages=["switches:switch"])
        add_verbs({**VERBS, **day_words.VERBS})
        add_columns({**day_words.COLUMNS, **COLUMNS})
        add_reasons({**REASONS, **day_words.REASONS})
        add_reasons(PAGE_REASONS)
        keep_with(keep_unsigned)
        today.leave_out(ids_put_off)
        today.register("directory.agreements", agreements_that_wait, counted=True)
        today.register("directory.places", places_to_confirm)
        today.register("directory.services", services_running_out)
        today.register("switches", switches_that_wait, counted=True)
        today.register("people.access", access_that_changed)
        today.register("people.elsewhere", roles_elsewhere)
        today.register("people.ending", roles_about_to_end)
        today.register("people.invitations", own_invitations, counted=True)
        today.register("people.unused", invitations_unused)
        today.register("people.resting", roles_that_rest, counted=True)
        today.register("people.records", doubted_records, counted=True)
        today.register("people.server", server_to_keep)
        today.register("people.verified", ledger_to_verify)
        today.register("people.unreachable", unreachable_accounts)
        today.register("people.breaches", authorities_to_tell, counted=True)
        today.register("desk.paused", paused_flows)
        today.register("desk.kept_pages", pages_kept)
        open_work.register(DRAFTS_BEGUN)
        open_work.register(PAGES_KEPT)
        register_flow(
            "agreement",
            title=_("An agreement to propose"),
            url=lambda _about: reverse("directory:propose", args=["start"]),
        )
        register_flow(
            "add_service",
            title=_("A service to put in the directory"),
            url=lambda _about: reverse("services:add", args=["start"]),
        )
        register_flow(
            "change_service",
            title=_("A service to change"),
            url=lambda service: reverse("services:change", args=[service, "start"]),
        )
