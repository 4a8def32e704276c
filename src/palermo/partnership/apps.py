"""The Django app of the partnership room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipConfig(AppConfig):
    """States and the Protocol; no tables of its own, the facts are reference data."""

    name = "palermo.partnership"
    label = "partnership"
    verbose_name = _("Partnership")

    def ready(self) -> None:
        """Let the search over all rooms find States."""
        from palermo.partnership.search import STATES_FOUND
        from palermo.trust.search import register as register_search

        register_search(STATES_FOUND)
