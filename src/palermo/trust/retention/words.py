"""Reasons of retention in words."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text


class KeepReason(StrEnum):
    """Why a named colleague keeps a record longer than its rule."""

    PERSON_WISHES = "person_wishes"
    PROCEEDINGS = "proceedings"
    CLAIM = "claim"
    LAW_REQUIRES = "law_requires"
    OVERSIGHT = "oversight"


KEEP_REASONS: dict[str, Text] = {
    KeepReason.PERSON_WISHES: _("The person wishes it"),
    KeepReason.PROCEEDINGS: _("Proceedings are expected or under way"),
    KeepReason.CLAIM: _("The person may claim compensation"),
    KeepReason.LAW_REQUIRES: _("Another law requires it"),
    KeepReason.OVERSIGHT: _("An oversight body asked for it"),
}

REASONS: dict[str, Text] = {
    "something_keeps_it": _("Something keeps this record. It ends once nothing does."),
    "erased_on_its_page": _(
        "A person is erased on the page of their file, where you read what goes and what stays."
    ),
    "keep_until_when": _("Enter a day after the one on which it ends, at most a year from today."),
}
