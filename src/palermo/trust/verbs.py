"""The verbs of the ledger: what an event says was done, shown or refused, and what a refusal says was asked.

Each room lists its own, so that a misspelt one is found before it is written: a ledger row stays for ever. What is
written is the member's value; words for people stand beside the verbs of each room (trust's in ledger/words.py).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType, TypeAlias


class Verb(StrEnum):
    """What was done, shown or refused. Base of each room's verbs."""


class Asked(StrEnum):
    """What was asked when it was refused, where it is no action of a policy. Base of each room's own."""


OfPolicy = NewType("OfPolicy", str)
"""An action as the ledger names it, object and action; `Policy.asked` alone makes one."""

WhatWasAsked: TypeAlias = Verb | Asked | OfPolicy
"""What a refusal is of."""


class LedgerVerb(Verb):
    """Of the ledger itself, of whoever asks, and of how the installation runs."""

    REFUSED = "refused"
    PROBED = "probed"
    REVEALED = "revealed"
    LEDGER_UNSIGNED_END_FOUND = "ledger.unsigned_end_found"
    WITNESS_TAKEN = "witness.taken"
    LEDGER_EXPORTED = "ledger.exported"
    WITNESS_COMPARED = "witness.compared"
    INSTALLATION_RESTORED = "installation.restored"
    WORKER_STARTED = "worker.started"
    FOLDER_CHANGED_HANDS = "folder.changed_hands"
    HEADS_RENEWED = "heads.renewed"
    HEAD_KEY_CERTIFIED = "head_key.certified"
    TASK_UNKNOWN = "task.unknown"
    TASK_UNREADABLE = "task.unreadable"
    BREACH_NOTED = "breach.noted"
    BREACH_PERSONS_FOUND = "breach.persons_found"
    BREACH_PERSON_ANSWERED = "breach.person_answered"
    BREACH_ANSWERED = "breach.answered"


class LedgerAsked(Asked):
    """What was asked here and refused."""

    BREACH_NOTE = "breach.note"
    BREACH_TELL = "breach.tell"
    BREACH_ANSWER = "breach.answer"


class PeopleVerb(Verb):
    """Of offices, accounts, roles and signing in."""

    OFFICE_CREATED = "office.created"
    OFFICE_ZONE_SET = "office.zone_set"
    OFFICE_CARD_LINE_SET = "office.card_line_set"
    UNIT_CREATED = "unit.created"
    ACCOUNT_INVITED = "account.invited"
    ACCOUNT_OPENED = "account.opened"
    ACCOUNT_CHANGED = "account.changed"
    ADDRESS_PROVED = "address.proved"
    INVITATION_RENEWED = "invitation.renewed"
    INVITATION_MAILED = "invitation.mailed"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    INVITATION_ACCEPTED = "invitation.accepted"
    INVITATION_DECLINED = "invitation.declined"
    INVITATION_CODE_WRONG = "invitation.code_wrong"
    INVITATION_LAPSED = "invitation.lapsed"
    INVITATIONS_FORGOTTEN = "invitation.forgotten"
    ROLE_ELSEWHERE_ACCEPTED = "role.elsewhere_accepted"
    ROLES_REST = "role.rests"
    PERSON_CONFIRMED = "account.person_confirmed"
    ROLE_ASSIGNED = "role.assigned"
    ROLE_ENDED = "role.ended"
    WORK_HANDED_OVER = "work.handed_over"
    ACTING_BEGAN = "acting.began"
    SIGNIN_DONE = "signin.done"
    SIGNIN_FAILED = "signin.failed"
    SIGNIN_LOCKED = "signin.locked"
    SIGNIN_LOCK_MAILED = "signin.lock_mailed"
    SIGNOUT_DONE = "signout.done"
    SESSIONS_ENDED = "sessions.ended"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - a verb
    PASSWORD_LINK_ASKED = "password.link_asked"  # noqa: S105 - a verb
    PASSWORD_LINK_MADE = "password.link_made"  # noqa: S105 - a verb
    PASSWORD_LINK_SENT = "password.link_sent"  # noqa: S105 - a verb
    SECOND_FACTOR_ADDED = "second_factor.added"
    SECOND_FACTOR_REMOVED = "second_factor.removed"
    SECOND_FACTOR_RESET = "second_factor.reset"
    RECOVERY_CODES_MADE = "recovery_codes.made"
    MAIL_TEST_ASKED = "mail_test.asked"
    MAIL_TEST_SENT = "mail_test.sent"


class PeopleAsked(Asked):
    """What was asked here and refused."""

    ACCESS_RENEW = "access.renew"
    ACCOUNT_CHANGE = "account.change"
    ACCOUNT_INVITE = "account.invite"
    PERSON_CONFIRM = "account.confirm_person"
    ROLE_ACCEPT = "role.accept"
    OFFICE_CREATE = "office.create"
    OFFICE_ZONE = "office.zone"
    OFFICE_CARD_LINE = "office.card_line"
    UNIT_CREATE = "unit.create"
    ROLE_ASSIGN = "role.assign"
    ROLE_END = "role.end"
    ACTING_GO_ON = "acting.go_on"


class SwitchVerb(Verb):
    """Of switches."""

    SWITCH_ASKED = "switch.asked"
    SWITCH_SIGNED = "switch.signed"
    SWITCH_ENDED = "switch.ended"
    SWITCH_FAILING = "switch.failing"
    SWITCH_HOLDS_AGAIN = "switch.holds_again"


class SwitchAsked(Asked):
    """What was asked here and refused."""

    SWITCH_ASK = "switch.ask"
    SWITCH_SIGN = "switch.sign"
    SWITCH_END = "switch.end"
    SWITCH_USE = "switch.use"


class VaultVerb(Verb):
    """Of keys, legal holds and erasure."""

    HOLD_PLACED = "hold.placed"
    HOLD_RELEASED = "hold.released"
    PERSON_ERASED = "person.erased"
    KEY_RECOVERY_SHARE_MADE = "key.recovery_share_made"
    KEY_RECOVERED = "key.recovered"
    KEY_ROTATION_BEGUN = "key.rotation_begun"
    KEYS_REWRAPPED = "keys.rewrapped"
    KEY_ROTATED = "key.rotated"
    PARTY_KEYS_DESTROYED = "party_keys.destroyed"
    PARTY_KEYS_DISTRUSTED = "party_keys.distrusted"
    TEXTS_RESEALED = "texts.resealed"


class VaultAsked(Asked):
    """What was asked here and refused."""

    PERSON_ERASE = "person.erase"
    HOLD_PLACE = "hold.place"
    HOLD_RELEASE = "hold.release"
    KEY_ROTATE = "key.rotate"


class BasisVerb(Verb):
    """Of what a disclosure rests on."""

    AGREEMENT_RECORDED = "agreement.recorded"
    BASIS_RECORDED = "basis.recorded"
    BASIS_ENDED = "basis.ended"
    CONSENT_RECORDED = "consent.recorded"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    CONSENT_REPLACED = "consent.replaced"
    CONSENT_ENDED = "consent.ended"
    DISCLOSURE_ALLOWED = "disclosure.allowed"
    DISCLOSURE_REFUSED = "disclosure.refused"
    OVERRIDE_REQUESTED = "override.requested"
    OVERRIDE_APPROVED = "override.approved"
    OVERRIDE_REVIEWED = "override.reviewed"
    OVERRIDE_PERSON_INFORMED = "override.person_informed"
    OVERRIDE_ENDED = "override.ended"


class BasisAsked(Asked):
    """What was asked here and refused."""

    BASIS_RECORD = "basis.record"
    BASIS_SECOND_PERSON = "basis.second_person"
    DISCLOSURE = "disclosure"
