"""The unit of work: the only way to the database, all or nothing, one organisation, one chain."""

from __future__ import annotations

import pytest
from django.db import connection

from palermo.trust.actor import Anonymous, System
from palermo.trust.current import OutsideUnitOfWork
from palermo.trust.ledger.events import record
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.models import Organisation
from palermo.trust.people.rules import OrganisationKind
from palermo.trust.people.services import create_office, new_office
from palermo.trust.service import Refused, service
from palermo.trust.unit_of_work import NestedUnitOfWork, UnrecordedWrite, unit_of_work

pytestmark = pytest.mark.usefixtures("database")


def office(name: str = "Invented night shelter") -> System:
    actor = new_office()
    with unit_of_work(actor):
        create_office(actor, name=name, kind=OrganisationKind.SHELTER, country="XA")
    return System(organisation_id=actor.organisation_id, reason="test")


def test_sql_outside_a_unit_of_work_is_refused() -> None:
    with pytest.raises(OutsideUnitOfWork):
        Organisation.objects.count()


def test_a_unit_of_work_inside_another_is_refused() -> None:
    with unit_of_work(Anonymous()), pytest.raises(NestedUnitOfWork), unit_of_work(Anonymous()):
        pass


def test_settings_end_with_the_transaction() -> None:
    actor = office()
    with unit_of_work(actor), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('palermo.organisation', true)")
        assert cursor.fetchone() == (str(actor.organisation_id),)
    with connection.connection.cursor() as raw:
        raw.execute("SELECT current_setting('palermo.organisation', true)")
        assert raw.fetchone() == ("",)


def test_a_half_done_body_that_raises_commits_nothing() -> None:
    actor = new_office()
    with pytest.raises(ZeroDivisionError), unit_of_work(actor):
        create_office(actor, name="Half", kind=OrganisationKind.NGO, country="XA")
        _ = 1 / 0
    with unit_of_work(Anonymous()):
        assert not Organisation.objects.filter(name="Half").exists()


def test_a_write_without_an_event_is_refused() -> None:
    actor = office()
    with pytest.raises(UnrecordedWrite), unit_of_work(actor):
        Organisation.objects.filter(pk=actor.organisation_id).update(name="Changed in silence")


def test_a_refusal_is_kept_and_the_service_leaves_nothing_else() -> None:
    actor = office()

    @service
    def rename_and_refuse(actor: System) -> None:
        Organisation.objects.filter(pk=actor.organisation_id).update(name="Renamed")
        record(actor, verb="office.renamed", object_type="office", object_id=actor.organisation_id)
        raise Refused("role_missing", verb="office.rename", object_type="office")

    with unit_of_work(actor), pytest.raises(Refused):
        rename_and_refuse(actor)
    with unit_of_work(actor):
        assert Organisation.objects.get(pk=actor.organisation_id).name == "Invented night shelter"
        verbs = list(LedgerEvent.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[0] == "office.created"
    assert verbs[-1] == "refused"
    assert "office.renamed" not in verbs
