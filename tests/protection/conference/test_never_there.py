"""Whom the person never wants near sits in no conference any more, and two rules of safe contact leave for nobody."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.protection import flow
from tests.protection.conference.sitting import call_to, called, held, let_meet, seat_at
from tests.support.cast import Cast, signed_in

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.conference.codes import SightEnd
from palermo.protection.conference.models import ConferenceDecision
from palermo.protection.conference.services.sight import end_without_ground
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import LookAlike
from palermo.protection.need_to_know.services.joining import choose_contact, say_same_person
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.trust.actor import Staff, System
from palermo.trust.basis.rules import DataClass
from palermo.trust.mandates import ALL_ROOMS, Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

OTHER_RULE = "NEVER ring the old number; only the new one"


def another_file(works: Staff, *, safe_contact: str) -> Case:
    """A second file of the same person."""
    with unit_of_work(works):
        case = open_case(works, age_band="18_25")
        record_identity(works, person_id=case.person_id, name=flow.NAME, safe_contact=safe_contact)
        return case


def test_nothing_more_travels_to_a_member_the_person_never_wants_told_and_its_sight_ends(
    cast: Cast, works: Staff
) -> None:
    let_meet(cast)
    case = flow.open_file(works).case
    row = called(works, case)
    member = call_to(works, row, cast.partner, [DataClass.NAME, DataClass.NEEDS])
    reader = cast.partner[Role.FOCAL_POINT]
    seat, browser = seat_at(reader), signed_in(reader)
    with unit_of_work(works):
        add_never_share(works, case_id=case.pk, kind=NeverKind.OFFICE, office_id=cast.partner.id)
    with pytest.raises(Refused, match="never_share"):
        held(works, row, cast.partner.id)
    office = System(organisation_id=cast.owner.id, reason="housekeeping", rooms=ALL_ROOMS)
    with unit_of_work(office):
        assert end_without_ground(office) == 1
    flow.work_off()
    with unit_of_work(works):
        member.refresh_from_db()
        assert member.ended_why == SightEnd.TAKEN_OUT
        assert not ConferenceDecision.objects.exists()
    assert browser.get(reverse("protection:seat", args=[seat.pk])).status_code == 404


def test_no_office_is_called_while_two_rules_of_safe_contact_stand(cast: Cast, works: Staff) -> None:
    let_meet(cast)
    row = called(works, flow.open_file(works).case)
    other = another_file(works, safe_contact=OTHER_RULE)
    with unit_of_work(works):
        pair = LookAlike.objects.get()
        joining = say_same_person(works, pair_id=pair.pk, leads_id=row.person_id)
    with pytest.raises(Refused, match="safe_contact_two"):
        call_to(works, row, cast.partner, [DataClass.NAME])
    with unit_of_work(works):
        choose_contact(works, joining_id=joining.pk, person_id=other.person_id)
    call_to(works, row, cast.partner, [DataClass.NAME])
    told = signed_in(cast.partner[Role.FOCAL_POINT])
    seat = seat_at(cast.partner[Role.FOCAL_POINT])
    assert OTHER_RULE in told.get(reverse("protection:seat", args=[seat.pk])).content.decode()


def test_withdrawing_from_an_office_ends_its_sight_of_the_other_file_of_the_person_too(
    cast: Cast, works: Staff, helper: Staff
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    let_meet(cast)
    file = flow.open_file(works)
    sent = flow.enquire(works, file.need, cast.partner.id)
    flow.accepted(helper, sent)
    flow.consent(works, sent)
    flow.disclose(works, sent, classes=[DataClass.NAME])
    other = another_file(works, safe_contact=flow.SAFE)
    member = call_to(works, called(works, other), cast.partner, [DataClass.NAME])
    with unit_of_work(works):
        pair = LookAlike.objects.get()
        say_same_person(works, pair_id=pair.pk, leads_id=file.case.person_id)
        withdraw(works, referral_id=sent.pk)
    office = System(organisation_id=cast.owner.id, reason="housekeeping", rooms=ALL_ROOMS)
    with unit_of_work(office):
        assert end_without_ground(office) == 1
    with unit_of_work(works):
        member.refresh_from_db()
        assert member.ended_why == SightEnd.WITHDRAWN
