"""The page kit: base layout, forms, tables and their look. It knows no account and no table."""

from __future__ import annotations

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Django application `kit`."""

    name = "palermo.kit"
    label = "kit"
