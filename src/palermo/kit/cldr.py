"""Names of languages, currencies, countries and time zones in the page's language, from the Unicode CLDR by Babel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from babel import Locale
from babel.dates import get_timezone_gmt, get_timezone_location
from django.conf import settings
from django.utils.translation import get_language

from palermo.kit.office_time import zone_named
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


def zone_words(zone: str) -> str:
    """A time zone of the IANA database as people know it: its city, and how far it is from UTC now.

    >>> zone_words("Asia/Bangkok"), zone_words("UTC")
    ('Bangkok, UTC+07:00', 'UTC')
    """
    away = get_timezone_gmt(datetime.now(tz=zone_named(zone)), "iso8601", locale=_locale("en"))
    offset = f"UTC{away}".removesuffix("+00:00")
    if "/" not in zone or zone.startswith("Etc/"):
        return offset
    return f"{get_timezone_location(zone, locale=_page_locale(), return_city=True)}, {offset}"


def _page_locale() -> Locale:
    return _locale(get_language() or settings.LANGUAGE_CODE)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")
