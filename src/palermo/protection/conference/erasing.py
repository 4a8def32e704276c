"""What an erasure does to conferences: the caller's rows with the person, a seat with its own key."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.models import Body
from palermo.protection.cases.erasing import emptied
from palermo.protection.conference.codes import SightEnd
from palermo.protection.conference.models import (
    Conference,
    ConferenceDecision,
    Member,
    Seat,
    SeatDecision,
)
from palermo.trust.vault.erasure import Remains

_ERASED_THERE = (SightEnd.LEFT, SightEnd.ERASED, SightEnd.CALLED_OFF, SightEnd.WITHDRAWN)


def erase_conferences(organisation_id: UUID, subject_id: UUID) -> None:
    """Delete what travels, empty words, points and dissent; offices and days stay."""
    theirs = {"organisation_id": organisation_id, "person_id": subject_id}
    threads = Member.objects.filter(**theirs, thread_id__isnull=False).values_list("thread_id", flat=True)
    bodies = Body.objects.filter(envelope__thread_id__in=list(threads)).order_by("pk")
    for pk in bodies.values_list("pk", flat=True):
        Body.objects.filter(pk=pk).delete()
    Conference.objects.filter(**theirs).update(points=[], **emptied(Conference))
    ConferenceDecision.objects.filter(**theirs).update(dissent={}, **emptied(ConferenceDecision))


def remains_of_conferences(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """Offices that were told something: the program erases it there, what people noted by hand it does not reach."""
    told = Member.objects.filter(organisation_id=organisation_id, person_id=subject_id)
    told = told.exclude(ended_why__in=[why.value for why in _ERASED_THERE])
    offices = told.order_by("id").values_list("office_id", flat=True)
    return [Remains("identity_received", office, None) for office in dict.fromkeys(offices)]


def forget_seat(organisation_id: UUID, subject_id: UUID) -> list[Remains]:
    """Empty a seat whose key was destroyed, with its decisions; also after a restore."""
    here = {"organisation_id": organisation_id}
    if not Seat.objects.filter(**here, pk=subject_id).update(points=[], classes=[], **emptied(Seat)):
        return []
    SeatDecision.objects.filter(**here, seat_id=subject_id).update(dissent="", **emptied(SeatDecision))
    return []
