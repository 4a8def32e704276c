"""Verbs of the ledger in plain words. A room adds its own in AppConfig.ready; a verb without words fails the suite."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palermo.trust.verbs import BasisVerb, LedgerVerb, PeopleVerb, SwitchVerb, VaultVerb, Verb

_WORDS: dict[str, Promise | str] = {
    LedgerVerb.REFUSED: _("Refused"),
    LedgerVerb.PROBED: _("Something foreign or unknown was asked for"),
    LedgerVerb.REVEALED: _("Identity shown"),
    LedgerVerb.LEDGER_UNSIGNED_END_FOUND: _("The ledger's end was not written by Palermo"),
    LedgerVerb.WITNESS_TAKEN: _("Proof of the ledger taken away"),
    LedgerVerb.LEDGER_EXPORTED: _("Part of the ledger taken out as a file"),
    LedgerVerb.WITNESS_COMPARED: _("A kept proof compared with the ledger"),
    LedgerVerb.INSTALLATION_RESTORED: _("Installation restored from a backup"),
    LedgerVerb.WORKER_STARTED: _("Work in the background started"),
    LedgerVerb.FOLDER_CHANGED_HANDS: _("Data folder given to another account of the server"),
    LedgerVerb.HEADS_RENEWED: _("Newest heads of all ledgers written down on schedule"),
    LedgerVerb.HEAD_KEY_CERTIFIED: _("Key of earlier heads certified by hand"),
    LedgerVerb.TASK_UNKNOWN: _("A task that Palermo does not know stood in the queue and was not run"),
    LedgerVerb.TASK_UNREADABLE: _("A task that cannot be read stood in the queue and was not run"),
    LedgerVerb.BREACH_NOTED: _("Breach noted"),
    LedgerVerb.BREACH_PERSONS_FOUND: _("Persons found whom a breach concerns"),
    LedgerVerb.BREACH_PERSON_ANSWERED: _("Telling a person of a breach: what came of it"),
    LedgerVerb.BREACH_ANSWERED: _("Telling the authority of a breach: what came of it"),
    PeopleVerb.OFFICE_CREATED: _("Office created"),
    PeopleVerb.OFFICE_CARD_LINE_SET: _("Telephone line on the rights cards chosen"),
    PeopleVerb.OFFICE_ZONE_SET: _("Time zone of the office chosen"),
    PeopleVerb.UNIT_CREATED: _("Unit created"),
    PeopleVerb.ACCOUNT_INVITED: _("Colleague invited"),
    PeopleVerb.ACCOUNT_OPENED: _("Account opened by invitation"),
    PeopleVerb.ACCOUNT_CHANGED: _("Account details changed"),
    PeopleVerb.ADDRESS_PROVED: _("Address proved by a mailed link"),
    PeopleVerb.INVITATION_RENEWED: _("Invitation offered again"),
    PeopleVerb.INVITATION_MAILED: _("Invitation mailed"),
    PeopleVerb.INVITATION_WITHDRAWN: _("Invitation withdrawn"),
    PeopleVerb.INVITATION_ACCEPTED: _("Invitation accepted"),
    PeopleVerb.INVITATION_DECLINED: _("Invitation not accepted"),
    PeopleVerb.INVITATION_CODE_WRONG: _("A wrong code was tried for an invitation"),
    PeopleVerb.INVITATION_LAPSED: _("Invitations that waited lapsed, because of a restore"),
    PeopleVerb.INVITATIONS_FORGOTTEN: _("Old invitations deleted"),
    PeopleVerb.ROLE_ELSEWHERE_ACCEPTED: _("A colleague accepted a role in another office"),
    PeopleVerb.ROLES_REST: _(
        "A colleague accepted a role in another office with a code: their roles here rest until confirmed"
    ),
    PeopleVerb.PERSON_CONFIRMED: _("Person confirmed: their roles here count again"),
    PeopleVerb.ROLE_ASSIGNED: _("Role given"),
    PeopleVerb.ROLE_ENDED: _("Role ended"),
    PeopleVerb.WORK_HANDED_OVER: _("A colleague’s open work handed over"),
    PeopleVerb.ACTING_BEGAN: _("Began to act for this office"),
    PeopleVerb.SIGNIN_DONE: _("Signed in"),
    PeopleVerb.SIGNIN_FAILED: _("A sign-in failed"),
    PeopleVerb.SIGNIN_LOCKED: _("A sign-in was refused: too many attempts"),
    PeopleVerb.SIGNIN_LOCK_MAILED: _("An owner was told by mail of refused attempts"),
    PeopleVerb.SIGNOUT_DONE: _("Signed out"),
    PeopleVerb.SESSIONS_ENDED: _("Signed out elsewhere"),
    PeopleVerb.PASSWORD_CHANGED: _("Password changed"),
    PeopleVerb.PASSWORD_LINK_ASKED: _("A link for a new password was asked for"),
    PeopleVerb.PASSWORD_LINK_MADE: _("Password taken away, link for a new one made"),
    PeopleVerb.PASSWORD_LINK_SENT: _("Link for a new password sent"),
    PeopleVerb.SECOND_FACTOR_ADDED: _("Second step switched on"),
    PeopleVerb.SECOND_FACTOR_REMOVED: _("Second step switched off"),
    PeopleVerb.SECOND_FACTOR_RESET: _("Second step taken away by an administrator"),
    PeopleVerb.RECOVERY_CODES_MADE: _("Recovery codes made"),
    PeopleVerb.MAIL_TEST_ASKED: _("Whether mail arrives was asked"),
    PeopleVerb.MAIL_TEST_SENT: _("Mail sent to see whether it arrives"),
    SwitchVerb.SWITCH_ASKED: _("Switch asked for"),
    SwitchVerb.SWITCH_SIGNED: _("Switch turned on by a second signature"),
    SwitchVerb.SWITCH_ENDED: _("Switch turned off"),
    SwitchVerb.SWITCH_FAILING: _("A condition of a switch holds no longer"),
    SwitchVerb.SWITCH_HOLDS_AGAIN: _("A condition of a switch holds again"),
    VaultVerb.HOLD_PLACED: _("Legal hold placed"),
    VaultVerb.HOLD_RELEASED: _("Legal hold released"),
    VaultVerb.PERSON_ERASED: _("Person erased"),
    VaultVerb.KEY_RECOVERY_SHARE_MADE: _("Recovery share of the office's key made"),
    VaultVerb.KEY_RECOVERED: _("Office's key opened with its recovery share"),
    VaultVerb.KEY_ROTATION_BEGUN: _("Change of a key begun"),
    VaultVerb.KEYS_REWRAPPED: _("Keys wrapped by a new key"),
    VaultVerb.KEY_ROTATED: _("Change of a key done, the old one destroyed"),
    VaultVerb.PARTY_KEYS_DISTRUSTED: _("Former keys for messages believed no longer: they leaked"),
    VaultVerb.PARTY_KEYS_DESTROYED: _("Keys for messages of more than a year ago destroyed"),
    VaultVerb.TEXTS_RESEALED: _("Sealed texts brought to the padded form"),
    BasisVerb.AGREEMENT_RECORDED: _("Person's agreement to a service recorded"),
    BasisVerb.BASIS_RECORDED: _("Legal basis recorded"),
    BasisVerb.BASIS_ENDED: _("Legal basis ended"),
    BasisVerb.CONSENT_RECORDED: _("Consent recorded"),
    BasisVerb.CONSENT_WITHDRAWN: _("Consent withdrawn"),
    BasisVerb.CONSENT_ENDED: _("Consent ended with the help it was given for"),
    BasisVerb.CONSENT_REPLACED: _("Earlier consent ended by a newer answer"),
    BasisVerb.DISCLOSURE_ALLOWED: _("Disclosure allowed"),
    BasisVerb.DISCLOSURE_REFUSED: _("Disclosure refused"),
    BasisVerb.OVERRIDE_REQUESTED: _("Disclosure without consent asked for"),
    BasisVerb.OVERRIDE_APPROVED: _("Disclosure without consent approved by a second person"),
    BasisVerb.OVERRIDE_REVIEWED: _("Disclosure without consent reviewed"),
    BasisVerb.OVERRIDE_PERSON_INFORMED: _("Person told of a disclosure without consent"),
    BasisVerb.OVERRIDE_ENDED: _("The permission to send without consent has ended."),
}


def add_verbs(words: Mapping[Verb, Promise | str]) -> None:
    """Add a room's verbs and their words. Raises ValueError for a verb that another room has already."""
    if twice := sorted(_WORDS.keys() & words.keys()):
        raise ValueError(f"Verbs of two rooms: {', '.join(twice)}")
    _WORDS.update({verb.value: text for verb, text in words.items()})


_COLUMNS: dict[str, Promise | str] = {}


def add_columns(words: Mapping[str, Promise | str]) -> None:
    """Add what a room's sealed columns and classes of data are called. One column, one wording."""
    _COLUMNS.update(words)


def column_words(column: str) -> str:
    """The words for a sealed column or a class of data; one this version does not know is shown as it stands."""
    return str(_COLUMNS.get(column) or column.replace("_", " "))


def verb_words(verb: str) -> str:
    """The words for a verb; one this version does not know is shown as it stands."""
    words = _WORDS.get(verb)
    return str(words) if words else verb.replace(".", ": ").replace("_", " ")


def known_verbs() -> frozenset[str]:
    """Every verb that has words."""
    return frozenset(_WORDS)
