"""Nationalities as codes: States by ISO 3166-1 alpha-3, stateless, other; their words in the page's language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text, Unsaid
from palermo.kit.cldr import country_name
from palermo.kit.listed import listed
from palermo.reference.countries import INVENTED
from palermo.reference.persons import NOT_KEPT
from palermo.reference.states import sort_key, states
from palermo.reference.vocabularies import vocabulary

STATELESS = "stateless"
OTHER = "other"


def nationality_choices() -> list[Choice]:
    """Choices of a form: the reasons for having no answer first, because most begin there."""
    return [
        *((code.value, code.label) for code in Unsaid),
        *_states(get_language() or settings.LANGUAGE_CODE),
        (STATELESS, _("Stateless")),
        (OTHER, _("Another one")),
        *((code, name) for code, name in INVENTED.items() if settings.PALERMO_DEMO),
    ]


def further_choices() -> list[Choice]:
    """Choices for a nationality beside another: no reason for having none, and nobody is stateless beside a State."""
    alone = {*(code.value for code in Unsaid), STATELESS}
    return [("", _("No other")), *(choice for choice in nationality_choices() if choice[0] not in alone)]


@cache
def _states(language: str) -> tuple[tuple[str, str], ...]:
    """States by alpha-3 code: in English as the United Nations call them, else as the CLDR does, in its order."""
    if language.startswith("en"):
        return tuple((state.iso3, state.name) for state in states())
    short = {each.code: each.notation for each in vocabulary("iso-3166-1").concepts}
    named = ((state.iso3, country_name(short[state.iso3])) for state in states())
    return tuple(sorted(named, key=lambda state: sort_key(state[1])))


@cache
def _words(language: str) -> dict[str, Text]:  # noqa: ARG001 - the choices are those of the page
    return {**INVENTED, **dict(nationality_choices()), NOT_KEPT: _("Not kept: erased")}


def nationality_text(code: str) -> Text:
    """The words for a stored code; a code of another version stands for itself."""
    return _words(get_language() or settings.LANGUAGE_CODE).get(code, code)


def nationalities_text(codes: Iterable[str]) -> Text:
    """The words for every nationality of a person, in the order told."""
    return listed([nationality_text(code) for code in codes])
