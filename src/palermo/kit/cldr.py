"""Names of languages, currencies and countries in the language of the page, from the Unicode CLDR as Babel ships it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language

from palermo.reference.countries import INVENTED


def language_name(code: str) -> str:
    """The name of a language (BCP 47). Raises KeyError for one the CLDR does not name."""
    return str(_page_locale().languages[code])


def currency_name(code: str) -> str:
    """The name of a currency (ISO 4217). Raises KeyError for one the CLDR does not name."""
    return str(_page_locale().currencies[code])


def languages_named(in_language: str) -> Mapping[str, str]:
    """Every language that the CLDR names in one of them, by code."""
    return _locale(in_language).languages


def country_name(code: str) -> str:
    """The name of a country (ISO 3166-1 alpha-2), an invented one's too; the code where nobody names it."""
    return INVENTED.get(code) or str(_page_locale().territories.get(code, code))


def _page_locale() -> Locale:
    return _locale(get_language() or settings.LANGUAGE_CODE)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
