from __future__ import annotations

from django.apps import AppConfig


class BasisConfig(AppConfig):
    name = "palermo.trust.basis"
    label = "basis"

    def ready(self) -> None:
        """Give the reasons their words and ways on, and end the consents of an erased person."""
        from palermo.trust.basis.erasure import end_consents
        from palermo.trust.basis.role_lines import LINES
        from palermo.trust.basis.words import DATA_CLASSES, REASONS, WAYS
        from palermo.trust.ledger.words import add_columns
        from palermo.trust.people.seeing import add_lines
        from palermo.trust.reasons import add_reasons, add_ways
        from palermo.trust.vault.erasure import register

        add_reasons(REASONS)
        add_ways(WAYS)
        add_lines(LINES)
        add_columns(DATA_CLASSES)
        register("basis", end_consents)
