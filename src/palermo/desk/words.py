"""The reasons of the desk's refusals in plain words, and what its sealed column is called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.codes import PutOffReason
from palermo.kit.choices import Text

COLUMNS: dict[str, Text] = {"answers": _("What was typed on pages not finished yet")}

PUT_OFF_REASONS: dict[str, Text] = {
    PutOffReason.PERSON_CHOSE: _("The person chose the day"),
    PutOffReason.NOT_REACHED: _("Nobody was reached"),
    PutOffReason.WAITS_FOR_OTHERS: _("It waits for somebody else"),
    PutOffReason.TOO_EARLY: _("It is too early for it"),
    PutOffReason.OTHER_FIRST: _("Something more urgent comes first"),
}

REASONS: dict[str, Text] = {
    "put_off_until_when": _("Choose a day that is still to come."),
    "clock_paused": _("The time stands still already."),
    "clock_runs": _("The time is running already."),
}
