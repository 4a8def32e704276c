"""Cases: who works on them and what the person needs."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from palermo.protection.cases.codes import CaseState, CloseReason, NeedState, Stage, Wish
from palermo.protection.cases.models.persons import Person, PersonsRow
from palermo.protection.cases.models.struck import Struck
from palermo.reference.persons import NeedKind, Urgency
from palermo.trust.basis.rules import choices
from palermo.trust.owned import OwnedForeignKey, OwnedModel
from palermo.trust.plain_text import Plain
from palermo.trust.vault.vault import SealedField

LONGEST_WORD = 40
"""Signs of the word by which a case is known, at most."""


class Case(PersonsRow):
    """The work of this office for one person, from first contact to closing.

    `trouble` orders the list: 3 when an unmet need is due tonight, 2 within days, 1 within weeks, else 0.
    `known_as` is the neutral word that colleagues of the office say for the case; never a name, and never told to
    anybody outside the office; `plain_word` is the same as it is searched for, kept by the database. For lists alone:
    `stage` repeats what identification says, `hands` counts the assignments that are not ended.
    """

    person = OwnedForeignKey(Person, related_name="cases")
    code = models.CharField(max_length=12)
    known_as = models.CharField(max_length=LONGEST_WORD, blank=True, default="", db_default="")
    plain_word = models.GeneratedField(
        expression=Plain("known_as"), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    state = models.CharField(max_length=20, choices=choices(CaseState), default=CaseState.OPEN)
    narrative = SealedField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=40, choices=choices(CloseReason), blank=True)
    trouble = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(
        max_length=20, choices=choices(Stage), blank=True, default=Stage.NONE, db_default=""
    )
    hands = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "protection_case"
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="protection_case_code")]
        indexes = [
            models.Index(fields=["organisation", "state", "-trouble", "-id"], name="protection_case_list"),
            models.Index(fields=["organisation", "person"], name="protection_case_person"),
            models.Index(fields=["organisation", "opened_on"], name="protection_case_opened"),
            models.Index(
                fields=["organisation", "closed_on"],
                condition=models.Q(closed_on__isnull=False),
                name="protection_case_closed",
            ),
            models.Index(fields=["organisation", "plain_word"], name="protection_case_said"),
            models.Index(fields=["organisation", "state", "known_as", "id"], name="protection_case_known_as"),
            models.Index(
                fields=["organisation", "state", "opened_on", "id"], name="protection_case_by_opening"
            ),
            models.Index(
                fields=["organisation", "state", "closed_on", "id"], name="protection_case_by_closing"
            ),
            models.Index(
                fields=["organisation", "state", "stage", "-trouble", "-id"], name="protection_case_stage"
            ),
            models.Index(
                fields=["organisation", "state", "-trouble", "-id"],
                condition=models.Q(hands=0),
                name="protection_case_nobodys",
            ),
        ]


class CaseAssignment(OwnedModel):
    """Who works on a case: need to know inside the office is by assignment."""

    case = OwnedForeignKey(Case, related_name="assignments")
    user_id = models.UUIDField()
    assigned_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection_case_assignment"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "case", "user_id"],
                condition=models.Q(ended_at__isnull=True),
                name="protection_case_assignment_one",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "user_id"], name="protection_assignment_user"),
            models.Index(fields=["organisation", "case"], name="protection_assignment_case"),
            models.Index(
                fields=["organisation", "user_id", "created_at"],
                condition=models.Q(ended_at__isnull=True),
                name="protection_assignment_open",
            ),
        ]


class Need(Struck, OwnedModel):
    """What the person needs, as they put it in coded terms, and whether it is met.

    `asked_at` is since when it is needed: anew when it was met and is needed again, so that the nights count from then.
    `met_through_id` is the help or the referral by which it ended, where one did: what is struck out opens it again.
    """

    case = OwnedForeignKey(Case, related_name="needs")
    person = OwnedForeignKey(Person, related_name="+")
    kind = models.CharField(max_length=40, choices=choices(NeedKind))
    urgency = models.CharField(max_length=20, choices=choices(Urgency))
    wanted_by_person = models.CharField(max_length=20, choices=choices(Wish), default=Wish.NOT_ASKED)
    state = models.CharField(max_length=20, choices=choices(NeedState), default=NeedState.OPEN)
    asked_at = models.DateTimeField(default=timezone.now, db_default=Now())
    met_through_id = models.UUIDField(null=True)

    class Meta:
        db_table = "protection_need"
        indexes = [
            models.Index(fields=["organisation", "case"], name="protection_need_case"),
            models.Index(
                fields=["organisation", "kind", "case"],
                condition=models.Q(state__in=[NeedState.OPEN, NeedState.IN_REFERRAL]),
                name="protection_need_by_kind",
            ),
            models.Index(
                fields=["organisation", "kind", "urgency"],
                condition=models.Q(state__in=[NeedState.OPEN, NeedState.IN_REFERRAL]),
                name="protection_need_unmet",
            ),
            models.Index(
                fields=["organisation", "-asked_at"],
                condition=models.Q(
                    urgency=Urgency.TONIGHT.value,
                    state__in=[NeedState.OPEN.value, NeedState.IN_REFERRAL.value],
                ),
                name="protection_need_tonight",
            ),
        ]
