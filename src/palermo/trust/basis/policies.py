"""Who may record what a disclosure rests on, and see on which legal bases the office works.

Need to know about the *person* is decided by the room that keeps the file; it asks its own policy first.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from palermo.trust.actor import Actor, Staff, System
from palermo.trust.basis.models import ProcessingBasis
from palermo.trust.mandates import Mandate, Role
from palermo.trust.owned import FiledModel
from palermo.trust.policy import Policy, Verdict, allowed, refused
from palermo.trust.retention.rules import RETENTION
from palermo.trust.service import Refused
from palermo.trust.verbs import BasisAsked

_HELPING_ROLES = (Role.COORDINATOR, Role.CASEWORKER, Role.FOCAL_POINT)

BASIS_ROLES: dict[Mandate, tuple[Role, ...]] = {
    Mandate.ASSISTANCE: _HELPING_ROLES,
    Mandate.IDENTIFICATION: _HELPING_ROLES,
    Mandate.COORDINATION: _HELPING_ROLES,
    Mandate.ENFORCEMENT: (Role.POLICE_OFFICER, Role.PROSECUTOR_LIAISON),
}
"""Under each mandate, roles that speak with the person and may record their consent, their agreement, or a disclosure
without it: for files of the rooms that the mandate opens, and of no other."""

LEADING_ROLES = (Role.COORDINATOR, Role.ADMINISTRATOR)
"""Roles that answer for the office's legal bases."""

SEEING_ROLES = (*_HELPING_ROLES, Role.AUDITOR)


class BasisAction(StrEnum):
    """What is asked of agreement, consent and disclosure without it."""

    SEE = "see"
    RECORD_AGREEMENT = "record_agreement"
    RECORD_CONSENT = "record_consent"
    WITHDRAW_CONSENT = "withdraw_consent"
    REQUEST_OVERRIDE = "request_override"
    APPROVE_OVERRIDE = "approve_override"
    REVIEW_OVERRIDE = "review_override"
    INFORM_PERSON = "inform_person"


class ProcessingAction(StrEnum):
    """What is asked of the office's legal bases."""

    SEE = "see"
    RECORD = "record"
    END = "end"


_PERSONS_ACTIONS = frozenset(
    {
        BasisAction.SEE,
        BasisAction.RECORD_AGREEMENT,
        BasisAction.RECORD_CONSENT,
        BasisAction.WITHDRAW_CONSENT,
        BasisAction.REQUEST_OVERRIDE,
        BasisAction.APPROVE_OVERRIDE,
        BasisAction.REVIEW_OVERRIDE,
        BasisAction.INFORM_PERSON,
    }
)
_OFFICES_ACTIONS = frozenset({ProcessingAction.SEE, ProcessingAction.RECORD, ProcessingAction.END})


class BasisPolicy(Policy[FiledModel, BasisAction]):
    """Agreement, consent and override belong to named colleagues of the file's room, never to a task.

    One thing a task may: end what allowed a disclosure, when the time of the person's file is over.

    BASIS.of(room).require(actor, BasisAction.RECORD_CONSENT)      # before there is a row: the room of the file
    BASIS.require(actor, BasisAction.WITHDRAW_CONSENT, consent)    # the room of the row

    Asked with neither row nor room it refuses.
    """

    object_type = "basis"
    actions = BasisAction

    def __init__(self, room: str = "") -> None:
        self._room = room

    def of(self, room: str) -> BasisPolicy:
        """The same policy, asked about a file of `room`."""
        return BasisPolicy(room)

    def _decide(self, actor: Actor, action: BasisAction, obj: FiledModel | None) -> Verdict:
        """See and record what concerns a person, in a room that the acting unit's mandate opens."""
        room = self._room if obj is None else obj.room
        if obj is not None and (obj.organisation_id != actor.organisation_id or room not in actor.rooms):
            return refused("not_found")
        if isinstance(actor, System) and actor.reason == RETENTION and room in actor.rooms:
            ends = action is BasisAction.WITHDRAW_CONSENT
            return allowed("retention") if ends else refused("named_person_needed")
        if not isinstance(actor, Staff):
            return refused("named_person_needed")
        speaks = actor.has(*BASIS_ROLES.get(actor.mandate, ()))
        if action in _PERSONS_ACTIONS and room in actor.rooms and speaks:
            return allowed("role")
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[FiledModel]) -> QuerySet[FiledModel]:
        """The acting office's rows of the rooms in which the actor records them."""
        rooms = [room for room in actor.rooms if self.of(room).may(actor, BasisAction.SEE)]
        return rows.filter(organisation_id=actor.organisation_id, room__in=rooms)


class ProcessingBasisPolicy(Policy[ProcessingBasis, ProcessingAction]):
    """Who leads or administers the office records and ends its legal bases; who relies on them sees them."""

    object_type = "processing_basis"
    actions = ProcessingAction

    def _decide(self, actor: Actor, action: ProcessingAction, obj: ProcessingBasis | None) -> Verdict:
        """See, record, end: who leads or administers; see: who relies on them too."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if not isinstance(actor, Staff):
            return refused("named_person_needed")
        if action in _OFFICES_ACTIONS and actor.has(*LEADING_ROLES):
            return allowed("coordinator_or_administrator")
        if action is ProcessingAction.SEE and actor.has(*SEEING_ROLES):
            return allowed("role")
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[ProcessingBasis]) -> QuerySet[ProcessingBasis]:
        """The acting office's legal bases, for those who may see them."""
        return (
            rows.filter(organisation_id=actor.organisation_id)
            if self.may(actor, ProcessingAction.SEE)
            else rows.none()
        )


BASIS = BasisPolicy()
PROCESSING = ProcessingBasisPolicy()


def named(actor: Actor) -> UUID:
    """The account of the colleague who acts. Raises Refused for anybody unnamed."""
    if actor.user_id is None:
        raise Refused("named_person_needed", verb=BasisAsked.BASIS_RECORD)
    return actor.user_id
