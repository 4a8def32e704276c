"""Reason codes in plain words. A room adds its own in AppConfig.ready; a code without words fails the suite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palermo.kit.layout import Link

_WORDS: dict[str, Promise | str] = {
    "not_the_acting_one": _("You switched office in another window. Reload the page and try again."),
    "not_found": _("There is no such thing here."),
    "changed_since_shown": _(
        "It was changed after you looked, so nothing of what you sent was done. Look at how it stands now, then "
        "decide again."
    ),
    "not_signed_in": _("Sign in first."),
    "not_a_telephone": _("Enter a telephone number: 3 to 15 digits, with + before a country’s code."),
    "zone_unknown": _("This time zone is not known here. Choose one of the list."),
    "unknown_action": _("This is not allowed here. Ask your administrator."),
    "mail_not_configured": _("This installation sends no mail: PALERMO_SMTP is not set."),
    "mail_tested_just_now": _("A test was asked for just now. Wait two minutes."),
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
    "role_to_be_accepted": _("This account is not of your office alone: the role has to be accepted first."),
    "invite_again": _("They have no role here now. Invite them by their address."),
    "colleague_already": _("They work here already: give them the role on their own page."),
    "invited_already": _(
        "They are invited to this role already. Take the invitation back, or offer it again."
    ),
    "invitation_over": _("This invitation is over. Make a new one."),
    "address_not_plain": _(
        "Before the @ of this address stands a letter that is not a plain one and looks like another. Type it again."
    ),
    "address_domain_unclear": _(
        "After the @ of this address stand letters that look like others or are of several scripts. Type it again."
    ),
    "address_like_a_colleague": _(
        "This address looks like that of a colleague or of somebody invited, and is another."
        " Compare them letter by letter."
    ),
    "code_not_right": _("There is no invitation for this address with this code. Ask for a new one."),
    "code_needed": _("Enter the code that the office gave you first."),
    "new_password_needed": _("Choose a new password: another office could know the one you have."),
    "nobody_could_confirm": _(
        "You are the only administrator of another office, so nobody there could confirm that it is you."
        " Give the role to somebody there first."
    ),
    "way_in_of_another": _(
        "Another office could know this account’s password. End its roles here and invite the person again, with a"
        " code that you hand over: they choose a new password and second step."
    ),
    "name_like_a_colleague": _(
        "A colleague of yours is called so. Add what tells the two of you apart, such as a second name."
    ),
    "confirm_another": _("Somebody else has to confirm you."),
    "switched_off": _("Your office has this switched off. Ask your coordinator or administrator."),
    "dates_out_of_order": _("The last day lies before the first."),
    "last_administrator": _("An office keeps one administrator. Give the role to somebody else first."),
    "unit_name_taken": _("There is a unit of this name already."),
    "account_of_other_offices": _(
        "This account works for other offices too, so no single office may open it. Ask whoever runs the server."
    ),
}

_MOVED_ON: dict[str, tuple[str, ...]] = {"changed_since_shown": ()}

_WAYS: dict[str, tuple[Promise | str, str]] = {}


def add_reasons(words: Mapping[str, Promise | str]) -> None:
    """Add a room's reason codes and their words."""
    _WORDS.update(words)


def explain(reason: str) -> str:
    """The words for a reason code; for an unknown one a sentence that still says what to do."""
    words = _WORDS.get(reason)
    return str(words) if words else gettext("This is not allowed here. Ask your administrator.")


def add_moved_on(reasons: Mapping[str, Iterable[str]]) -> None:
    """Say which reasons mean that somebody else was there first, each with the verbs of what they did, or all.

    Such a refusal tells who it was, and when.
    """
    _MOVED_ON.update({reason: tuple(str(verb) for verb in verbs) for reason, verbs in reasons.items()})


def done_before(reason: str) -> tuple[str, ...]:
    """The verbs of what somebody else did first, where it was refused for that; empty for whatever was done."""
    return _MOVED_ON.get(reason, ())


def has_moved_on(reason: str) -> bool:
    """Whether it was refused because what was asked of is no longer as the asker saw it."""
    return reason in _MOVED_ON


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
