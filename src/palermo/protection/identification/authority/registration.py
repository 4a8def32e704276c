"""What asking the authority registers with the rooms below. Called from identification's registration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.notices.codes import NoticeKind
from palermo.desk.notices.registry import register as register_notice
from palermo.desk.paused import at_start, register_flow
from palermo.exchange.kinds import registry
from palermo.protection.identification.authority import today
from palermo.protection.identification.authority.details import register as register_details
from palermo.protection.identification.authority.ending import end_unasked
from palermo.protection.identification.authority.erasing import take_back_before_erasure
from palermo.protection.identification.authority.queries import file_of_asking
from palermo.protection.identification.authority.retention import register_keepers
from palermo.protection.identification.authority.role_lines import LINES
from palermo.protection.identification.authority.services.arriving import receive_request
from palermo.protection.identification.authority.services.threads import follow_asking, receive_answer
from palermo.protection.identification.authority.still_out import KINDS
from palermo.protection.identification.authority.words import REASONS
from palermo.trust import housekeeping, still_out
from palermo.trust.people.seeing import add_lines
from palermo.trust.reasons import add_reasons
from palermo.trust.today import register as register_today
from palermo.trust.vault.erasure import register_before


def register() -> None:
    """Called in AppConfig.ready."""
    for out in KINDS:
        still_out.register(out)
    add_lines(LINES)
    register_details()
    add_reasons(REASONS)
    register_keepers()
    register_before("protection.asking", take_back_before_erasure)
    housekeeping.register("protection.unasked", end_unasked)
    for kind, receive in (
        ("identification_request", receive_request),
        ("identification_answer", receive_answer),
    ):
        registry.register(kind, receive=receive, on_event=follow_asking, file_of=file_of_asking)
    register_flow("authority", title=_("An authority to ask"), url=at_start("protection:ask_authority"))
    register_flow(
        "authority_again",
        title=_("An authority to ask to look at it again"),
        url=at_start("protection:ask_authority_again"),
    )
    register_today("protection.authority_answers", today.answers_to_tell, counted=True)
    register_today("protection.with_authority", today.with_the_authority)
    register_today("protection.unasked", today.presumptions_unasked)
    register_today("protection.matters", today.matters_to_handle, counted=True)
    register_notice(NoticeKind.DECISIONS, today.answers_to_tell, pages=["protection:asking"])
    register_notice(NoticeKind.DECISIONS, today.matters_to_handle, pages=["protection:matter_taken_back"])
