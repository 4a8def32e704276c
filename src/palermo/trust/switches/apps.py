from __future__ import annotations

from django.apps import AppConfig


class SwitchesConfig(AppConfig):
    name = "palermo.trust.switches"
    label = "switches"

    def ready(self) -> None:
        """Give the reasons their words and a way on, and end what lapses."""
        from palermo.trust import housekeeping, open_work
        from palermo.trust.people.seeing import add_lines
        from palermo.trust.reasons import add_reasons
        from palermo.trust.switches.leaving import ANSWERED_FOR
        from palermo.trust.switches.role_lines import LINES
        from palermo.trust.switches.services import lapse_due
        from palermo.trust.switches.words import REASONS

        add_reasons(REASONS)
        add_lines(LINES)
        housekeeping.register_daily("switches", lapse_due)
        open_work.register(ANSWERED_FOR)
