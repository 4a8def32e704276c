"""Verbs of the ledger in plain words. A room adds its own in AppConfig.ready; a verb without words fails the suite."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, Promise | str] = {
    "refused": _("Refused"),
    "probed": _("Something foreign or unknown was asked for"),
    "revealed": _("Identity shown"),
    "office.created": _("Office created"),
    "unit.created": _("Unit created"),
    "account.invited": _("Colleague invited"),
    "account.changed": _("Account details changed"),
    "role.assigned": _("Role given"),
    "role.ended": _("Role ended"),
    "acting.began": _("Began to act for this office"),
    "signin.done": _("Signed in"),
    "signin.failed": _("A sign-in failed"),
    "signin.locked": _("A sign-in was refused: too many attempts"),
    "signout.done": _("Signed out"),
    "password.changed": _("Password changed"),
    "password.link_asked": _("A link for a new password was asked for"),
    "password.link_made": _("Password taken away, link for a new one made"),
    "password.link_sent": _("Link for a new password sent"),
    "second_factor.added": _("Second step switched on"),
    "second_factor.removed": _("Second step switched off"),
    "second_factor.reset": _("Second step taken away by an administrator"),
    "recovery_codes.made": _("Recovery codes made"),
    "ledger.unsigned_end_found": _("The ledger's end was not written by Palermo"),
    "witness.taken": _("Newest head of the ledger taken away"),
    "hold.placed": _("Legal hold placed"),
    "hold.released": _("Legal hold released"),
    "person.erased": _("Person erased"),
    "agreement.recorded": _("Person's agreement to a service recorded"),
    "basis.recorded": _("Legal basis recorded"),
    "basis.ended": _("Legal basis ended"),
    "consent.recorded": _("Consent recorded"),
    "consent.withdrawn": _("Consent withdrawn"),
    "consent.replaced": _("Earlier consent ended by a newer answer"),
    "disclosure.allowed": _("Disclosure allowed"),
    "disclosure.refused": _("Disclosure refused"),
    "override.requested": _("Disclosure without consent asked for"),
    "override.approved": _("Disclosure without consent approved by a second person"),
    "override.reviewed": _("Disclosure without consent reviewed"),
    "override.person_informed": _("Person told of a disclosure without consent"),
    "installation.restored": _("Installation restored from a backup"),
    "worker.started": _("Work in the background started"),
    "key.recovery_share_made": _("Recovery share of the office's key made"),
    "key.recovered": _("Office's key opened with its recovery share"),
}


def add_verbs(words: Mapping[str, Promise | str]) -> None:
    """Add a room's verbs and their words."""
    _WORDS.update(words)


def verb_words(verb: str) -> str:
    """The words for a verb; one this version does not know is shown as it stands."""
    words = _WORDS.get(verb)
    return str(words) if words else verb.replace(".", ": ").replace("_", " ")


def known_verbs() -> frozenset[str]:
    """Every verb that has words."""
    return frozenset(_WORDS)
