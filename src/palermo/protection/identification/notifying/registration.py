"""What notifying registers with the rooms below. Called from identification's registration."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.paused import at_start, register_flow
from palermo.exchange.kinds import registry
from palermo.protection.identification.notifying.details import register as register_details
from palermo.protection.identification.notifying.queries import file_of_notification
from palermo.protection.identification.notifying.retention import register_ending
from palermo.protection.identification.notifying.role_lines import LINES
from palermo.protection.identification.notifying.services import follow_notification, receive_notification
from palermo.protection.identification.notifying.still_out import NOTIFICATION
from palermo.protection.identification.notifying.terms import KIND
from palermo.protection.identification.notifying.today import notifications_due
from palermo.protection.identification.notifying.verbs import VERBS
from palermo.protection.identification.notifying.words import REASONS
from palermo.trust import still_out
from palermo.trust.ledger.words import add_verbs
from palermo.trust.people.seeing import add_lines
from palermo.trust.reasons import add_reasons
from palermo.trust.today import register as register_today


def register() -> None:
    """Called in AppConfig.ready."""
    add_verbs(VERBS)
    add_lines(LINES)
    add_reasons(REASONS)
    register_details()
    still_out.register(NOTIFICATION)
    register_ending()
    registry.register(
        KIND, receive=receive_notification, on_event=follow_notification, file_of=file_of_notification
    )
    register_flow("notification", title=_("A notification to send"), url=at_start("protection:notify"))
    register_today("protection.notifications", notifications_due)
