"""One office proposes, the other accepts, either ends; a third knows nothing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError
from django.utils import timezone
from tests.support.cast import Cast
from tests.support.exchange import agree
from tests.support.refusals import refusal

from palermo.directory.models import Agreement
from palermo.directory.queries import agreements, live_terms, partners_for
from palermo.directory.rules import ControllerRole
from palermo.directory.services import accept, end, propose
from palermo.directory.words import CONTROLLER_ROLES, REASONS, STATES
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass, LegalBasis, ProcessingPurpose
from palermo.trust.current import record
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import OrganisationKind, Role
from palermo.trust.people.words import OFFICE_KINDS
from palermo.trust.reasons import known_reasons
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


def proposed(cast: Cast, *, role: Role = Role.COORDINATOR, partner_id: UUID | None = None) -> UUID:
    actor, today = cast.owner[role], timezone.now().date()
    with unit_of_work(actor):
        row = propose(
            actor,
            partner_id=partner_id or cast.partner.id,
            title="Referrals",
            purposes=[ProcessingPurpose.ASSISTANCE],
            data_classes=[DataClass.NAME],
            legal_basis=LegalBasis.CONSENT,
            own_role=ControllerRole.INDEPENDENT,
            partner_role=ControllerRole.INDEPENDENT,
            valid_from=today,
            valid_until=today + timedelta(days=30),
        )
        return row.pk


def test_a_proposal_allows_nothing_until_the_other_office_accepts(cast: Cast) -> None:
    row = proposed(cast)
    owner, partner = cast.owner[Role.COORDINATOR], cast.partner[Role.ADMINISTRATOR]
    with unit_of_work(owner):
        assert live_terms(owner, cast.partner.id) is None
    with unit_of_work(partner):
        accept(partner, agreement_id=row)
    for actor, other in ((owner, cast.partner.id), (partner, cast.owner.id)):
        with unit_of_work(actor):
            assert live_terms(actor, other) is not None


def test_nobody_accepts_for_the_other_side(cast: Cast) -> None:
    row = proposed(cast)
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        assert refusal(cast.owner[role], accept, agreement_id=row) == "agreement_others_to_accept"


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.ANALYST, Role.AUDITOR])
def test_only_coordinators_and_administrators_bind_their_office(cast: Cast, role: Role) -> None:
    row = proposed(cast)
    assert refusal(cast.partner[role], accept, agreement_id=row) == "role_missing"
    assert refusal(cast.partner[role], end, agreement_id=row) == "role_missing"
    with pytest.raises(Refused, match="role_missing"):
        proposed(cast, role=role)


def test_a_stranger_office_neither_sees_nor_touches_it(cast: Cast) -> None:
    row = agree(cast.owner, cast.partner)
    stranger = cast.stranger[Role.COORDINATOR]
    with unit_of_work(stranger):
        assert not Agreement.objects.exists()
        assert not agreements(stranger).exists()
    assert refusal(stranger, accept, agreement_id=row) == "not_found"
    assert refusal(stranger, end, agreement_id=row) == "not_found"


def test_either_side_ends_it_and_both_chains_know_their_part(cast: Cast) -> None:
    row = agree(cast.owner, cast.partner)
    partner = cast.partner[Role.COORDINATOR]
    with unit_of_work(partner):
        end(partner, agreement_id=row)
    assert refusal(partner, end, agreement_id=row) == "agreement_other_state"
    assert refusal(partner, accept, agreement_id=row) == "agreement_other_state"
    verbs = {}
    for office in (cast.owner, cast.partner):
        with unit_of_work(office.system):
            rows = LedgerEvent.objects.filter(object_id=row).exclude(verb="refused").order_by("sequence")
            verbs[office.name] = list(rows.values_list("verb", flat=True))
    assert verbs == {
        "Owner": ["agreement.proposed"],
        "Partner": ["agreement.accepted", "agreement.ended"],
    }


def test_what_was_agreed_cannot_be_rewritten(cast: Cast) -> None:
    row = agree(cast.owner, cast.partner)
    with pytest.raises(DatabaseError), unit_of_work(cast.owner.system):
        Agreement.objects.filter(pk=row).update(data_classes=["name"])


def by_sql(actor: Actor, row: UUID, **values: object) -> None:
    """Change an agreement past every policy and service, as an injected query of the application's role could."""
    with unit_of_work(actor):
        Agreement.objects.filter(pk=row).update(**values)
        record(actor, verb="thing.done")


def test_the_database_lets_nobody_but_the_partner_accept(cast: Cast) -> None:
    row, now = proposed(cast), timezone.now()
    accepted = {"accepted_at": now, "accepted_by_id": cast.partner.id}
    with pytest.raises(DatabaseError, match="by the office it was proposed to"):
        by_sql(cast.owner.system, row, **accepted)
    with pytest.raises(DatabaseError, match="by the office it was proposed to"):
        by_sql(cast.partner.system, row, accepted_at=now)
    by_sql(cast.partner.system, row, **accepted)
    for changed in ({"accepted_at": None}, {"accepted_by_id": cast.stranger.id}):
        with pytest.raises(DatabaseError, match="accepted once"):
            by_sql(cast.partner.system, row, **changed)


def test_the_database_lets_an_agreement_end_once_and_for_good(cast: Cast) -> None:
    row, now = proposed(cast), timezone.now()
    by_sql(cast.owner.system, row, ended_at=now, ended_by_id=cast.owner.id)
    for changed in ({"ended_at": None, "ended_by_id": None}, {"ended_at": now + timedelta(days=9)}):
        with pytest.raises(DatabaseError, match="ended once"):
            by_sql(cast.owner.system, row, **changed)
    with pytest.raises(DatabaseError, match="accepted once"):
        by_sql(cast.partner.system, row, accepted_at=now, accepted_by_id=cast.partner.id)


def test_not_even_the_owner_of_the_tables_rewrites_what_was_agreed(
    cast: Cast, owner_connection: psycopg.Connection[Any]
) -> None:
    row = agree(cast.owner, cast.partner)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never rewritten"):
        owner_connection.execute(
            "UPDATE directory_agreement SET valid_until = '2999-01-01' WHERE id = %s", [row]
        )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="ended once"):
        owner_connection.execute(
            "UPDATE directory_agreement SET ended_at = now(), ended_by_id = partner_id WHERE id = %s", [row]
        )


def test_an_office_makes_no_agreement_with_itself_or_with_nobody(cast: Cast) -> None:
    with pytest.raises(Refused, match="recipient_is_this_office"):
        proposed(cast, partner_id=cast.owner.id)
    with pytest.raises(Refused, match="not_found"):
        proposed(cast, partner_id=UUID(int=7))


def test_partners_are_all_other_offices_each_with_the_reason_against_it(cast: Cast) -> None:
    agree(cast.partner, cast.owner)
    actor = cast.owner[Role.CASEWORKER]
    with unit_of_work(actor):
        found = {partner.name: partner.refusal for partner in partners_for(actor, "assistance")}
        other = {partner.name: partner.refusal for partner in partners_for(actor, "return")}
    assert found == {"Partner": None, "Stranger": "no_agreement"}
    assert other == {"Partner": "agreement_other_purpose", "Stranger": "no_agreement"}


def test_every_code_of_the_room_has_words() -> None:
    assert set(CONTROLLER_ROLES) == {role.value for role in ControllerRole}
    assert set(OFFICE_KINDS) == {kind.value for kind in OrganisationKind}
    assert len(STATES) == 5
    assert set(REASONS) <= known_reasons()
