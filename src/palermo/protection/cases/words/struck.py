"""Words of entries that are struck out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.cases.codes.struck import StruckWhy

STRUCK: dict[str, Text] = {
    StruckWhy.WRONG_FILE: _("It belongs to the file of somebody else"),
    StruckWhy.TWICE: _("It is recorded twice"),
    StruckWhy.NOT_HAPPENED: _("It did not happen"),
    StruckWhy.SLIP: _("A slip: the wrong kind, day or number"),
}
