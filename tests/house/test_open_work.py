"""Whatever is a colleague's while it is open is listed when they leave: a new room joins by registering it."""

from __future__ import annotations

from django.apps import apps

from palermo.trust.open_work import columns, registered

ASSIGNEES = {
    "user_id",
    "author_id",
    "owner_id",
    "account_id",
    "assignee_id",
    "assigned_to_id",
    "handled_by_id",
    "accepted_by_id",
    "responsible_id",
    "deputy_id",
}
"""Names of columns that say whose a row is while it is open."""
NOT_WORK = {
    "people_role_assignment.user_id": "the role itself",
    "people_signed_in.user_id": "a session ends with the role it acts in",
    "people_invitation.account_id": "a role that is offered, not yet theirs",
    "account_emailaddress.user_id": "an address",
    "mfa_authenticator.user_id": "a second step",
    "ledger_breach.account_id": "whose account was taken over",
    "exchange_event.author_id": "the office that wrote a signed event",
    "directory_agreement.accepted_by_id": "who accepted what is in force",
    "desk_begun_and_done.author_id": "where acts led that are done",
    "desk_kept_view.author_id": "their own views of lists, which go with their last role",
    "desk_put_off.user_id": "put off for its reader alone, and comes back by itself",
    "desk_notice_choice.user_id": "their own choice, which goes with their last role",
}


def test_every_column_that_says_whose_a_row_is_belongs_to_registered_open_work_or_says_why_not() -> None:
    there = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.column in ASSIGNEES
    }
    assert columns() <= there
    assert there - columns() - NOT_WORK.keys() == set()
    assert NOT_WORK.keys() <= there


def test_what_is_not_handed_over_says_what_becomes_of_it_and_what_is_names_whose_role_fits() -> None:
    assert len(registered()) >= 8
    for work in registered():
        if work.hand_over is None:
            assert work.says, work.code
        else:
            assert work.roles and work.thing is not None, work.code
