from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "palermo.trust.ledger"
    label = "ledger"
