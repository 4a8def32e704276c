"""What conferences register with the rooms below: packages, erasures, Today, search."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.notices.codes import NoticeKind
from palermo.desk.notices.registry import register as register_notice
from palermo.desk.paused import at_start, register_flow
from palermo.exchange.kinds import registry
from palermo.protection.conference import today
from palermo.protection.conference.details import register as register_details
from palermo.protection.conference.erasing import forget_seat
from palermo.protection.conference.queries import file_of_conference
from palermo.protection.conference.role_lines import LINES
from palermo.protection.conference.search import CALLED_ELSEWHERE, CALLED_HERE
from palermo.protection.conference.services.answering import end_seats_without_ground
from palermo.protection.conference.services.arriving import receive_call, receive_decisions
from palermo.protection.conference.services.sight import end_before_erasure, end_without_ground
from palermo.protection.conference.services.threads import follow_conference
from palermo.protection.conference.still_out import OPEN
from palermo.protection.conference.verbs import VERBS
from palermo.protection.conference.words import REASONS
from palermo.trust import housekeeping, still_out
from palermo.trust.ledger.words import add_verbs
from palermo.trust.people.seeing import add_lines
from palermo.trust.reasons import add_moved_on, add_reasons
from palermo.trust.search import register as register_search
from palermo.trust.today import register as register_today
from palermo.trust.vault import erasure


def register() -> None:
    """Called in AppConfig.ready."""
    add_verbs(VERBS)
    add_lines(LINES)
    add_reasons(REASONS)
    add_moved_on({"conference_moved_on": []})
    register_details()
    still_out.register(OPEN)
    for kind, receive in (("conference_call", receive_call), ("conference_decisions", receive_decisions)):
        registry.register(kind, receive=receive, on_event=follow_conference, file_of=file_of_conference)
    erasure.register("protection.conference", forget_seat)
    erasure.register_before("protection.conference", end_before_erasure)
    housekeeping.register("protection.conference", end_without_ground)
    housekeeping.register("protection.conference_seat", end_seats_without_ground)
    register_flow("conference_member", title=_("An office to call"), url=at_start("protection:call_member"))
    register_today("protection.conferences", today.conferences_to_lead)
    register_today("protection.seats", today.seats_to_answer, counted=True)
    register_today("protection.seat_tasks", today.seats_and_tasks)
    register_notice(NoticeKind.ENQUIRIES, today.seats_to_answer, pages=["protection:seat"])
    register_search(CALLED_HERE)
    register_search(CALLED_ELSEWHERE)
