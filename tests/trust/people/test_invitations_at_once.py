"""Two who answer one invitation at the same moment: one comes through, nobody gets an error, nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse
from tests.support.cast import Office, signed_in
from tests.trust.people.inviting import (
    account,
    browser_of,
    code_of,
    invitations_of,
    invite,
    may_act_in,
    open_account,
)

from palermo.trust.actor import Anonymous
from palermo.trust.mandates import Role
from palermo.trust.people.queries import held_roles
from palermo.trust.unit_of_work import unit_of_work

IRIS = "iris@orchard.example"


@pytest.fixture(autouse=True)
def no_mail(settings: Any) -> None:
    """An installation that sends no mail."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do each in a thread of its own, begun together; their answers."""
    together, answers = Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        try:
            together.wait()
            answers[number] = acts[number]()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("round_", range(3))
def test_one_code_entered_twice_opens_one_account(office: Office, round_: int) -> None:
    code = code_of(invite(office, IRIS))
    statuses = [
        answer.status_code
        for answer in at_once(
            lambda: open_account(IRIS, code, "a-lantern-in-the-first"),
            lambda: open_account(IRIS, code, "a-lantern-in-the-second"),
        )
    ]
    assert sorted(statuses) == [200, 302]
    assert may_act_in(account(IRIS).pk) == {office.id}


@pytest.mark.parametrize("round_", range(3))
def test_what_is_taken_back_while_it_is_accepted_is_either_and_not_both(
    office: Office, stranger: Office, round_: int
) -> None:
    greta = office[Role.COORDINATOR]
    code = code_of(invite(stranger, account(f"{Role.COORDINATOR}@lantern.example").email))
    (row,) = invitations_of(stranger)
    hers, theirs = browser_of(greta.user_id), signed_in(stranger[Role.ADMINISTRATOR], fresh=True)
    hers.post(reverse("people:own_invitations"), {"code": code})
    new = {"password1": "another-lantern-now", "password2": "another-lantern-now"}
    answers = at_once(
        lambda: hers.post(reverse("people:answer_invitation", args=[row.pk]), {"answer": "yes", **new}),
        lambda: theirs.post(reverse("people:withdraw_invitation", args=[row.pk])),
    )
    assert {answer.status_code for answer in answers} <= {200, 302, 403, 404}
    (row,) = invitations_of(stranger)
    accepted = row.answer == "accepted"
    assert row.answer in ("accepted", "withdrawn")
    assert (stranger.id in held_in(greta.user_id)) is accepted


def held_in(user_id: Any) -> set[Any]:
    with unit_of_work(Anonymous()):
        return {held.organisation_id for held in held_roles(user_id)}
