from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "palermo.trust.vault"
    label = "vault"

    def ready(self) -> None:
        """Have the worker go on with what was begun: texts sealed anew, keys wrapped anew; key what pages showed."""
        from palermo.kit import shown
        from palermo.trust import housekeeping
        from palermo.trust.vault.rotation.office import go_on
        from palermo.trust.vault.rotation.texts import reseal_texts
        from palermo.trust.vault.shown_key import shown_key

        housekeeping.register("vault.keys", go_on)
        housekeeping.register("vault.texts", reseal_texts)
        shown.key_from(shown_key)
