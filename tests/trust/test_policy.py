"""Policies: one object for both questions, a reason for each verdict, closed when in doubt; the wall behind them."""

from __future__ import annotations

from typing import cast as as_type
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.http import Http404
from tests.support.cast import Cast, signed_in

from palermo.trust.actor import Actor, Anonymous, System
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.policies import PEOPLE, PeopleAction, PeoplePolicy
from palermo.trust.people.queries import colleagues
from palermo.trust.policy import Policy, Verdict, allowed, get_or_404
from palermo.trust.reasons import explain, known_reasons
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

ACTIONS = (*PeopleAction, as_type(PeopleAction, "anything else"))


def test_a_room_s_policy_that_says_nothing_permits_nothing() -> None:
    class Silent(Policy[RoleAssignment, PeopleAction]):
        object_type = "thing"
        actions = PeopleAction

    with pytest.raises(NotImplementedError):
        Silent().may(Anonymous(), PeopleAction.SEE)
    with pytest.raises(NotImplementedError):
        Silent().visible(Anonymous(), RoleAssignment.objects.all())


def test_each_action_belongs_to_its_roles_and_an_unknown_one_to_nobody(cast: Cast) -> None:
    may = {
        "administer": {Role.ADMINISTRATOR},
        "see": {Role.ADMINISTRATOR, Role.AUDITOR},
        "see_access_changes": {Role.COORDINATOR, Role.AUDITOR},
        "see_open_work": {Role.COORDINATOR, Role.ADMINISTRATOR},
        "hand_over": {Role.COORDINATOR},
        "see_ledger": {Role.AUDITOR},
        "handle_breaches": {Role.AUDITOR},
        "see_installation": {Role.OPERATOR},
        "anything else": set(),
    }
    for action in ACTIONS:
        allowed_roles = {role for role in Role if PEOPLE.may(cast.owner[role], action)}
        assert allowed_roles == may[action], action
    assert not any(PEOPLE.may(Anonymous(), action) for action in ACTIONS)


def test_every_verdict_of_people_that_refuses_is_explained(cast: Cast) -> None:
    for action in ACTIONS:
        for actor in (*cast.owner.staff.values(), Anonymous()):
            verdict = PEOPLE.may(actor, action)
            assert verdict or (verdict.reason in known_reasons() and explain(verdict.reason))


def test_whoever_may_not_see_a_row_sees_none_in_the_list_either(cast: Cast) -> None:
    for actor in (*cast.owner.staff.values(), *cast.stranger.staff.values()):
        with unit_of_work(actor):
            visible = set(PEOPLE.visible(actor, RoleAssignment.objects.all()))
            for row in RoleAssignment.objects.all():
                assert (row in visible) == bool(PEOPLE.may(actor, PeopleAction.SEE, row))


def test_a_requirement_not_met_is_a_refusal_that_says_of_what(cast: Cast) -> None:
    with pytest.raises(Refused) as raised:
        PEOPLE.require(cast.owner[Role.ANALYST], PeopleAction.ADMINISTER)
    assert (raised.value.reason, raised.value.verb) == ("role_missing", "assignment.administer")


def test_a_foreign_id_and_an_unknown_one_are_answered_alike_and_counted(cast: Cast) -> None:
    administrator = cast.owner[Role.ADMINISTRATOR]
    with unit_of_work(cast.stranger.system):
        foreign = RoleAssignment.objects.filter(organisation_id=cast.stranger.id).first()
    assert foreign is not None
    for object_id in (foreign.pk, uuid4()):
        with unit_of_work(administrator), pytest.raises(Http404):
            get_or_404(administrator, PEOPLE, RoleAssignment.objects.all(), object_id)
        with unit_of_work(cast.owner.system):
            probe = LedgerEvent.objects.filter(verb="probed").order_by("-sequence")[0]
        assert (probe.object_type, probe.object_id) == ("assignment", object_id)


def test_with_the_policy_switched_off_no_foreign_row_appears(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everything(
        self: PeoplePolicy, actor: Actor, action: PeopleAction, obj: RoleAssignment | None = None
    ) -> Verdict:
        return allowed("switched_off")

    def all_rows(
        self: PeoplePolicy, actor: Actor, rows: QuerySet[RoleAssignment]
    ) -> QuerySet[RoleAssignment]:
        return rows

    monkeypatch.setattr(PeoplePolicy, "may", everything)
    monkeypatch.setattr(PeoplePolicy, "visible", all_rows)
    for actor in cast.owner.staff.values():
        if actor.organisation_id != cast.owner.id:
            continue
        with unit_of_work(actor):
            found = colleagues(actor, after=None, former=False, limit=1000)
            assert {role.organisation_id for one in found for role in one.roles} == {cast.owner.id}
            assert {row.organisation_id for row in LedgerEvent.objects.all()} <= {cast.owner.id}
    page = signed_in(cast.owner[Role.CASEWORKER]).get("/office/").content.decode()
    assert "owner.example" in page
    assert "stranger.example" not in page
    assert "partner.example" not in page


def test_system_acts_for_its_own_office_alone(cast: Cast) -> None:
    with unit_of_work(cast.stranger.system):
        foreign = RoleAssignment.objects.filter(organisation_id=cast.stranger.id).first()
    assert not PEOPLE.may(cast.owner.system, PeopleAction.ADMINISTER, foreign)
    assert PEOPLE.may(
        System(organisation_id=cast.stranger.id, reason="test"), PeopleAction.ADMINISTER, foreign
    )
