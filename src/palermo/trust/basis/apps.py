from __future__ import annotations

from django.apps import AppConfig


class BasisConfig(AppConfig):
    name = "palermo.trust.basis"
    label = "basis"

    def ready(self) -> None:
        """Give the reasons their words, and end the consents of an erased person."""
        from palermo.trust.basis.erasure import end_consents
        from palermo.trust.basis.words import REASONS
        from palermo.trust.reasons import add_reasons
        from palermo.trust.vault.erasure import register

        add_reasons(REASONS)
        register("basis", end_consents)
