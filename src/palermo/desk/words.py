"""The reasons of the desk's refusals in plain words, and what its sealed column is called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

COLUMNS: dict[str, Text] = {"answers": _("What was typed on pages not finished yet")}

REASONS: dict[str, Text] = {
    "clock_paused": _("The time is paused already."),
    "clock_runs": _("The time is running already."),
}
