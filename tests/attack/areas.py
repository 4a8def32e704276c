"""What is attacked, area by area: by which tests of the suite, and by which against a running copy.

An entry is a file, a folder or one test of a file, below tests/; each stands once. What a file marks for the drill or
the browser is not run. tests/house/test_attack.py holds that every entry is there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """An area: its name in the table, and its tests."""

    name: str
    tests: tuple[str, ...]


AREAS = (
    Area(
        "Addresses with ids of another office",
        (
            "attack/test_foreign_addresses.py::test_what_one_office_is_shown_no_account_of_another_one_gets",
            "authorisation/test_foreign_ids.py",
            "authorisation/test_matrix_get.py",
            "authorisation/test_matrix_post.py",
            "authorisation/test_matrix_switched_off.py",
            "protection/test_walls.py",
        ),
    ),
    Area("What a search tells of files one may not open", ("authorisation/test_search.py",)),
    Area(
        "Many files at once, and files with one row a person",
        ("protection/file/test_many.py", "protection/file/test_rows.py"),
    ),
    Area(
        "Colleagues of the own office who are not assigned",
        (
            "attack/test_foreign_addresses.py::"
            "test_what_a_colleague_works_on_no_other_colleague_gets_who_is_not_shown_it",
            "authorisation/test_links.py",
            "authorisation/test_policies_fail_closed.py",
            "protection/cases/test_ended_roles.py",
        ),
    ),
    Area("Methods and headers in place of one", ("attack/test_methods.py",)),
    Area(
        "Hidden fields and roles one gives oneself",
        (
            "attack/test_forms.py::test_fields_a_form_does_not_have_are_not_taken",
            "trust/people/test_colleagues.py",
            "trust/test_mandates.py",
        ),
    ),
    Area(
        "Accounts across offices, in both directions",
        (
            "attack/test_accounts.py::test_a_role_given_from_elsewhere_opens_tells_and_changes_nothing",
            "trust/people/test_accounts_before.py",
            "trust/people/test_invitations.py",
            "trust/people/test_invitations_at_once.py",
            "trust/people/test_word_of_who_invited.py",
        ),
    ),
    Area(
        "Look-alike addresses",
        (
            "attack/test_accounts.py::test_no_address_that_passes_for_another_is_invited",
            "house/test_addresses.py",
            "trust/people/test_addresses.py",
            "trust/people/test_lookalikes.py",
        ),
    ),
    Area(
        "Sessions: ended, chosen, stolen, kept",
        (
            "attack/test_signing_in.py::test_a_code_and_a_session_serve_once_and_whom_they_are_for",
            "trust/people/test_sessions.py",
            "trust/people/test_middleware.py",
        ),
    ),
    Area(
        "Second step",
        (
            "attack/test_signing_in.py::test_the_password_alone_opens_nothing",
            "attack/test_signing_in.py::test_wrong_codes_lock_the_right_one_out",
            "trust/people/test_going_on.py",
            "trust/people/test_pending.py",
            "trust/people/test_recovery_codes.py",
            "trust/people/test_sign_in.py",
        ),
    ),
    Area(
        "Lock-out: walked around, or used against others",
        (
            "attack/test_signing_in.py::test_a_lock_holds_however_the_address_is_written_and_wherever_from",
            "attack/test_signing_in.py::test_nobody_learns_who_has_an_account",
            "trust/people/test_throttle.py",
        ),
    ),
    Area(
        "Links: next=, new passwords, invitations",
        (
            "attack/test_signing_in.py::test_no_address_of_ours_leads_elsewhere",
            "attack/test_signing_in.py::test_no_link_that_nobody_sent_opens_a_password",
            "trust/people/test_links.py",
            "trust/people/test_passwords.py",
            "web/test_sign_in_pages.py",
        ),
    ),
    Area(
        "Two acts at the same moment",
        (
            "protection/referral/test_races.py",
            "house/test_disclosing.py",
            "web/test_once.py",
        ),
    ),
    Area(
        "Rooms closed over what is kept or owed",
        ("protection/test_switched_off.py", "trust/switches/test_switches.py"),
    ),
    Area("What was shown, changed before it leaves", ("protection/referral/test_as_shown.py",)),
    Area(
        "Limits under parallel load",
        ("attack/test_limits.py", "protection/need_to_know/test_search.py"),
    ),
    Area(
        "Slow and idle lines",
        (
            "attack/test_requests.py::test_lines_that_say_half_a_request_and_wait_stop_nobody",
            "operation/test_slow_clients.py",
        ),
    ),
    Area(
        "Statements as the program's role",
        (
            "attack/test_database.py::test_no_setting_shows_a_row_of_another_office",
            "attack/test_database.py::test_a_room_that_is_not_opened_shows_no_row_of_its_own_office",
            "attack/test_database.py::test_no_row_of_another_office_is_changed_deleted_or_made",
            "attack/test_database.py::test_what_the_role_may_not_do_is_refused",
            "trust/walls/test_readable.py",
            "trust/walls/test_register.py",
            "trust/walls/test_row_security.py",
            "trust/walls/test_start_up_check.py",
        ),
    ),
    Area("Large objects, settings of the role, powers beside tables", ("trust/walls/test_beyond_tables.py",)),
    Area(
        "Code in rows: pickles, names of tasks, hosts",
        (
            "attack/test_database.py::test_a_pickle_in_a_table_runs_nowhere",
            "house/test_no_code_from_data.py",
            "trust/test_cache.py",
            "trust/test_ways_in_without_pickle.py",
            "operation/test_worker.py",
        ),
    ),
    Area(
        "Ledger and witness, changed and cut",
        (
            "trust/ledger/test_chain.py",
            "trust/ledger/test_heads.py",
            "trust/ledger/test_kept_elsewhere.py",
            "trust/ledger/test_nested_lines.py",
            "trust/ledger/test_rows_of_others.py",
            "trust/ledger/test_verify.py",
        ),
    ),
    Area(
        "Changed backups and planted keys of heads",
        ("operation/test_backup.py", "operation/test_changed_backups.py", "trust/vault/test_head_keys.py"),
    ),
    Area(
        "Sealed values: moved, changed, measured, of other keys",
        (
            "trust/vault/test_erasure.py",
            "trust/vault/test_inventory.py",
            "trust/vault/test_key_ends.py",
            "trust/vault/test_padding.py",
            "trust/vault/test_rotation_office.py",
            "trust/vault/test_rotation_root.py",
            "trust/vault/test_vault.py",
            "protection/file/test_erasure.py",
        ),
    ),
    Area(
        "Packages and files: forged, cut, beyond their header",
        (
            "exchange/test_event_files.py",
            "exchange/test_file_values.py",
            "exchange/test_files.py",
            "exchange/test_held_to_header.py",
            "exchange/test_identity.py",
            "exchange/test_kinds.py",
            "exchange/test_leaked_pair.py",
            "exchange/test_receiving.py",
            "exchange/test_rooms.py",
            "exchange/test_sealing.py",
        ),
    ),
    Area(
        "Forms and links of other sites",
        ("attack/test_cross_site.py", "web/test_landing.py", "web/test_cookies.py"),
    ),
    Area(
        "Markup in what is typed",
        (
            "attack/test_forms.py::test_what_somebody_types_is_text_on_every_page",
            "kit/test_components.py",
            "kit/test_forms.py",
            "kit/test_layout.py",
            "partnership/test_listing.py::test_no_cell_of_the_file_is_a_formula",
        ),
    ),
    Area(
        "Hosts, two requests in one, bytes without sense, encodings, other folders",
        (
            "attack/test_requests.py::test_no_other_host_is_answered_or_repeated",
            "attack/test_requests.py::test_no_second_request_hides_in_a_first_one",
            "attack/test_requests.py::test_bytes_without_sense_are_refused_and_the_next_request_is_answered",
            "attack/test_requests.py::test_no_text_in_an_address_or_a_search_is_a_fault",
            "attack/test_requests.py::test_no_body_is_a_fault",
            "attack/test_requests.py::test_no_address_leads_out_of_the_static_files",
            "attack/test_requests.py::test_every_kind_of_answer_carries_its_headers",
            "kit/test_fields.py",
            "operation/test_headers.py",
            "web/test_not_a_page.py",
            "web/test_unreadable.py",
        ),
    ),
    Area(
        "Lines in clear, and powers of processes",
        (
            "operation/test_addresses.py",
            "operation/test_datafolder.py",
            "operation/test_embedded.py",
            "operation/test_given_key.py",
            "operation/test_giving.py",
            "operation/test_lines.py",
            "operation/test_owner.py",
        ),
    ),
    Area(
        "Planted words: pages, files, logs, queue, backups, tables",
        (
            "attack/test_traces.py",
            "authorisation/test_canaries.py",
            "desk/test_notices.py",
            "house/test_ledger_details.py",
            "operation/test_security_events.py",
            "web/test_logs.py",
            "trust/test_scrub.py",
            "evidence/harmonise/test_nothing_personal.py",
        ),
    ),
    Area(
        "What a browser keeps, looks up or lets be measured",
        ("web/test_browsers_helpers.py", "web/test_compressed.py"),
    ),
    Area(
        "Hidden numbers in what is published",
        (
            "evidence/indicators/test_attack.py",
            "evidence/indicators/test_earlier.py",
            "evidence/indicators/test_implied.py",
            "evidence/indicators/test_outputs.py",
        ),
    ),
)


def area_of(test: str) -> str:
    """The area a test counts in, by its id as pytest gives it. Raises LookupError for one of no area."""
    place = test.removeprefix("tests/")
    for area in AREAS:
        for entry in area.tests:
            if place == entry or place.startswith((f"{entry}::", f"{entry}[")):
                return area.name
    raise LookupError(test)
