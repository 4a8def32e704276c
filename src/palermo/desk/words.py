"""The reasons of the desk's refusals in plain words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

REASONS: dict[str, Text] = {
    "clock_paused": _("The time stands still already."),
    "clock_runs": _("The time is running already."),
}
