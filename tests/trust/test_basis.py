"""Basis recorded: consent with its limits told, overrides by two people, every disclosure in the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from tests.support.cast import Cast

from palermo.trust.actor import Actor, Staff
from palermo.trust.basis import overrides, queries
from palermo.trust.basis.models import Consent, Override
from palermo.trust.basis.processing import record_processing_basis
from palermo.trust.basis.rules import (
    LEAST_DATA,
    REVIEW_WITHIN,
    ConsentMeans,
    DataClass,
    Disclosure,
    GivenBy,
    LegalBasis,
    OverrideGround,
    ProcessingPurpose,
    Terms,
)
from palermo.trust.basis.services import (
    evaluate_for,
    record_consent,
    record_service_agreement,
    require_disclosure,
    withdraw_consent,
)
from palermo.trust.basis.words import REASONS
from palermo.trust.ids import uuid7
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused, service
from palermo.trust.unit_of_work import unit_of_work

CONSENT: dict[str, Any] = {
    "room": "protection",
    "subject_is_child": False,
    "purpose": ProcessingPurpose.ASSISTANCE,
    "data_classes": {DataClass.NAME, DataClass.SAFE_CONTACT},
    "given_by": GivenBy.SELF,
    "form": ConsentMeans.SPOKEN,
    "language": "en",
    "text_version": "2026-1",
    "alternative_existed": True,
    "told_limits": True,
}
NAME = frozenset({"name"})


def consent_of(actor: Actor, recipient_id: UUID, subject_id: UUID, **other: Any) -> Consent:
    answers = {**CONSENT, "valid_until": timezone.now().date() + timedelta(days=90), **other}
    return record_consent(actor, subject_id=subject_id, recipient_id=recipient_id, **answers)


def wide_terms() -> Terms:
    today = timezone.now().date()
    return Terms(
        purposes=frozenset(ProcessingPurpose),
        data_classes=frozenset(DataClass),
        valid_from=today - timedelta(days=1),
        valid_until=today + timedelta(days=1),
    )


def to_partner(cast: Cast, *, at: datetime | None = None) -> Disclosure:
    return Disclosure(
        recipient_id=cast.partner.id,
        purpose="assistance",
        data_classes=NAME,
        now=at or timezone.now(),
        subject_is_child=False,
    )


def with_processing_basis(actor: Staff) -> None:
    record_processing_basis(
        actor,
        purpose=ProcessingPurpose.ASSISTANCE,
        legal_basis=LegalBasis.VITAL_INTEREST,
        valid_from=timezone.now().date(),
    )


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"told_limits": False}, "consent_without_being_told"),
        ({"data_classes": ()}, "consent_without_data"),
        ({"valid_until": timezone.now().date() - timedelta(days=1)}, "consent_expired"),
        ({"subject_is_child": True}, "guardian_consent_needed"),
        ({"subject_is_child": True, "given_by": GivenBy.GUARDIAN}, "guardian_not_verified"),
        ({"given_by": GivenBy.GUARDIAN}, "guardian_not_verified"),
    ],
)
def test_a_consent_that_is_none_is_refused(cast: Cast, wrong: dict[str, Any], reason: str) -> None:
    actor = cast.owner[Role.CASEWORKER]
    with unit_of_work(actor):
        with pytest.raises(Refused) as refused:
            consent_of(actor, cast.partner.id, uuid7(), **wrong)
        assert refused.value.reason == reason
        assert not Consent.objects.exists()


def test_for_a_child_the_guardian_consents(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    with unit_of_work(actor):
        guardian = uuid7()
        row = consent_of(
            actor,
            cast.partner.id,
            uuid7(),
            subject_is_child=True,
            given_by=GivenBy.GUARDIAN,
            guardian_id=guardian,
        )
    assert (row.given_by, row.guardian_id) == ("guardian", guardian)


def test_every_disclosure_is_evaluated_and_its_reason_recorded(cast: Cast) -> None:
    actor, her = cast.owner[Role.COORDINATOR], uuid7()
    with unit_of_work(actor):
        answers = [
            evaluate_for(actor, room="protection", subject_id=her, disclosure=to_partner(cast), terms=None)
        ]
        answers += [
            evaluate_for(
                actor, room="protection", subject_id=her, disclosure=to_partner(cast), terms=wide_terms()
            )
        ]
        with_processing_basis(actor)
        answers += [
            evaluate_for(
                actor, room="protection", subject_id=her, disclosure=to_partner(cast), terms=wide_terms()
            )
        ]
        consent = consent_of(actor, cast.partner.id, her)
        answers += [
            evaluate_for(
                actor, room="protection", subject_id=her, disclosure=to_partner(cast), terms=wide_terms()
            )
        ]
        withdraw_consent(actor, consent_id=consent.pk)
        answers += [
            evaluate_for(
                actor, room="protection", subject_id=her, disclosure=to_partner(cast), terms=wide_terms()
            )
        ]
    reasons = ["no_agreement", "no_processing_basis", "no_consent", "consent", "consent_withdrawn"]
    assert [answer.reason for answer in answers] == reasons
    with unit_of_work(actor):
        events = LedgerEvent.objects.filter(object_id=her, verb__startswith="disclosure.").order_by(
            "sequence"
        )
        assert [event.codes["reason"] for event in events] == reasons
        assert [event.verb for event in events] == [
            "disclosure.refused",
            "disclosure.refused",
            "disclosure.refused",
            "disclosure.allowed",
            "disclosure.refused",
        ]
        assert events[3].codes["basis"] == str(consent.pk)
        assert {event.codes["recipient"] for event in events} == {str(cast.partner.id)}


def test_a_service_that_refuses_a_disclosure_leaves_the_reason_and_the_recipient(cast: Cast) -> None:
    actor, her = cast.owner[Role.COORDINATOR], uuid7()

    @service
    def disclose(actor: Actor) -> None:
        require_disclosure(
            actor, room="protection", subject_id=her, disclosure=to_partner(cast), terms=wide_terms()
        )

    with unit_of_work(actor), pytest.raises(Refused):
        disclose(actor)
    with unit_of_work(actor):
        event = LedgerEvent.objects.get(object_id=her)
        assert (event.verb, event.codes["asked"], event.codes["reason"], event.codes["recipient"]) == (
            "refused",
            "disclosure",
            "no_processing_basis",
            str(cast.partner.id),
        )


def test_a_consent_is_withdrawn_once_and_only_in_its_own_office(cast: Cast) -> None:
    actor, stranger = cast.owner[Role.CASEWORKER], cast.stranger[Role.CASEWORKER]
    with unit_of_work(actor):
        consent = consent_of(actor, cast.partner.id, uuid7())
    with unit_of_work(stranger), pytest.raises(Refused) as foreign:
        withdraw_consent(stranger, consent_id=consent.pk)
    with unit_of_work(stranger), pytest.raises(Refused) as nothing:
        withdraw_consent(stranger, consent_id=uuid7())
    assert foreign.value.reason == nothing.value.reason == "not_found"
    with unit_of_work(actor):
        withdraw_consent(actor, consent_id=consent.pk)
        with pytest.raises(Refused) as again:
            withdraw_consent(actor, consent_id=consent.pk)
    assert again.value.reason == "consent_withdrawn"


def override_of(actor: Staff, cast: Cast, subject_id: UUID, ground: OverrideGround, **other: Any) -> Override:
    return overrides.request_override(
        actor,
        room="protection",
        subject_id=subject_id,
        ground=ground,
        **{"recipient_id": cast.partner.id, "data_classes": {DataClass.NAME}, **other},
    )


def reason_now(actor: Staff, cast: Cast, her: UUID) -> str:
    return evaluate_for(
        actor, room="protection", subject_id=her, disclosure=to_partner(cast), terms=wide_terms()
    ).reason


@pytest.mark.parametrize("ground", [OverrideGround.DUTY_TO_REPORT, OverrideGround.COURT_ORDER])
def test_a_routine_override_needs_two_different_people_beforehand(cast: Cast, ground: OverrideGround) -> None:
    one, other, her = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR], uuid7()
    with unit_of_work(other):
        with_processing_basis(other)
    with unit_of_work(one):
        row = override_of(one, cast, her, ground)
        assert reason_now(one, cast, her) == "override_needs_second_person"
        with pytest.raises(Refused) as alone:
            overrides.approve_override(one, override_id=row.pk)
    assert alone.value.reason == "override_needs_second_person"
    with unit_of_work(other):
        overrides.approve_override(other, override_id=row.pk)
        assert reason_now(other, cast, her) == ground
        with pytest.raises(Refused) as twice:
            overrides.approve_override(other, override_id=row.pk)
    assert twice.value.reason == "override_approved"


def test_in_danger_to_life_one_person_acts_at_once_with_least_data(cast: Cast) -> None:
    one, other, her = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR], uuid7()
    with unit_of_work(other):
        with_processing_basis(other)
    with unit_of_work(one):
        with pytest.raises(Refused) as too_much:
            override_of(one, cast, her, OverrideGround.DANGER_TO_LIFE, data_classes={DataClass.BIRTH})
        row = override_of(one, cast, her, OverrideGround.DANGER_TO_LIFE, data_classes=LEAST_DATA)
        assert reason_now(one, cast, her) == "danger_to_life"
        assert row.review_due_at - row.requested_at == REVIEW_WITHIN
        assert row.valid_until == row.review_due_at
    assert too_much.value.reason == "override_more_than_least_data"


def test_an_act_in_danger_to_life_is_reviewed_by_another_and_shows_when_overdue(cast: Cast) -> None:
    one, other, her = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR], uuid7()
    with unit_of_work(one):
        row = override_of(one, cast, her, OverrideGround.DANGER_TO_LIFE)
        now = timezone.now()
        assert list(queries.reviews_due(one, room="protection")) == [row]
        assert not queries.is_overdue(row, now=now)
        assert queries.is_overdue(row, now=now + timedelta(hours=25))
        with pytest.raises(Refused) as alone:
            overrides.review_override(one, override_id=row.pk, upheld=True)
    assert alone.value.reason == "override_needs_second_person"
    with unit_of_work(other):
        reviewed = overrides.review_override(other, override_id=row.pk, upheld=False)
        assert reviewed.valid_until <= timezone.now()
        assert not queries.reviews_due(other, room="protection").exists()
        with_processing_basis(other)
        assert reason_now(other, cast, her) == "override_expired"
        with pytest.raises(Refused) as twice:
            overrides.review_override(other, override_id=row.pk, upheld=True)
    assert twice.value.reason == "override_no_review"


def test_danger_to_life_is_not_invoked_again_before_the_first_act_was_reviewed(cast: Cast) -> None:
    one, other, her = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR], uuid7()
    with unit_of_work(one):
        row = override_of(one, cast, her, OverrideGround.DANGER_TO_LIFE)
    for actor in (one, other):
        with unit_of_work(actor), pytest.raises(Refused) as waiting:
            override_of(actor, cast, her, OverrideGround.DANGER_TO_LIFE)
        assert waiting.value.reason == "override_review_waiting"
    with unit_of_work(one):
        override_of(one, cast, uuid7(), OverrideGround.DANGER_TO_LIFE)
        override_of(one, cast, her, OverrideGround.DANGER_TO_LIFE, recipient_id=cast.stranger.id)
        override_of(one, cast, her, OverrideGround.COURT_ORDER)
    with unit_of_work(other):
        overrides.review_override(other, override_id=row.pk, upheld=True)
    with unit_of_work(one):
        override_of(one, cast, her, OverrideGround.DANGER_TO_LIFE)


def test_an_override_ends_by_itself_within_thirty_days(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    with unit_of_work(actor):
        row = override_of(actor, cast, uuid7(), OverrideGround.COURT_ORDER)
        assert row.valid_until - row.requested_at <= overrides.LONGEST
        for until in (timezone.now() + timedelta(days=31), timezone.now() - timedelta(minutes=1)):
            with pytest.raises(Refused) as refused:
                override_of(actor, cast, uuid7(), OverrideGround.COURT_ORDER, valid_until=until)
            assert refused.value.reason == "override_too_long"


def test_that_the_person_was_told_is_marked_once(cast: Cast) -> None:
    actor = cast.owner[Role.CASEWORKER]
    with unit_of_work(actor):
        row = override_of(actor, cast, uuid7(), OverrideGround.COURT_ORDER)
        assert overrides.inform_person(actor, override_id=row.pk).person_informed_at
        with pytest.raises(Refused) as again:
            overrides.inform_person(actor, override_id=row.pk)
    assert again.value.reason == "person_informed"


def test_consent_and_override_are_recorded_by_named_colleagues_who_help(cast: Cast) -> None:
    may = {Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT}
    for role, actor in cast.owner.staff.items():
        if role in may:
            continue
        with unit_of_work(actor), pytest.raises(Refused) as refused:
            consent_of(actor, cast.partner.id, uuid7())
        assert refused.value.reason == "role_missing", role
    system = cast.owner.system
    with unit_of_work(system), pytest.raises(Refused) as refused:
        consent_of(system, cast.partner.id, uuid7())
    assert refused.value.reason == "named_person_needed"


def test_a_yes_to_a_service_allows_no_disclosure(cast: Cast) -> None:
    actor, her = cast.owner[Role.COORDINATOR], uuid7()
    with unit_of_work(actor):
        with_processing_basis(actor)
        record_service_agreement(
            actor,
            room="protection",
            subject_id=her,
            service="accommodation",
            agreed=True,
            form=ConsentMeans.SIGNED,
        )
        assert queries.agreements_to_services(actor, her, room="protection").count() == 1
        assert reason_now(actor, cast, her) == "no_consent"


def test_a_processing_basis_holds_between_its_days_for_its_purpose(cast: Cast) -> None:
    actor, today = cast.owner[Role.ADMINISTRATOR], timezone.now().date()
    with unit_of_work(actor):
        record_processing_basis(
            actor,
            purpose=ProcessingPurpose.RETURN,
            legal_basis=LegalBasis.PUBLIC_TASK,
            valid_from=today,
            valid_until=today + timedelta(days=7),
        )
        for day, holds in ((-1, False), (0, True), (7, True), (8, False)):
            when = today + timedelta(days=day)
            assert queries.has_processing_basis(actor, "return", day=when) is holds
        assert not queries.has_processing_basis(actor, "assistance", day=today)


def test_every_reason_of_the_rules_and_services_has_words() -> None:
    codes = {
        line.split('"')[1]
        for module in ("rules", "services", "overrides", "policies")
        for line in _source(module)
        if line.lstrip().startswith(("reason = ", 'return "', "return _no(", "raise _refused("))
        and '"' in line
    }
    assert codes - {"role_missing", "not_found"} <= set(REASONS)
    assert len(codes) > 15


def _source(module: str) -> list[str]:
    from importlib import import_module
    from pathlib import Path

    return Path(str(import_module(f"palermo.trust.basis.{module}").__file__)).read_text().splitlines()


def test_a_disclosure_waits_for_a_withdrawal_that_is_under_way(cast: Cast) -> None:
    actor, her = cast.owner[Role.COORDINATOR], uuid7()
    with unit_of_work(actor):
        with_processing_basis(actor)
        consent = consent_of(actor, cast.partner.id, her)
    withdrawn, reasons = Event(), []

    def disclose() -> None:
        withdrawn.wait(5)
        try:
            with unit_of_work(actor), pytest.raises(Refused) as refused:
                require_disclosure(
                    actor, room="protection", subject_id=her, disclosure=to_partner(cast), terms=wide_terms()
                )
            reasons.append(refused.value.reason)
        finally:
            connection.close()

    other = Thread(target=disclose)
    other.start()
    with unit_of_work(actor):
        withdraw_consent(actor, consent_id=consent.pk)
        withdrawn.set()
        other.join(0.5)
        assert other.is_alive(), "it waits until the withdrawal is kept"
    other.join(5)
    assert reasons == ["consent_withdrawn"]


def test_her_newest_answer_to_an_office_ends_what_she_allowed_it_before(cast: Cast) -> None:
    actor, subject, other = cast.owner[Role.CASEWORKER], uuid7(), uuid7()
    with unit_of_work(actor):
        consent_of(actor, cast.partner.id, subject)
        elsewhere = consent_of(actor, cast.stranger.id, subject)
        another = consent_of(actor, cast.partner.id, other)
        newest = consent_of(actor, cast.partner.id, subject, data_classes={DataClass.NEEDS})
        day = timezone.now().date()
        assert set(queries.consents_in_force(actor, subject, room="protection", day=day)) == {
            elsewhere,
            newest,
        }
        assert list(queries.consents_in_force(actor, other, room="protection", day=day)) == [another]
    with unit_of_work(actor):
        told = LedgerEvent.objects.get(verb="consent.replaced")
        assert told.codes == {"by": str(newest.pk), "ended": 1}
