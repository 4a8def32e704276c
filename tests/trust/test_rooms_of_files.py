"""Two pillars of one office keep consents, holds and drafts of their files apart: by policy, and by row-level security.

Prosecution has no pages yet; its units and their room are in the mandates, and that is all these rows need.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from tests.support.cast import Cast

from palermo.desk.drafts import SealedDraft, save_draft
from palermo.desk.models import Draft
from palermo.trust.actor import Staff, System
from palermo.trust.basis import overrides, queries
from palermo.trust.basis.models import Consent, Override, ServiceAgreement
from palermo.trust.basis.policies import BASIS, BasisAction
from palermo.trust.basis.processing import record_processing_basis
from palermo.trust.basis.rules import (
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
    withdraw_consent,
)
from palermo.trust.housekeeping import ALL_ROOMS
from palermo.trust.ids import uuid7
from palermo.trust.mandates import DESK, Role
from palermo.trust.owned import FiledModel
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.erasure import erase, place_hold, release_hold
from palermo.trust.vault.models import LegalHold
from palermo.trust.walls.holds import is_held

ROOM = {Role.CASEWORKER: "protection", Role.POLICE_OFFICER: "prosecution"}
FILED: list[type[FiledModel]] = [Consent, Override, ServiceAgreement, LegalHold]
BOTH = [(Role.CASEWORKER, Role.POLICE_OFFICER), (Role.POLICE_OFFICER, Role.CASEWORKER)]
TODAY = timezone.now().date()


def everything(actor: Staff, recipient_id: UUID, subject_id: UUID, *, room: str) -> dict[str, Any]:
    """A row of each kind about a file of `room`."""
    return {
        "consent": record_consent(
            actor,
            room=room,
            subject_id=subject_id,
            subject_is_child=False,
            recipient_id=recipient_id,
            purpose=ProcessingPurpose.ASSISTANCE,
            data_classes=[DataClass.NAME],
            given_by=GivenBy.SELF,
            form=ConsentMeans.SPOKEN,
            language="en",
            text_version="1",
            alternative_existed=True,
            told_limits=True,
            valid_until=TODAY + timedelta(days=30),
        ),
        "override": overrides.request_override(
            actor,
            room=room,
            subject_id=subject_id,
            recipient_id=recipient_id,
            ground=OverrideGround.COURT_ORDER,
            data_classes=[DataClass.NAME],
        ),
        "agreement": record_service_agreement(
            actor, room=room, subject_id=subject_id, service="legal", agreed=True, form=ConsentMeans.SPOKEN
        ),
        "hold": place_hold(actor, room=room, subject_id=subject_id, reason="court_order"),
        "draft": save_draft(actor, room=room, flow="note", object_id=subject_id, answers={"a": {"b": ["c"]}}),
    }


@pytest.mark.parametrize(("mine", "other"), BOTH)
def test_a_unit_keeps_what_is_about_its_files_and_another_pillar_s_unit_sees_none_of_it(
    cast: Cast, mine: Role, other: Role
) -> None:
    actor, neighbour, subject = cast.owner[mine], cast.owner[other], uuid7()
    with unit_of_work(actor):
        rows = everything(actor, cast.partner.id, subject, room=ROOM[mine])
        assert {row.room for row in rows.values()} == {ROOM[mine]}
        assert list(queries.consents(actor, subject, room=ROOM[mine])) == [rows["consent"]]
        assert list(queries.overrides(actor, subject, room=ROOM[mine])) == [rows["override"]]
    with unit_of_work(neighbour):  # by SQL: the application's role asks without any filter
        assert not any(model.objects.exists() for model in [*FILED, Draft])
        for room in ROOM.values():
            assert not queries.consents(neighbour, subject, room=room).exists()
            assert not queries.overrides(neighbour, subject, room=room).exists()
            assert not queries.agreements_to_services(neighbour, subject, room=room).exists()
        assert (
            SealedDraft(neighbour, room=ROOM[mine], flow="note", object_id=subject, beginning=subject).load()
            == {}
        )
        with pytest.raises(Refused) as taken_back:
            withdraw_consent(neighbour, consent_id=rows["consent"].pk)
        with pytest.raises(Refused) as informed:
            overrides.inform_person(neighbour, override_id=rows["override"].pk)
    assert (taken_back.value.reason, informed.value.reason) == ("not_found", "not_found")


@pytest.mark.parametrize(("mine", "other"), BOTH)
def test_policy_alone_keeps_another_pillar_s_rows_apart(cast: Cast, mine: Role, other: Role) -> None:
    actor, neighbour, subject = cast.owner[mine], cast.owner[other], uuid7()
    with unit_of_work(actor):
        rows = everything(actor, cast.partner.id, subject, room=ROOM[mine])
    everywhere = System(organisation_id=cast.owner.id, reason="test", rooms=ALL_ROOMS)
    with unit_of_work(everywhere):  # row-level security shows the rows of both rooms here
        for model in FILED:
            assert model.objects.count() == 1
            assert BASIS.visible(actor, model.objects.all()).count() == 1
            assert BASIS.visible(neighbour, model.objects.all()).count() == 0
        for one in ("consent", "override", "agreement"):
            assert BASIS.may(actor, BasisAction.SEE, rows[one]).allowed
            assert BASIS.may(neighbour, BasisAction.SEE, rows[one]).reason == "not_found"
    with unit_of_work(neighbour), pytest.raises(Refused) as released:
        release_hold(neighbour, hold=rows["hold"])
    assert released.value.reason == "role_missing"


@pytest.mark.parametrize(("mine", "other"), BOTH)
def test_nobody_records_anything_about_a_file_of_a_room_their_mandate_does_not_open(
    cast: Cast, mine: Role, other: Role
) -> None:
    actor, subject = cast.owner[mine], uuid7()
    for room in (ROOM[other], DESK, ""):
        assert BASIS.of(room).may(actor, BasisAction.RECORD_CONSENT).reason == "role_missing"
        with unit_of_work(actor), pytest.raises(Refused) as refused:
            everything(actor, cast.partner.id, subject, room=room)
        assert refused.value.reason == "role_missing"
        with unit_of_work(actor), pytest.raises(Refused) as held:
            place_hold(actor, room=room, subject_id=subject, reason="court_order")
        assert held.value.reason == "role_missing"
    assert BASIS.may(actor, BasisAction.RECORD_CONSENT).reason == "role_missing", (
        "asked without a room it refuses"
    )
    with unit_of_work(actor), pytest.raises(Refused) as kept:
        SealedDraft(actor, room=ROOM[other], flow="note", object_id=subject, beginning=subject).save({})
    assert kept.value.reason == "role_missing"


def test_what_was_said_in_one_room_allows_no_disclosure_out_of_another(cast: Cast) -> None:
    police, lead, subject = cast.owner[Role.POLICE_OFFICER], cast.owner[Role.COORDINATOR], uuid7()
    with unit_of_work(lead):
        record_processing_basis(
            lead,
            purpose=ProcessingPurpose.ASSISTANCE,
            legal_basis=LegalBasis.LEGAL_OBLIGATION,
            valid_from=TODAY,
        )
    with unit_of_work(police):
        everything(police, cast.partner.id, subject, room="prosecution")
    everywhere = System(organisation_id=cast.owner.id, reason="test", rooms=ALL_ROOMS)
    with unit_of_work(everywhere):
        answers = {
            room: evaluate_for(
                everywhere,
                room=room,
                subject_id=subject,
                disclosure=Disclosure(
                    recipient_id=cast.partner.id,
                    purpose="assistance",
                    data_classes=frozenset({"name"}),
                    now=timezone.now(),
                    subject_is_child=False,
                ),
                terms=Terms(
                    purposes=frozenset({"assistance"}),
                    data_classes=frozenset({"name"}),
                    valid_from=TODAY,
                    valid_until=TODAY,
                ),
            ).reason
            for room in ROOM.values()
        }
    assert answers == {"protection": "no_consent", "prosecution": "consent"}


def test_a_draft_of_no_pillar_is_its_author_s_and_of_nobody_s_room(cast: Cast) -> None:
    author, subject = cast.owner[Role.ADMINISTRATOR], uuid7()
    with unit_of_work(author):
        save_draft(author, room=DESK, flow="agreement", object_id=subject, answers={"a": {"b": ["c"]}})
        assert SealedDraft(
            author, room=DESK, flow="agreement", object_id=subject, beginning=subject
        ).load() == {"a": {"b": ["c"]}}
    for role in (Role.CASEWORKER, Role.POLICE_OFFICER, Role.AUDITOR):
        with unit_of_work(cast.owner[role]):
            assert not Draft.objects.exists()


@pytest.mark.parametrize(("holds", "erases"), BOTH)
def test_a_hold_of_one_room_stops_an_erasure_of_another_and_shows_nothing_of_itself(
    cast: Cast, data_folder: object, holds: Role, erases: Role
) -> None:
    subject_id, holder, eraser = uuid7(), cast.owner[holds], cast.owner[erases]
    with unit_of_work(holder):
        hold = place_hold(holder, room=ROOM[holds], subject_id=subject_id, reason="court_order")
    with unit_of_work(eraser):
        assert not LegalHold.objects.exists()
        with pytest.raises(Refused, match="legal_hold"):
            erase(eraser, subject_id=subject_id, reason="person_asked")
    stranger = cast.stranger[erases]
    with unit_of_work(stranger):
        assert not is_held(subject_id), "another office's hold is nothing to this one"
    with unit_of_work(holder):
        release_hold(holder, hold=LegalHold.objects.get(pk=hold.pk))
    with unit_of_work(eraser):
        erase(eraser, subject_id=subject_id, reason="person_asked")
