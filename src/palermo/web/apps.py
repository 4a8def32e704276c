from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "palermo.web"
    label = "web"

    def ready(self) -> None:
        """Say which page shows everything that waits."""
        from palermo.desk.notices.registry import register_whole

        register_whole("web:today")
