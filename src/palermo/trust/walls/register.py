"""Every table of the database, and what the application's role may do with it. The one list to review.

`palermo.trust.walls.build` turns it into grants and row-level security after each migration and refuses a table
that is not here; a test compares it with the catalogue.
"""

from __future__ import annotations

from palermo.trust.mandates import SERVICES_ROOM
from palermo.trust.walls.table import Kind, Table

_ALL_ROWS = "SELECT, INSERT, UPDATE, DELETE"

TABLES: tuple[Table, ...] = (
    # Open
    Table(name="django_migrations", kind=Kind.OPEN),
    Table(name="django_content_type", kind=Kind.OPEN),
    Table(name="auth_permission", kind=Kind.OPEN),
    Table(name="auth_group", kind=Kind.OPEN),
    Table(name="auth_group_permissions", kind=Kind.OPEN),
    # Account
    Table(
        name="people_user",
        kind=Kind.ACCOUNT,
        grants="SELECT, INSERT, UPDATE (password, last_login, full_name, language, failed_tries, locked_at,"
        " vouched_by, address_proved_at, doubted_at)",
    ),
    Table(
        name="people_role_assignment",
        kind=Kind.ACCOUNT,
        grants="SELECT, INSERT, UPDATE (valid_until, revoked_at, confirmed_at)",
        user="user_id",
    ),
    # What was offered is not rewritten, only offered again, answered, and forgotten.
    Table(
        name="people_invitation",
        kind=Kind.ACCOUNT,
        grants="SELECT, INSERT, DELETE, UPDATE (invited_by_id, handle, code_digest, tries, sent_at, lapses_at, answer,"
        " answered_at)",
        user="account_id",
    ),
    Table(
        name="account_emailaddress",
        kind=Kind.ACCOUNT,
        grants='SELECT, INSERT, UPDATE (verified, "primary")',
    ),
    Table(name="account_emailconfirmation", kind=Kind.ACCOUNT),
    Table(name="mfa_authenticator", kind=Kind.ACCOUNT, grants=_ALL_ROWS),
    # An account's mails are counted over all its offices, so it sees its rows in each.
    Table(name="desk_notice_choice", kind=Kind.ACCOUNT, grants=_ALL_ROWS, user="user_id"),
    # Published
    Table(name="people_organisation", kind=Kind.PUBLISHED, owner="id"),
    Table(name="people_unit", kind=Kind.PUBLISHED),
    # Offices here alone write theirs: a party of another kind has no organisation.
    # Whoever is a party stays the one it is.
    Table(name="directory_party", kind=Kind.PUBLISHED, grants="SELECT, INSERT"),
    Table(name="exchange_public_keys", kind=Kind.PUBLISHED, owner="party_id"),
    # Whether an office answers enquiries is asked by whoever would send one.
    Table(name="switched_on", kind=Kind.PUBLISHED),
    # A signed version of a State's profile is changed by nobody; open cases keep theirs.
    Table(name="directory_state_profile", kind=Kind.PUBLISHED, grants="SELECT, INSERT", append_only=True),
    # Public faces are for those who help persons.
    Table(name="directory_service", kind=Kind.PUBLISHED, room=SERVICES_ROOM),
    # Owned
    Table(name="directory_service_place", kind=Kind.OWNED, room=SERVICES_ROOM),
    # The next version while it is written; it goes once signed. Nothing of a person stands in it.
    Table(name="directory_state_profile_draft", kind=Kind.OWNED, grants=_ALL_ROWS),
    Table(name="directory_service_capacity", kind=Kind.OWNED, room=SERVICES_ROOM),
    Table(name="vault_legal_hold", kind=Kind.OWNED, room_column="room"),
    Table(name="retention_notice", kind=Kind.OWNED, room_column="room"),
    # The office's, for one purpose: whoever leads or administers it records them, in no pillar's room.
    Table(name="basis_processing_basis", kind=Kind.OWNED),
    Table(name="basis_service_agreement", kind=Kind.OWNED, room_column="room"),
    Table(name="basis_consent", kind=Kind.OWNED, room_column="room"),
    Table(name="basis_override", kind=Kind.OWNED, room_column="room"),
    # Its author's, or of those who erase and tidy in the room where it was begun.
    Table(name="desk_draft", kind=Kind.OWNED, grants=_ALL_ROWS, room_column="room", user="author_id"),
    Table(name="desk_kept_page", kind=Kind.OWNED, grants=_ALL_ROWS, room_column="room", user="author_id"),
    Table(
        name="desk_begun_and_done", kind=Kind.OWNED, grants=_ALL_ROWS, room_column="room", user="author_id"
    ),
    # Its author's, or of those who tidy up after who left.
    Table(
        name="desk_kept_view",
        kind=Kind.OWNED,
        grants=_ALL_ROWS,
        room_column="room",
        user="author_id",
        words=("name",),
    ),
    # Its author's, or of those who erase and tidy in the room where it was put off.
    Table(name="desk_put_off", kind=Kind.OWNED, grants=_ALL_ROWS, room_column="room", user="user_id"),
    Table(name="desk_clock", kind=Kind.OWNED, room_column="room"),
    # About a file, in its room; they are deleted when the person is erased.
    Table(name="desk_note", kind=Kind.OWNED, grants=_ALL_ROWS, room_column="room", only_emptied=("text",)),
    Table(name="desk_task", kind=Kind.OWNED, grants=_ALL_ROWS, room_column="room"),
    Table(name="desk_appointment", kind=Kind.OWNED, grants=_ALL_ROWS, room_column="room"),
    Table(
        name="desk_safety_plan",
        kind=Kind.OWNED,
        grants=_ALL_ROWS,
        room_column="room",
        only_emptied=("plan",),
    ),
    Table(
        name="desk_handover", kind=Kind.OWNED, grants=_ALL_ROWS, room_column="room", only_emptied=("line",)
    ),
    Table(name="desk_handover_read", kind=Kind.OWNED, grants=_ALL_ROWS, room_column="room"),
    # The office's, in no pillar's room: its administrator sets it.
    Table(name="desk_notice_look", kind=Kind.OWNED),
    Table(name="protection_person", kind=Kind.OWNED, room="protection"),
    # Undone within 30 days, and deleted with the person.
    Table(name="protection_joining", kind=Kind.OWNED, room="protection", grants=_ALL_ROWS),
    Table(name="protection_name_token", kind=Kind.OWNED, room="protection", grants=_ALL_ROWS),
    Table(name="protection_case", kind=Kind.OWNED, room="protection", words=("known_as",)),
    Table(name="protection_need", kind=Kind.OWNED, room="protection"),
    Table(name="protection_case_assignment", kind=Kind.OWNED, room="protection"),
    Table(name="protection_referral", kind=Kind.OWNED, room="protection"),
    Table(name="protection_enquiry", kind=Kind.OWNED, room="protection"),
    Table(name="protection_unmet_need", kind=Kind.OWNED, room="protection"),
    Table(name="protection_place_told", kind=Kind.OWNED, room="protection"),
    Table(name="protection_sent_change", kind=Kind.OWNED, room="protection"),
    Table(name="protection_arrived_change", kind=Kind.OWNED, room="protection"),
    Table(name="protection_assistance", kind=Kind.OWNED, room="protection"),
    Table(name="protection_first_contact", kind=Kind.OWNED, room="protection"),
    Table(name="protection_decline", kind=Kind.OWNED, room="protection"),
    Table(name="protection_counted_help", kind=Kind.OWNED, room="protection"),
    Table(name="protection_event", kind=Kind.OWNED, room="protection"),
    # Deleted when the person is erased: that they belonged to a group is not kept.
    Table(name="protection_event_person", kind=Kind.OWNED, grants=_ALL_ROWS, room="protection"),
    Table(name="protection_interpreting", kind=Kind.OWNED, room="protection"),
    Table(name="protection_information", kind=Kind.OWNED, room="protection"),
    Table(name="protection_paper", kind=Kind.OWNED, room="protection"),
    Table(name="protection_screening", kind=Kind.OWNED, room="protection"),
    Table(name="protection_account", kind=Kind.OWNED, room="protection", only_emptied=("account",)),
    Table(name="protection_presumption", kind=Kind.OWNED, room="protection", only_emptied=("who",)),
    Table(name="protection_reflection", kind=Kind.OWNED, room="protection"),
    Table(
        name="protection_decision", kind=Kind.OWNED, room="protection", only_emptied=("reasons", "early_why")
    ),
    Table(name="protection_reconsideration", kind=Kind.OWNED, room="protection", only_emptied=("grounds",)),
    Table(name="protection_ask", kind=Kind.OWNED, room="protection", only_emptied=("grounds",)),
    Table(name="protection_matter", kind=Kind.OWNED, room="protection"),
    Table(name="protection_notification", kind=Kind.OWNED, room="protection"),
    Table(name="protection_notified", kind=Kind.OWNED, room="protection"),
    Table(name="protection_age_decision", kind=Kind.OWNED, room="protection", only_emptied=("age_reasons",)),
    # Deleted once the person is treated as a child no longer.
    Table(name="protection_coming_of_age", kind=Kind.OWNED, room="protection", grants=_ALL_ROWS),
    Table(name="protection_guardian_request", kind=Kind.OWNED, room="protection"),
    Table(name="protection_guardian", kind=Kind.OWNED, room="protection"),
    Table(name="protection_child_view", kind=Kind.OWNED, room="protection", only_emptied=("own_words",)),
    # A question whose names are alike no longer is asked no longer; with the person the answers go too.
    Table(name="protection_look_alike", kind=Kind.OWNED, room="protection", grants=_ALL_ROWS),
    Table(name="protection_never_share", kind=Kind.OWNED, room="protection"),
    # Who looked for whom is told once and changed by nobody.
    Table(
        name="protection_search_hit",
        kind=Kind.OWNED,
        room="protection",
        grants="SELECT, INSERT",
        append_only=True,
    ),
    Table(name="protection_authority_request", kind=Kind.OWNED, room="protection"),
    Table(name="protection_complaint", kind=Kind.OWNED, room="protection"),
    Table(name="protection_conference", kind=Kind.OWNED, room="protection"),
    Table(name="protection_conference_member", kind=Kind.OWNED, room="protection"),
    Table(name="protection_conference_decision", kind=Kind.OWNED, room="protection", only_emptied=("words",)),
    Table(name="protection_conference_seat", kind=Kind.OWNED, room="protection"),
    Table(name="protection_conference_task", kind=Kind.OWNED, room="protection", only_emptied=("words",)),
    Table(name="protection_goal", kind=Kind.OWNED, room="protection"),
    Table(name="protection_judgement", kind=Kind.OWNED, room="protection"),
    Table(name="protection_closing", kind=Kind.OWNED, room="protection"),
    # Envelope
    Table(
        name="directory_agreement",
        kind=Kind.ENVELOPE,
        sender="proposer_id",
        receiver="partner_id",
        author="proposer_id",
        # Accepted or ended; what was agreed is never rewritten.
        grants="SELECT, INSERT, UPDATE (accepted_at, accepted_by_id, ended_at, ended_by_id)",
    ),
    # stored_by_id: a receiver stores what came as a file; the signature in it says who sent it.
    Table(
        name="exchange_envelope",
        kind=Kind.ENVELOPE,
        sender_room="from_room",
        receiver_room="to_room",
        author="stored_by_id",
        append_only=True,
    ),
    Table(
        name="exchange_body",
        kind=Kind.ENVELOPE,
        sender_room="from_room",
        receiver_room="to_room",
        author="stored_by_id",
        grants="SELECT, INSERT, DELETE",
    ),
    Table(
        name="exchange_event",
        kind=Kind.ENVELOPE,
        sender_room="from_room",
        receiver_room="to_room",
        author="stored_by_id",
        append_only=True,
    ),
    # Ledger
    Table(name="ledger_event", kind=Kind.LEDGER, append_only=True),
    # Owned, in no pillar's room: ids and codes, which the ledger names as well.
    Table(name="ledger_breach", kind=Kind.OWNED),
    Table(name="ledger_breach_notice", kind=Kind.OWNED),
    # Key
    Table(name="key_slot", kind=Kind.KEY, grants=_ALL_ROWS),
    Table(name="subject_key", kind=Kind.KEY, room_column="room", desk=True),
    # A pair or a search key that was replaced is destroyed.
    Table(name="party_key", kind=Kind.KEY, grants=_ALL_ROWS),
    Table(name="search_key", kind=Kind.KEY, grants=_ALL_ROWS),
    # Machinery
    Table(name="django_session", kind=Kind.MACHINERY),
    Table(name="people_signed_in", kind=Kind.MACHINERY),
    Table(name="django_tasks_database_dbtaskresult", kind=Kind.MACHINERY),
    Table(name="web_cache", kind=Kind.MACHINERY),
    Table(name="vault_key_work", kind=Kind.MACHINERY),
)

_RECORDED = {Kind.PUBLISHED, Kind.OWNED, Kind.ENVELOPE, Kind.KEY}
_KINDS = {table.name: table.kind for table in TABLES}
_ONLY_EMPTIED = {table.name: table.only_emptied for table in TABLES}
# Drafts are told when they become acts.
_NEED_AN_EVENT = {name for name, kind in _KINDS.items() if kind in _RECORDED} - {
    "desk_draft",
    "desk_begun_and_done",
} | {
    "people_role_assignment",
    "people_invitation",
}


def only_emptied(table: str) -> tuple[str, ...]:
    """Columns of `table` whose content is never rewritten."""
    return _ONLY_EMPTIED.get(table, ())


def writes_need_an_event(table: str) -> bool:
    """True when the ledger must record every write to `table`."""
    return table in _NEED_AN_EVENT


def is_registered(table: str) -> bool:
    """True for a table of the register."""
    return table in _KINDS


def is_machinery(table: str) -> bool:
    """True for a table of the queue, the sessions or the throttle."""
    return _KINDS.get(table) is Kind.MACHINERY
