"""For each table of the walls' register: the rule it follows, and what the end of the rule does to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from palermo.trust.retention.rules import Rule


class End(StrEnum):
    """What becomes of a row when its rule ends."""

    ERASED = "erased"  # the key goes, texts go, codes become coarse
    DELETED = "deleted"  # the row goes
    STAYS = "stays"  # codes and ids stay, as the record of what was done
    NONE = "none"  # nothing ends it


@dataclass(frozen=True)
class Kept:
    """A table's rule, what its end does, and why where that is not plain."""

    rule: Rule
    end: End
    why: str = ""


_PERSON = Kept(Rule.PERSON, End.ERASED)
_STAYS = Kept(Rule.PERSON, End.STAYS, "codes, days and who recorded them")
_WITH_PERSON = Kept(Rule.PERSON, End.DELETED)
_CODED = Kept(Rule.CODED, End.NONE, "names no person and holds no text")
_OFFICE = Kept(Rule.OFFICE, End.NONE)
_REFERENCE = Kept(Rule.REFERENCE, End.NONE)

TABLES: dict[str, Kept] = {
    # Open
    "django_migrations": _REFERENCE,
    "django_content_type": _REFERENCE,
    "auth_permission": _REFERENCE,
    "auth_group": _REFERENCE,
    "auth_group_permissions": _REFERENCE,
    # Account
    "people_user": Kept(
        Rule.ACCOUNT,
        End.STAYS,
        "the password goes; name and address stay: the ledger names who acted by the account’s id, and whoever asks who"
        " saw a file must be told who it was",
    ),
    "people_role_assignment": Kept(
        Rule.CODED, End.NONE, "who could see what, and when, is asked for years later"
    ),
    "account_emailaddress": Kept(
        Rule.FACTOR, End.STAYS, "the address by which the ledger’s account is known"
    ),
    "account_emailconfirmation": _REFERENCE,
    "people_invitation": Kept(Rule.FACTOR, End.DELETED, "ninety days after it lapsed"),
    "mfa_authenticator": Kept(Rule.FACTOR, End.DELETED),
    "desk_notice_choice": Kept(Rule.CHOICE, End.DELETED),
    # Published
    "people_organisation": _OFFICE,
    "people_unit": _OFFICE,
    "directory_party": _OFFICE,
    "directory_state_profile": Kept(Rule.CODED, End.NONE, "files name the version whose rules held for them"),
    "directory_state_profile_draft": Kept(Rule.OFFICE, End.DELETED, "once signed or thrown away"),
    "switched_on": Kept(Rule.CODED, End.NONE, "who answered for what, and when, is asked for years later"),
    "exchange_public_keys": _OFFICE,
    "directory_service": Kept(Rule.SERVICE, End.STAYS, "referrals name it; what was public"),
    # Owned
    "ledger_breach": _CODED,
    "ledger_breach_notice": Kept(Rule.CODED, End.STAYS, "ids and codes, which the ledger names as well"),
    "directory_service_place": Kept(Rule.SERVICE, End.ERASED),
    "directory_service_capacity": Kept(Rule.SERVICE, End.STAYS, "numbers of places"),
    "vault_legal_hold": Kept(Rule.PERSON, End.STAYS, "why the file was kept so long, as a code"),
    "retention_notice": _CODED,
    "desk_notice_look": _OFFICE,
    "basis_processing_basis": _CODED,
    "basis_service_agreement": _STAYS,
    "basis_consent": Kept(Rule.PERSON, End.STAYS, "what was disclosed rests on it; codes and an office"),
    "basis_override": Kept(Rule.PERSON, End.STAYS, "what was disclosed rests on it; codes and an office"),
    "desk_draft": Kept(Rule.DRAFT, End.DELETED),
    "desk_kept_page": Kept(Rule.DRAFT, End.DELETED, "with the person, if the page was about a file"),
    "desk_begun_and_done": Kept(Rule.DRAFT, End.DELETED, "an address with ids, so that an act is done once"),
    "desk_kept_view": Kept(Rule.CHOICE, End.DELETED),
    "desk_put_off": Kept(Rule.PUT_OFF, End.DELETED, "with the person, if it is about a file"),
    "desk_note": _WITH_PERSON,
    "desk_task": _WITH_PERSON,
    "desk_appointment": _WITH_PERSON,
    "desk_safety_plan": _WITH_PERSON,
    "desk_handover": Kept(Rule.HANDOVER, End.DELETED, "at once when a file of it is erased"),
    "desk_handover_read": Kept(Rule.HANDOVER, End.DELETED),
    "desk_clock": Kept(Rule.PERSON, End.STAYS, "it stops; ids and times"),
    "protection_person": _PERSON,
    "protection_joining": Kept(Rule.PERSON, End.DELETED),
    "protection_name_token": Kept(Rule.PERSON, End.DELETED),
    "protection_case": _PERSON,
    "protection_need": _STAYS,
    "protection_case_assignment": Kept(Rule.PERSON, End.STAYS, "who worked on the file"),
    "protection_referral": _PERSON,
    "protection_enquiry": Kept(Rule.ENQUIRY, End.ERASED, "one that became a file goes with the person"),
    "protection_unmet_need": Kept(
        Rule.CODED, End.NONE, "the link to the need is cut when the person is erased"
    ),
    "protection_place_told": _PERSON,
    "protection_sent_change": _STAYS,
    "protection_arrived_change": _PERSON,
    "protection_assistance": _PERSON,
    "protection_first_contact": _PERSON,
    "protection_decline": _STAYS,
    "protection_counted_help": _CODED,
    "protection_event": Kept(Rule.EVENT, End.ERASED, "kind of place, month and route stay as codes"),
    "protection_event_person": Kept(Rule.PERSON, End.DELETED),
    "protection_interpreting": _PERSON,
    "protection_information": _PERSON,
    "protection_paper": _PERSON,
    "protection_screening": _PERSON,
    "protection_account": _PERSON,
    "protection_presumption": _PERSON,
    "protection_reflection": _PERSON,
    "protection_decision": _PERSON,
    "protection_reconsideration": _PERSON,
    "protection_ask": _PERSON,
    "protection_matter": Kept(Rule.PERSON, End.STAYS, "codes, days and the office that asked"),
    "protection_notification": Kept(Rule.PERSON, End.ERASED, "that it went, to whom and when; its code goes"),
    "protection_notified": Kept(Rule.NOTIFICATION, End.ERASED, "that there was one, of whom in one word"),
    "protection_age_decision": _PERSON,
    "protection_coming_of_age": Kept(Rule.PERSON, End.DELETED),
    "protection_guardian_request": _STAYS,
    "protection_guardian": _PERSON,
    "protection_child_view": _PERSON,
    "protection_look_alike": Kept(Rule.PERSON, End.DELETED),
    "protection_never_share": _PERSON,
    "protection_search_hit": Kept(
        Rule.PERSON, End.STAYS, "who looked for whom is changed by nobody; ids only"
    ),
    "protection_authority_request": Kept(Rule.ANSWERED, End.ERASED, "one about a file goes with the person"),
    "protection_complaint": Kept(Rule.ANSWERED, End.ERASED, "one about a file goes with the person"),
    "protection_conference": _PERSON,
    "protection_conference_member": Kept(
        Rule.PERSON, End.STAYS, "which office was called, and what the person agreed to"
    ),
    "protection_conference_decision": _PERSON,
    "protection_conference_seat": Kept(
        Rule.SEAT, End.ERASED, "the key goes with the sight; office, code and day stay as codes"
    ),
    "protection_conference_task": Kept(Rule.SEAT, End.ERASED, "goes with its seat"),
    "protection_goal": _PERSON,
    "protection_judgement": _PERSON,
    "protection_closing": _PERSON,
    # Envelope
    "directory_agreement": _OFFICE,
    "exchange_envelope": Kept(Rule.CHAIN, End.NONE, "the signed header: codes, ids and a digest"),
    "exchange_body": Kept(Rule.PACKAGE, End.DELETED),
    "exchange_event": Kept(Rule.CHAIN, End.NONE, "signed codes of what was done to a package"),
    # Ledger
    "ledger_event": Kept(Rule.CHAIN, End.NONE),
    # Key
    "key_slot": _OFFICE,
    "subject_key": Kept(Rule.SUBJECT_KEY, End.ERASED, "the wrapped key goes; that there was one stays"),
    "party_key": _OFFICE,
    "search_key": _OFFICE,
    # Machinery
    "django_session": Kept(Rule.SESSION, End.DELETED),
    "django_tasks_database_dbtaskresult": Kept(Rule.TASK, End.DELETED),
    "people_signed_in": Kept(Rule.SESSION, End.DELETED),
    "vault_key_work": Kept(Rule.TASK, End.DELETED, "how far a change of keys has come"),
    "web_cache": Kept(Rule.CACHE, End.DELETED),
}
