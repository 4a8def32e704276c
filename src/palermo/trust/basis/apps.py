from __future__ import annotations

from django.apps import AppConfig


class BasisConfig(AppConfig):
    name = "palermo.trust.basis"
    label = "basis"
