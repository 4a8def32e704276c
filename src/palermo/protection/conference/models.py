"""Conferences of the office that calls, with members and decisions; and the seat of an office that is called."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from palermo.desk.duties.codes import Duty
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.conference.codes import (
    Coming,
    ConferenceState,
    DecisionState,
    PersonPart,
    SightEnd,
    Where,
)
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.vault.vault import SealedField, SealedModel


class Conference(PersonsRow):
    """A conference about a case, on the side that calls it. `code` is what every member knows it by.

    `day` and `hour` are by the clock of `zone`. `points` are coded, the sealed `words` and `place` short; `note` is the
    one note there is, the caller's alone. `moves` counts what was done to it, so that two tabs do not cross.
    """

    case = OwnedForeignKey(Case, related_name="conferences")
    person = OwnedForeignKey(Person, related_name="+")
    code = models.CharField(max_length=12)
    state = models.CharField(
        max_length=20, choices=choices(ConferenceState), default=ConferenceState.CALLED.value
    )
    day = models.DateField()
    hour = models.TimeField()
    zone = models.CharField(max_length=64)
    place_kind = models.CharField(max_length=20, choices=choices(Where))
    place = SealedField()
    points = models.JSONField(default=list)
    words = SealedField()
    note = SealedField()
    person_part = models.CharField(
        max_length=20, choices=choices(PersonPart), default=PersonPart.NOT_ASKED.value
    )
    person_asked_on = models.DateField(null=True)
    called_by_id = models.UUIDField()
    held_on = models.DateField(null=True)
    moves = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "protection_conference"
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_conference_case"),
            models.Index(fields=["organisation", "person"], name="protection_conference_pers"),
            models.Index(fields=["organisation", "state", "day"], name="protection_conference_day"),
            models.Index(fields=["organisation", "code"], name="protection_conference_code"),
        ]


class Member(OwnedModel):
    """An office that was called with the person's yes, or an authority that sits there only as the person wishes.

    `thread_id` is the exchange with its office; an authority has none, because nothing travels to it.
    `classes` are what the person agreed to for it alone.
    """

    conference = OwnedForeignKey(Conference, related_name="members")
    person = OwnedForeignKey(Person, related_name="+")
    office = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    thread_id = models.UUIDField(null=True)
    consent_id = models.UUIDField()
    classes = models.JSONField(default=list)
    coming = models.CharField(max_length=24, choices=choices(Coming), default=Coming.NO_ANSWER.value)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, choices=choices(SightEnd), blank=True)

    class Meta:
        db_table = "protection_conference_member"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "conference", "office"],
                condition=models.Q(ended_at__isnull=True),
                name="protection_conference_member1",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "conference"], name="protection_conference_memb"),
            models.Index(fields=["organisation", "person"], name="protection_conference_mper"),
            models.Index(fields=["organisation", "thread_id"], name="protection_conference_thr"),
        ]


class ConferenceDecision(PersonsRow):
    """What was decided: which office does what by which day. `dissent` says who does not agree, by office, as codes.

    `task_id` is the task of the desk where the caller's own office does it.
    """

    conference = OwnedForeignKey(Conference, related_name="decisions")
    person = OwnedForeignKey(Person, related_name="+")
    number = models.PositiveSmallIntegerField()
    office = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    what = models.CharField(max_length=20, choices=choices(Duty))
    words = SealedField()
    due_on = models.DateField()
    task_id = models.UUIDField(null=True)
    state = models.CharField(max_length=20, choices=choices(DecisionState), default=DecisionState.OPEN.value)
    state_at = models.DateTimeField(null=True)
    dissent = models.JSONField(default=dict)
    recorded_by_id = models.UUIDField()

    class Meta:
        db_table = "protection_conference_decision"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "conference", "number"], name="protection_conference_number"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person"], name="protection_conference_dper"),
        ]


class Seat(SealedModel):
    """An office's seat in a conference that another office called, sealed under a key of its own.

    `told` is what the person agreed to for this office, as JSON. Once the sight ends the key is destroyed. `who_id` is
    the colleague who takes part, `last_list` the newest list of decisions taken in.
    """

    vault_room = ROOM
    vault_may_be_emptied = True

    retention_rule = kept_by(Rule.SEAT)

    sender = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    code = models.CharField(max_length=12)
    thread_id = models.UUIDField()
    state = models.CharField(
        max_length=20, choices=choices(ConferenceState), default=ConferenceState.CALLED.value
    )
    day = models.DateField()
    hour = models.TimeField()
    zone = models.CharField(max_length=64)
    place_kind = models.CharField(max_length=20, choices=choices(Where))
    place = SealedField()
    points = models.JSONField(default=list)
    words = SealedField()
    told = SealedField()
    classes = models.JSONField(default=list)
    until = models.DateField()
    coming = models.CharField(max_length=24, choices=choices(Coming), default=Coming.NO_ANSWER.value)
    who_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    last_list = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, choices=choices(SightEnd), blank=True)

    class Meta:
        db_table = "protection_conference_seat"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "thread_id"], name="protection_conference_seat_thr"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "ended_at", "day"], name="protection_conference_sday"),
            models.Index(fields=["organisation", "code"], name="protection_conference_scod"),
        ]


class SeatDecision(SealedModel):
    """A decision as an office with a seat knows it; the words came along only where it does it itself.

    Where `is_own` it is a task of this office: `state` is what it says of it, told back to the caller.
    """

    vault_room = ROOM
    vault_may_be_emptied = True

    retention_rule = kept_by(Rule.SEAT)

    seat = OwnedForeignKey(Seat, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    office = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    is_own = models.BooleanField()
    what = models.CharField(max_length=20, choices=choices(Duty))
    words = SealedField()
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=choices(DecisionState), default=DecisionState.OPEN.value)
    dissent = models.CharField(max_length=24, blank=True)

    class Meta:
        db_table = "protection_conference_task"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "seat", "number"], name="protection_conference_tnum"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_on"],
                condition=models.Q(is_own=True, state=DecisionState.OPEN.value),
                name="protection_conference_todo",
            ),
        ]

    @property
    def vault_subject_id(self) -> UUID:
        """The seat's key opens it."""
        seat_id: UUID = self.seat_id
        return seat_id
