"""Reason codes in plain words. A room adds its own in AppConfig.ready; a code without words fails the suite."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palermo.kit.layout import Link

_WORDS: dict[str, Promise | str] = {
    "not_the_acting_one": _("You switched office in another window. Reload the page and try again."),
    "not_found": _("There is no such thing here."),
    "changed_since_shown": _(
        "This changed since you looked at it, so nothing was done. It stands here as it is now: look again."
    ),
    "not_signed_in": _("Sign in first."),
    "unknown_action": _("This is not allowed here. Ask your administrator."),
    "role_missing": _("Your role in this unit does not include this. Ask your coordinator or administrator."),
    "legal_hold": _("A legal hold is open on this file: it cannot be erased until the hold is released."),
    "key_does_not_open": _("No root key opens this office's key: use its recovery share first."),
    "root_key_under_way": _("The root key is being changed: finish that first (palermo keys rotate root)."),
    "mandate_not_for_installation": _("The installation's own office only has operators."),
    "mandate_not_for_this_kind_of_office": _("An office of this kind may not have a unit with this mandate."),
    "role_not_for_this_mandate": _("This role does not belong to a unit with this mandate."),
    "assistance_and_enforcement": _(
        "One account may not hold both an assistance and an enforcement mandate, in whatever offices."
    ),
    "incompatible_roles": _("These roles may not be held by one account in one office."),
    "role_held_already": _("The account already has this role in this unit on one of these days."),
    "switched_off": _("Your office has this switched off. Ask your coordinator or administrator."),
    "dates_out_of_order": _("The last day lies before the first."),
    "last_administrator": _("An office keeps one administrator. Give the role to somebody else first."),
    "unit_name_taken": _("There is a unit of this name already."),
    "account_of_other_offices": _(
        "This account works for other offices too, so no single office may open it. Ask whoever runs the server."
    ),
}

_WAYS: dict[str, tuple[Promise | str, str]] = {}


def add_reasons(words: Mapping[str, Promise | str]) -> None:
    """Add a room's reason codes and their words."""
    _WORDS.update(words)


def explain(reason: str) -> str:
    """The words for a reason code; for an unknown one a sentence that still says what to do."""
    words = _WORDS.get(reason)
    return str(words) if words else gettext("This is not allowed here. Ask your administrator.")


def add_ways(ways: Mapping[str, tuple[Promise | str, str]]) -> None:
    """Add, for a reason, where it can be mended: words, and the name of an address without arguments."""
    _WAYS.update(ways)


def way_on(reason: str) -> Link | None:
    """Where what a reason names can be mended or looked at, if there is such a page."""
    if reason not in _WAYS:
        return None
    label, name = _WAYS[reason]
    return Link(str(label), reverse(name))


def known_reasons() -> frozenset[str]:
    """Every code that has words."""
    return frozenset(_WORDS)
