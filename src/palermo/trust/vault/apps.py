from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "palermo.trust.vault"
    label = "vault"
