"""Steps of a conference between offices of the cast. Everything in it is invented."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.support.cast import Cast, Office
from tests.support.exchange import agree
from tests.support.last_page import press

from palermo.desk.duties.codes import Duty
from palermo.protection.cases.models.cases import Case
from palermo.protection.conference.codes import PersonPart, Point, Where
from palermo.protection.conference.models import Conference, ConferenceDecision, Member, Seat
from palermo.protection.conference.services.calling import (
    Yes,
    call_conference,
    call_member,
    record_person_part,
)
from palermo.protection.conference.services.holding import hold_conference, record_decision
from palermo.protection.conference.terms import PURPOSE
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy
from palermo.trust.unit_of_work import unit_of_work

__all__ = ["Duty", "Where"]
WORDS = "The wickerby lodger must move before the thaw"
PLACE = "Room above the tollgate bakery"
NOTE = "Nobody spoke of the marrowfen sister"
TASK = "Find the quillmoss key"
YES = Yes(
    given_by=GivenBy.SELF,
    form=ConsentMeans.SPOKEN,
    language="fr",
    told_limits=True,
    valid_until=timezone.now().date() + timedelta(days=60),
)


def day(on: date, name: str = "day") -> dict[str, object]:
    """A day as a form takes it."""
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def let_meet(cast: Cast, *others: Office) -> None:
    """The owner has agreements with these offices (both others unless named) to meet about a person, and a basis."""
    for office in others or (cast.partner, cast.stranger):
        agree(cast.owner, office, purposes=[PURPOSE])
    flow.have_basis(cast, purpose=PURPOSE)


def frame(*, place: str = PLACE, words: str = WORDS) -> dict[str, Any]:
    """When, where and about what one meets: today."""
    return {
        "day": timezone.localdate(),
        "hour": time(14, 30),
        "zone": "UTC",
        "place_kind": Where.ELSEWHERE,
        "place": place,
        "points": [Point.PLACE, Point.SAFETY],
        "words": words,
    }


def called(works: Staff, case: Case, *, place: str = PLACE, words: str = WORDS) -> Conference:
    """A conference about a case for today; the person takes part."""
    with unit_of_work(works):
        row = call_conference(works, case_id=case.pk, **frame(place=place, words=words))
        return record_person_part(works, conference_id=row.pk, part=PersonPart.TAKES_PART)


def call_to(works: Staff, row: Conference, office: Office, classes: Collection[DataClass]) -> Member:
    """Call an office with a yes for these classes; what was sent has arrived."""
    with unit_of_work(works):
        member = call_member(works, conference_id=row.pk, office_id=office.id, classes=classes, yes=YES)
    flow.work_off()
    return member


def held(works: Staff, row: Conference, office_id: UUID, *, words: str = TASK) -> ConferenceDecision:
    """The conference was held today, and it was decided that an office does something."""
    with unit_of_work(works):
        hold_conference(works, conference_id=row.pk)
        return record_decision(
            works,
            conference_id=row.pk,
            office_id=office_id,
            what=Duty.BRING,
            due_on=timezone.localdate() + timedelta(days=3),
            words=words,
        )


def seats_at(reader: Staff) -> bool:
    """Whether a seat has arrived at an office."""
    with unit_of_work(reader):
        return Seat.objects.filter(organisation_id=reader.organisation_id).exists()


def seat_at(reader: Staff) -> Seat:
    """The one seat of an office."""
    with unit_of_work(reader):
        return Seat.objects.get(organisation_id=reader.organisation_id)


def call_by_hand(browser: Client, row: Conference, office: Office, classes: Collection[str]) -> str:
    """Call an office through the pages; the last page, which shows exactly what leaves."""
    beginning = uuid4()

    def say(step: str, **answers: object) -> Any:
        address = reverse("protection:call_member", args=[row.pk, beginning, step])
        return browser.post(address, {"action": "continue", **answers})

    say("who", office=str(office.id))
    say("what", data_classes=list(classes))
    last = timezone.now().date() + timedelta(days=30)
    say(
        "yes",
        told_limits="on",
        given_by="self",
        form="spoken",
        language="fr",
        **day(last, "valid_until"),
    )
    address = reverse("protection:call_member", args=[row.pk, beginning, "check"])
    check: str = browser.get(address).content.decode()
    sent = press(browser, address)
    assert sent.headers["Location"].endswith("done=member"), sent.content.decode()
    flow.work_off()
    return check
