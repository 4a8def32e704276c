from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "palermo.web"
    label = "web"

    def ready(self) -> None:
        """Say which page shows everything that waits, and let the search over all rooms find pages and guides."""
        from palermo.desk.notices.registry import register_whole
        from palermo.trust.search import register
        from palermo.web.search_pages import GUIDES_FOUND, PAGES_FOUND

        register_whole("web:today")
        register(GUIDES_FOUND)
        register(PAGES_FOUND)
