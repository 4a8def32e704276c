"""Alphabetic codes of currencies in use: ISO 4217, list one, without funds and metals (facts of the standard)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice
from palermo.kit.cldr import currency_name

_LIST_ONE = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV
WST XAF XCD XCG XOF XPF YER ZAR ZMW
"""
CURRENCIES = tuple(_LIST_ONE.split())


def currency_choices() -> list[Choice]:
    """What a form offers: none first, then each code with its name in the language of the page."""
    return [("", _("Not known")), *((code, f"{code} – {currency_name(code)}") for code in CURRENCIES)]
