"""Whom agreements and packages name: offices here under their own id, and others whose id no office here has."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection
from psycopg import errors
from tests.support.cast import Cast
from tests.support.elsewhere import INSERT_PARTY, agreed_with, party_elsewhere
from tests.support.exchange import agree

from palermo.directory.models import Agreement
from palermo.directory.parties.models import Party, PartyKind
from palermo.directory.parties.services import become_party
from palermo.directory.queries import agreements
from palermo.trust.actor import INSTALLATION_ID
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

Owner = psycopg.Connection[Any]


def test_every_office_is_a_party_here_under_its_own_id_and_the_installation_is_none(cast: Cast) -> None:
    with unit_of_work(cast.stranger.system):
        found = {row.pk: row for row in Party.objects.select_related("organisation")}
    assert set(found) == {cast.owner.id, cast.partner.id, cast.stranger.id}
    for office in (cast.owner, cast.partner, cast.stranger):
        party = found[office.id]
        assert (party.kind, party.organisation_id, party.name) == (PartyKind.HERE, office.id, office.name)


def test_becoming_a_party_twice_gives_the_same_row_and_nobody_but_the_office_itself_does_it(
    cast: Cast,
) -> None:
    with unit_of_work(cast.owner.system):
        assert become_party(cast.owner.system).pk == cast.owner.id
    actor = cast.owner[Role.ADMINISTRATOR]
    with unit_of_work(actor), pytest.raises(Refused, match="role_missing"):
        become_party(actor)


@pytest.mark.parametrize("kind", [PartyKind.ELSEWHERE, PartyKind.EXTERNAL])
def test_no_party_elsewhere_takes_the_id_of_an_office_here(
    cast: Cast, owner_connection: Owner, kind: PartyKind
) -> None:
    with pytest.raises(errors.UniqueViolation):
        owner_connection.execute(INSERT_PARTY, [cast.owner.id, kind, None, "Pretender"])
    with pytest.raises(errors.CheckViolation, match="no_installation"):
        owner_connection.execute(INSERT_PARTY, [INSTALLATION_ID, kind, None, "Pretender"])
    with pytest.raises(errors.CheckViolation, match="here_is_its_office"):
        owner_connection.execute(INSERT_PARTY, [uuid4(), kind, cast.owner.id, "Pretender"])


def test_an_office_is_no_party_under_another_id_and_none_is_made_with_an_id_that_is_taken(
    cast: Cast, owner_connection: Owner
) -> None:
    owner_connection.execute("DELETE FROM exchange_public_keys WHERE party_id = %s", [cast.stranger.id])
    owner_connection.execute("DELETE FROM directory_party WHERE id = %s", [cast.stranger.id])
    with pytest.raises(errors.CheckViolation, match="here_is_its_office"):
        owner_connection.execute(INSERT_PARTY, [uuid4(), PartyKind.HERE, cast.stranger.id, ""])
    with pytest.raises(errors.CheckViolation, match="here_is_its_office"):
        owner_connection.execute(INSERT_PARTY, [uuid4(), PartyKind.HERE, None, ""])
    owner_connection.execute(INSERT_PARTY, [cast.stranger.id, PartyKind.ELSEWHERE, None, "Was there first"])
    with pytest.raises(DatabaseError), unit_of_work(cast.stranger.system):
        become_party(cast.stranger.system)


def test_a_party_that_is_not_here_has_a_name_and_no_kind_of_its_own(owner_connection: Owner) -> None:
    with pytest.raises(errors.CheckViolation, match="here_is_its_office"):
        owner_connection.execute(INSERT_PARTY, [uuid4(), PartyKind.EXTERNAL, None, ""])
    with pytest.raises(errors.CheckViolation, match="here_is_its_office"):
        owner_connection.execute(INSERT_PARTY, [uuid4(), "somewhere", None, "Nobody"])


def test_the_program_changes_and_deletes_no_party(cast: Cast) -> None:
    for statement in ("UPDATE directory_party SET known_as = 'x'", "DELETE FROM directory_party"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            unit_of_work(cast.owner.system),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_program_makes_no_party_but_the_acting_office_itself(cast: Cast) -> None:
    for id_, kind, organisation_id, name in (
        (uuid4(), PartyKind.ELSEWHERE, None, "Elsewhere"),
        (uuid4(), PartyKind.EXTERNAL, None, "External"),
        (INSTALLATION_ID, PartyKind.HERE, INSTALLATION_ID, ""),
    ):
        with pytest.raises(DatabaseError), unit_of_work(cast.owner.system):
            Party.objects.create(id=id_, kind=kind, organisation_id=organisation_id, known_as=name)


def test_an_agreement_with_a_party_elsewhere_is_seen_by_its_office_here_alone(
    cast: Cast, owner_connection: Owner
) -> None:
    id_ = agreed_with(owner_connection, cast.owner, party_elsewhere(owner_connection))
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        assert agreements(actor).get(pk=id_).partner.name == "Office elsewhere"
    for office in (cast.partner, cast.stranger):
        with unit_of_work(office[Role.COORDINATOR]):
            assert not Agreement.objects.filter(pk=id_).exists()


def test_an_agreement_made_before_there_were_parties_names_them(cast: Cast) -> None:
    """Its row holds the offices' ids, which their parties took: nothing in it was changed."""
    id_ = agree(cast.owner, cast.partner)
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor), connection.cursor() as cursor:
        row = agreements(actor).get(pk=id_)
        assert (row.proposer.name, row.partner.name) == ("Owner", "Partner")
        cursor.execute("SELECT proposer_id, partner_id FROM directory_agreement")
        assert cursor.fetchall() == [(cast.owner.id, cast.partner.id)]
