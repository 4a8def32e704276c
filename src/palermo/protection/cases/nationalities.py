"""Nationalities as codes: States by ISO 3166-1 alpha-3, stateless, other; and their words."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text, Unsaid
from palermo.reference.countries import INVENTED
from palermo.reference.persons import NOT_KEPT
from palermo.reference.states import states

STATELESS = "stateless"
OTHER = "other"


def nationality_choices() -> list[Choice]:
    """Choices of a form: the reasons for having no answer first, because most begin there."""
    return [
        *((code.value, code.label) for code in Unsaid),
        *((state.iso3, state.name) for state in states()),
        (STATELESS, _("Stateless")),
        (OTHER, _("Another one")),
        *((code, name) for code, name in INVENTED.items() if settings.PALERMO_DEMO),
    ]


@cache
def _words() -> dict[str, Text]:
    return {**INVENTED, **dict(nationality_choices()), NOT_KEPT: _("Not kept: erased")}


def nationality_text(code: str) -> Text:
    """The words for a stored code; a code of another version stands for itself."""
    return _words().get(code, code)
