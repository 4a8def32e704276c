from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "palermo.trust.vault"
    label = "vault"

    def ready(self) -> None:
        """Have the worker go on with what was begun: texts sealed anew, keys wrapped anew."""
        from palermo.trust import housekeeping
        from palermo.trust.vault.rotation.office import go_on
        from palermo.trust.vault.rotation.texts import reseal_texts

        housekeeping.register("vault.keys", go_on)
        housekeeping.register("vault.texts", reseal_texts)
