"""The second wall around persons and cases: with every policy switched off, nothing foreign appears."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from tests.protection import contact
from tests.support.canaries import plant, plant_child, plant_identification
from tests.support.cast import Cast

from palermo.desk.models import Clock
from palermo.kit.partial_date import PartialDate
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.cases.codes import HoldReason
from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case, CaseAssignment, Need
from palermo.protection.cases.models.goals import Closing, Goal, ServiceJudgement
from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.cases.policies import CasePolicy, PersonPolicy
from palermo.protection.cases.queries.cases import CaseFilters, case_list
from palermo.protection.cases.services.cases import assign_case, open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import place_hold, record_identity
from palermo.protection.children.models import AgeDecision, ChildView, Guardian, GuardianRequest
from palermo.protection.children.services import request_guardian
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.first_contact.models.contact import CountedHelp, Decline
from palermo.protection.first_contact.models.events import Event, EventPerson
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.protection.identification.models import (
    Account,
    Decision,
    Presumption,
    Reconsideration,
    Reflection,
    Screening,
)
from palermo.protection.identification.services.identification import record_screening
from palermo.protection.need_to_know.models import NeverShare, SearchHit
from palermo.protection.need_to_know.queries.search import find_cases
from palermo.trust.actor import Actor, Anonymous
from palermo.trust.basis.models import Consent, Override, ServiceAgreement
from palermo.trust.basis.overrides import request_override
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy, OverrideGround, ProcessingPurpose
from palermo.trust.basis.services import record_consent, record_service_agreement
from palermo.trust.current import record
from palermo.trust.ids import uuid7
from palermo.trust.mandates import Role
from palermo.trust.policy import Verdict, allowed
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.models import LegalHold

TABLES: list[type[models.Model]] = [
    Person,
    NameToken,
    Case,
    CaseAssignment,
    Need,
    Assistance,
    FirstContact,
    Decline,
    CountedHelp,
    Event,
    EventPerson,
    Interpreting,
    Information,
    NeverShare,
    SearchHit,
    AuthorityRequest,
    Complaint,
    Goal,
    ServiceJudgement,
    Closing,
    LegalHold,
    Consent,
    Override,
    ServiceAgreement,
    Clock,
    Screening,
    Account,
    Presumption,
    Reflection,
    Decision,
    Reconsideration,
    AgeDecision,
    GuardianRequest,
    Guardian,
    ChildView,
]
OUTSIDE = [Role.ADMINISTRATOR, Role.AUDITOR, Role.OPERATOR, Role.ANALYST, Role.POLICE_OFFICER]


@pytest.fixture
def file(cast: Cast) -> Case:
    """A file with a row in every table of the room."""
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        case = open_case(actor)
        record_identity(actor, person_id=case.person_id, name="Amina Olivewing")
        record_need(actor, case_id=case.pk, kind="health", urgency="tonight")
        record_assistance(actor, case_id=case.pk, kind="health", given_on=PartialDate(2026))
        contact.met_and_told(actor, case)
        place_hold(actor, person_id=case.person_id, reason=HoldReason.OVERSIGHT)
        record_service_agreement(
            actor,
            room="protection",
            subject_id=case.person_id,
            service="health",
            agreed=True,
            form=ConsentMeans.SPOKEN,
        )
        record_consent(
            actor,
            room="protection",
            subject_id=case.person_id,
            subject_is_child=False,
            recipient_id=cast.partner.id,
            purpose=ProcessingPurpose.ASSISTANCE,
            data_classes=[DataClass.NAME],
            given_by=GivenBy.SELF,
            form=ConsentMeans.SPOKEN,
            language="en",
            text_version="1",
            alternative_existed=True,
            told_limits=True,
            valid_until=timezone.now().date(),
        )
        request_override(
            actor,
            room="protection",
            subject_id=case.person_id,
            recipient_id=cast.partner.id,
            ground=OverrideGround.DANGER_TO_LIFE,
            data_classes=[DataClass.NAME],
        )
        record_screening(actor, case_id=case.pk, answers={})
        decides = cast.owner[Role.DECISION_MAKER]
        assign_case(actor, case_id=case.pk, user_id=decides.user_id)
    plant_identification(actor, decides, case)
    child_id, _age = plant_child(actor)
    with unit_of_work(actor):
        request_guardian(actor, case_id=child_id, requested_of="court", on=timezone.now().date())
    plant(actor)
    with unit_of_work(actor):
        SearchHit.objects.create(
            organisation_id=actor.organisation_id,
            case=case,
            searched_by_id=actor.user_id,
            found_by="name",
        )
        record(actor, verb="test.made")
    return case


@pytest.fixture
def no_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every policy says yes and shows everything."""

    def yes(*_args: object, **_kwargs: object) -> Verdict:
        return allowed("switched_off")

    def everything(_self: object, _actor: Actor, rows: object) -> object:
        return rows

    for policy in (CasePolicy, PersonPolicy):
        monkeypatch.setattr(policy, "may", yes)
        monkeypatch.setattr(policy, "visible", everything)


def counts() -> dict[str, int]:
    return {table._meta.db_table: table._default_manager.count() for table in TABLES}


@pytest.mark.usefixtures("no_policy")
def test_with_policies_off_another_office_sees_no_row(cast: Cast, file: Case) -> None:
    with unit_of_work(cast.owner[Role.COORDINATOR]):
        assert all(counts().values()), "the owner has a row in every table"
    for office in (cast.partner, cast.stranger):
        actor = office[Role.COORDINATOR]
        with unit_of_work(actor):
            assert not any(counts().values())
            assert not case_list(actor, CaseFilters()).rows
            assert find_cases(actor, "Amina Olivewing") == []
            assert find_cases(actor, file.code) == []


@pytest.mark.usefixtures("no_policy", "file")
@pytest.mark.parametrize("role", OUTSIDE)
def test_with_policies_off_a_unit_without_the_room_sees_no_row_of_its_own_office(
    cast: Cast, role: Role
) -> None:
    actor = cast.owner[role]
    with unit_of_work(actor):
        assert not any(counts().values())
        assert not case_list(actor, CaseFilters()).rows


@pytest.mark.usefixtures("file")
def test_nobody_known_sees_no_row(cast: Cast) -> None:
    with unit_of_work(Anonymous()):
        assert not any(counts().values())


def _state_of(act: Callable[[], object]) -> tuple[str, str, str]:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    cause = error.value.__cause__
    return type(cause).__name__, cause.sqlstate, cause.diag.constraint_name  # type: ignore[union-attr]


def test_a_reference_to_a_foreign_row_is_refused_exactly_like_one_to_nothing(cast: Cast, file: Case) -> None:
    actor = cast.stranger[Role.COORDINATOR]
    with unit_of_work(actor):
        own = open_case(actor)

        def assignment(case_id: UUID) -> Callable[[], object]:
            return lambda: CaseAssignment.objects.create(
                organisation_id=actor.organisation_id,
                case_id=case_id,
                user_id=actor.user_id,
                assigned_by_id=actor.user_id,
            )

        def need(case_id: UUID, person_id: UUID) -> Callable[[], object]:
            return lambda: Need.objects.create(
                organisation_id=actor.organisation_id,
                case_id=case_id,
                person_id=person_id,
                kind="health",
                urgency="days",
            )

        def case(person_id: UUID) -> Callable[[], object]:
            return lambda: Case.objects.create(
                organisation_id=actor.organisation_id,
                person_id=person_id,
                code="CCCC-3333",
                opened_on="2026-11-23",
            )

        for foreign, nothing in (
            (assignment(file.pk), assignment(uuid7())),
            (need(file.pk, own.person_id), need(uuid7(), own.person_id)),
            (need(own.pk, file.person_id), need(own.pk, uuid7())),
            (case(file.person_id), case(uuid7())),
        ):
            answer = _state_of(foreign)
            assert answer == _state_of(nothing)
            assert answer[1] == "23503"
        record(actor, verb="test.tried")


def test_an_office_writes_no_row_into_another_office(cast: Cast) -> None:
    from django.db import ProgrammingError

    actor = cast.stranger[Role.COORDINATOR]
    with unit_of_work(actor):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Person.objects.create(organisation_id=cast.owner.id, code="CCCC-3333")
        record(actor, verb="test.tried")


def test_a_code_taken_elsewhere_stays_free_here(cast: Cast, file: Case) -> None:
    actor = cast.stranger[Role.COORDINATOR]
    with unit_of_work(actor):
        Person.objects.create(organisation_id=actor.organisation_id, code=file.person.code)
        record(actor, verb="test.made")
