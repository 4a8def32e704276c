from __future__ import annotations

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "palermo.protection"
    label = "protection"

    def ready(self) -> None:
        """Register what this room does in an erasure, and the words of its reasons."""
        from palermo.protection.erasing import erase_rows
        from palermo.protection.words import REASONS
        from palermo.trust.reasons import add_reasons
        from palermo.trust.vault.erasure import register

        register("protection", erase_rows)
        add_reasons(REASONS)
