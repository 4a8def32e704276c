"""Who may call a conference and lead it, and who takes the seat of an office that was called."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from palermo.directory.queries import coverage, may_be_live
from palermo.exchange.policies import is_inbox
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction, enters
from palermo.protection.conference.models import Conference, Seat
from palermo.protection.conference.terms import PURPOSE
from palermo.trust.actor import Actor, Staff
from palermo.trust.mandates import Role
from palermo.trust.policy import Policy, Verdict, allowed, refused


class ConferenceAction(StrEnum):
    """What is asked of conferences."""

    SEE = "see"
    LEAD = "lead"
    RECEIVE = "receive"


class SeatAction(StrEnum):
    """What is asked of seats."""

    SEE = "see"
    ANSWER = "answer"
    RECEIVE = "receive"


_OF_CASE = {ConferenceAction.SEE: CaseAction.SEE_IDENTITY, ConferenceAction.LEAD: CaseAction.REFER}


class ConferencePolicy(Policy[Conference, ConferenceAction]):
    """A conference follows its case: who reads who the person is sees it, who may refer calls and leads it."""

    object_type = "conference"
    actions = ConferenceAction

    def _decide(self, actor: Actor, action: ConferenceAction, obj: Conference | None) -> Verdict:
        """See, lead: what the case policy says of its case; receive (what members tell): the inbox."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if action is ConferenceAction.RECEIVE:
            return allowed("inbox") if is_inbox(actor, ROOM) else refused("role_missing")
        asked = _OF_CASE.get(action)
        if asked is None:
            return refused("role_missing")
        if not isinstance(actor, Staff):
            return refused("named_person_needed")
        return CASES.may(actor, asked, obj.case if obj else None)

    def visible(self, actor: Actor, rows: QuerySet[Conference]) -> QuerySet[Conference]:
        """Conferences about the cases the actor may see, for whoever may see one."""
        if not self.may(actor, ConferenceAction.SEE):
            return rows.none()
        return rows.filter(
            organisation_id=actor.organisation_id, case__in=CASES.visible(actor, Case.objects.all())
        )


class SeatPolicy(Policy[Seat, SeatAction]):
    """A seat is its focal points', its coordinators', and the colleague's who takes part, while the sight lasts.

    It lasts until it is ended, as long as the person's yes holds and an agreement with the caller is in force.
    """

    object_type = "conference_seat"
    actions = SeatAction

    def _decide(self, actor: Actor, action: SeatAction, obj: Seat | None) -> Verdict:
        """See and answer: focal points, coordinators, who takes part; receive: the inbox. A seat that ended is gone."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if action is SeatAction.RECEIVE:
            return allowed("inbox") if is_inbox(actor, ROOM) else refused("role_missing")
        if action not in {SeatAction.SEE, SeatAction.ANSWER}:
            return refused("role_missing")
        if not isinstance(actor, Staff) or not enters(actor):
            return refused("role_missing")
        if obj is not None and not _lasts(actor, obj):
            return refused("not_found")
        if actor.has(Role.FOCAL_POINT, Role.COORDINATOR):
            return allowed("focal_point_or_coordinator")
        if actor.has(Role.CASEWORKER) and (obj is None or obj.who_id == actor.user_id):
            return allowed("takes_part")
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Seat]) -> QuerySet[Seat]:
        """Seats in sight: all for focal points and coordinators, for a caseworker those they take part in."""
        if not self.may(actor, SeatAction.SEE):
            return rows.none()
        rows = self.in_sight(actor, rows)
        if isinstance(actor, Staff) and actor.has(Role.FOCAL_POINT, Role.COORDINATOR):
            return rows
        return rows.filter(who_id=actor.user_id)

    @staticmethod
    def in_sight(actor: Actor, rows: QuerySet[Seat]) -> QuerySet[Seat]:
        """Those of `rows` whose sight lasts: not ended, within the yes, under an agreement that is not over."""
        return rows.filter(
            may_be_live(actor, other="sender_id", purpose=PURPOSE),
            ended_at__isnull=True,
            organisation_id=actor.organisation_id,
            until__gte=office_today(),
        )


def _lasts(actor: Actor, seat: Seat) -> bool:
    """Whether the sight of one seat lasts, to the hour at which the agreement ends."""
    held = coverage(actor, seat.sender_id, purpose=PURPOSE, data_classes=(), now=timezone.now())
    return seat.ended_at is None and seat.until >= office_today() and held.refusal is None


CONFERENCES = ConferencePolicy()
SEATS = SeatPolicy()
