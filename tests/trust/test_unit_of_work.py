"""The unit of work: the only way to the database, all or nothing, one organisation, one chain."""

from __future__ import annotations

import contextvars
import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from palermo.trust.actor import INSTALLATION_ID, Actor, Anonymous, Staff, System
from palermo.trust.current import OutsideUnitOfWork, SecondOrganisation, current, record
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Mandate, OrganisationKind, Role
from palermo.trust.people.models import Organisation, RoleAssignment, Unit
from palermo.trust.people.services import create_office, create_unit, new_office
from palermo.trust.service import Refused, service
from palermo.trust.unit_of_work import (
    NestedUnitOfWork,
    UnrecordedWrite,
    machinery,
    tables_written,
    unit_of_work,
)

pytestmark = pytest.mark.usefixtures("database")
SETTINGS = (
    "SELECT current_setting('palermo.organisation', true), current_setting('palermo.user', true),"
    " current_setting('palermo.rooms', true)"
)


def office(name: str = "Invented night shelter") -> System:
    actor = new_office()
    with unit_of_work(actor):
        create_office(actor, name=name, kind=OrganisationKind.SHELTER, country="XA")
    return System(organisation_id=actor.organisation_id, reason="test")


def verbs_of(actor: System) -> list[str]:
    with unit_of_work(actor):
        return list(LedgerEvent.objects.order_by("sequence").values_list("verb", flat=True))


def rename(actor: Actor, name: str = "Renamed") -> None:
    Organisation.objects.filter(pk=actor.organisation_id).update(name=name)
    record(actor, verb="office.renamed", object_type="office", object_id=actor.organisation_id)


# --- the only way --------------------------------------------------------------------------------------------


def test_sql_outside_a_unit_of_work_is_refused() -> None:
    with pytest.raises(OutsideUnitOfWork):
        Organisation.objects.count()
    with pytest.raises(OutsideUnitOfWork), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_a_unit_of_work_inside_another_is_refused() -> None:
    with unit_of_work(Anonymous()), pytest.raises(NestedUnitOfWork), unit_of_work(Anonymous()):
        pass


def test_a_unit_of_work_is_not_the_one_of_another_thread() -> None:
    found: list[bool] = []

    def look() -> None:
        try:
            current()
        except OutsideUnitOfWork:
            found.append(True)

    with unit_of_work(Anonymous()):
        thread = threading.Thread(target=contextvars.Context().run, args=(look,))
        thread.start()
        thread.join()
    assert found == [True]


def test_machinery_reaches_its_own_tables_and_writes_no_others() -> None:
    from django.contrib.sessions.models import Session

    actor = office()
    with machinery():
        Session.objects.filter(session_key="none").delete()
        assert not LedgerEvent.objects.exists()
        with pytest.raises(OutsideUnitOfWork):
            Organisation.objects.filter(pk=actor.organisation_id).update(name="By the queue")
    with pytest.raises(OutsideUnitOfWork):
        Session.objects.exists()


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "people_unit" ("id") VALUES (%s)', {"people_unit"}),
        ("  update only public.people_unit set name = ''", {"people_unit"}),
        ("WITH gone AS (DELETE FROM people_unit RETURNING *) SELECT * FROM gone", {"people_unit"}),
        ("/* hidden */ INSERT INTO protection_case DEFAULT VALUES", {"protection_case"}),
        ("MERGE INTO keys.subject_key USING x ON true WHEN MATCHED THEN DELETE", {"subject_key"}),
        ("SELECT * FROM people_unit FOR UPDATE OF people_unit SKIP LOCKED", set()),
        ("INSERT INTO people_user (id) VALUES (1) ON CONFLICT DO UPDATE SET id = 2", {"people_user"}),
        ("SAVEPOINT x", set()),
    ],
)
def test_a_write_is_seen_wherever_it_stands_in_a_statement(sql: str, tables: set[str]) -> None:
    assert tables_written(sql) == tables


# --- one transaction, its settings ---------------------------------------------------------------------------


def test_settings_end_with_the_transaction() -> None:
    actor = office()
    staff = Staff(
        user_id=uuid4(),
        organisation_id=actor.organisation_id,
        unit_id=uuid4(),
        mandate=Mandate.ASSISTANCE,
        roles=frozenset({Role.CASEWORKER}),
    )
    with unit_of_work(staff), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        assert cursor.fetchone() == (str(actor.organisation_id), str(staff.user_id), "protection")
    with connection.connection.cursor() as raw:
        raw.execute(SETTINGS)
        assert raw.fetchone() == ("", "", "")


def test_a_unit_of_work_that_failed_leaves_no_setting_and_no_unit_behind() -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(office()):
        _ = 1 / 0
    with connection.connection.cursor() as raw:
        raw.execute(SETTINGS)
        assert raw.fetchone() == ("", "", "")
    with pytest.raises(OutsideUnitOfWork):
        current()


def test_one_transaction_serves_one_organisation() -> None:
    one, other = office("One"), office("Other")
    with unit_of_work(one):
        current().act_as(other)  # nothing was done for the first yet
        record(other, verb="thing.done")
        with pytest.raises(SecondOrganisation):
            current().act_as(one)
    assert verbs_of(other)[-1] == "thing.done"
    assert "thing.done" not in verbs_of(one)


def test_a_service_is_refused_for_anybody_but_the_acting_one() -> None:
    one, other = office("One"), office("Other")
    with unit_of_work(one), pytest.raises(Refused, match="not_the_acting_one"):
        create_unit(other, name="Unit", mandate=Mandate.ASSISTANCE)


# --- all or nothing ------------------------------------------------------------------------------------------


def test_a_half_done_body_that_raises_commits_nothing() -> None:
    actor = new_office()
    with pytest.raises(ZeroDivisionError), unit_of_work(actor):
        create_office(actor, name="Half", kind=OrganisationKind.NGO, country="XA")
        _ = 1 / 0
    with unit_of_work(Anonymous()):
        assert not Organisation.objects.filter(name="Half").exists()


def test_a_unit_of_work_marked_as_failed_commits_nothing() -> None:
    actor = office()
    with unit_of_work(actor) as work:
        rename(actor)
        work.fail()
    assert "office.renamed" not in verbs_of(actor)


def test_a_service_that_fails_leaves_nothing_and_the_work_goes_on() -> None:
    actor = office()

    @service
    def fail(actor: Actor) -> None:
        rename(actor, "Half")
        _ = 1 / 0

    with unit_of_work(actor):
        with pytest.raises(ZeroDivisionError):
            fail(actor)
        create_unit(actor, name="Night team", mandate=Mandate.ASSISTANCE)
    assert verbs_of(actor)[-1] == "unit.created"
    assert "office.renamed" not in verbs_of(actor)
    with unit_of_work(actor):
        assert Organisation.objects.get(pk=actor.organisation_id).name == "Invented night shelter"


def test_a_refusal_is_kept_and_the_service_leaves_nothing_else() -> None:
    actor = office()

    @service
    def rename_and_refuse(actor: Actor) -> None:
        rename(actor)
        raise Refused("role_missing", verb="office.rename", object_type="office")

    with unit_of_work(actor), pytest.raises(Refused):
        rename_and_refuse(actor)
    with unit_of_work(actor):
        assert Organisation.objects.get(pk=actor.organisation_id).name == "Invented night shelter"
    verbs = verbs_of(actor)
    assert verbs[0] == "office.created"
    assert verbs[-1] == "refused"
    assert "office.renamed" not in verbs


def test_a_refusal_of_an_inner_service_is_kept_once() -> None:
    actor = office()

    @service
    def inner(actor: Actor) -> None:
        raise Refused("role_missing", verb="thing.do")

    @service
    def outer(actor: Actor) -> None:
        rename(actor)
        inner(actor)

    with unit_of_work(actor), pytest.raises(Refused):
        outer(actor)
    assert verbs_of(actor).count("refused") == 1


# --- every write has its event -------------------------------------------------------------------------------


def test_a_write_without_an_event_is_refused() -> None:
    actor = office()
    with pytest.raises(UnrecordedWrite), unit_of_work(actor):
        Organisation.objects.filter(pk=actor.organisation_id).update(name="Changed in silence")


def test_a_service_that_writes_and_records_nothing_is_refused_even_beside_other_events() -> None:
    actor = office()

    @service
    def silent(actor: Actor) -> None:
        Organisation.objects.filter(pk=actor.organisation_id).update(name="Changed in silence")

    with pytest.raises(UnrecordedWrite, match="people_organisation"), unit_of_work(actor):
        record(actor, verb="thing.done")
        silent(actor)


def test_a_role_given_to_a_unit_of_another_office_is_refused_like_one_to_nothing() -> None:
    from django.db import IntegrityError
    from django.utils import timezone

    mine, theirs = office("Mine"), office("Theirs")
    with unit_of_work(theirs):
        foreign = create_unit(theirs, name="Unit", mandate=Mandate.ASSISTANCE).pk
    answers: list[str] = []
    for unit_id in (foreign, uuid4()):
        with pytest.raises(IntegrityError) as refused, unit_of_work(mine):
            from palermo.trust.people.services import invite

            user = invite(mine, email="a@x.example", full_name="A")
            RoleAssignment.objects.create(
                organisation_id=mine.organisation_id,
                unit_id=unit_id,
                user=user,
                role=Role.CASEWORKER,
                valid_from=timezone.now().date(),
            )
        answers.append(str(refused.value).replace(str(unit_id), "ID"))
    assert "people_role_assignment_unit_id_owned" in answers[0]
    assert answers[0].split("DETAIL")[0] == answers[1].split("DETAIL")[0]


# --- who acts ------------------------------------------------------------------------------------------------


def test_an_actor_is_one_of_three_and_cannot_be_changed() -> None:
    actors: list[Any] = [
        Staff(
            user_id=uuid4(),
            organisation_id=uuid4(),
            unit_id=uuid4(),
            mandate=Mandate.ENFORCEMENT,
            roles=frozenset({Role.POLICE_OFFICER}),
        ),
        System(organisation_id=uuid4(), reason="test"),
        Anonymous(),
    ]
    assert [actor.kind for actor in actors] == ["staff", "system", "anonymous"]
    for actor in actors:
        with pytest.raises(AttributeError):
            actor.organisation_id = uuid4()
        with pytest.raises(AttributeError):
            actor.kind = "staff"


def test_rooms_follow_from_the_acting_unit_s_mandate_alone() -> None:
    def rooms(mandate: Mandate) -> frozenset[str]:
        return Staff(
            user_id=uuid4(), organisation_id=uuid4(), unit_id=uuid4(), mandate=mandate, roles=frozenset(Role)
        ).rooms

    assert rooms(Mandate.ASSISTANCE) == {"protection"}
    assert rooms(Mandate.ENFORCEMENT) == {"prosecution"}
    for mandate in (Mandate.ANALYSIS, Mandate.ADMINISTRATION, Mandate.OVERSIGHT, Mandate.OPERATION):
        assert rooms(mandate) == frozenset()


def test_no_table_answers_nobody_with_an_office_s_rows() -> None:
    from palermo.protection.cases.models.cases import Case

    actor = office()
    reader = Anonymous()
    assert (reader.organisation_id, reader.rooms) == (INSTALLATION_ID, frozenset())
    with unit_of_work(reader):
        assert not LedgerEvent.objects.filter(organisation_id=actor.organisation_id).exists()
        assert not RoleAssignment.objects.exists()
        assert not Case.objects.exists()
        assert not Unit.objects.filter(organisation_id=INSTALLATION_ID).exists()
