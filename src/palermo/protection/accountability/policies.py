"""Who sees requests of authorities and complaints. Neither is part of a file, so neither follows its page.

request of an authority    coordinators; of one about a case, those assigned to the case
complaint                  coordinators, who recorded it, who handles it; never the colleague complained of
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q, QuerySet

from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction, leads, speaks
from palermo.trust.actor import Actor
from palermo.trust.policy import Policy, Verdict, allowed, refused


class RequestAction(StrEnum):
    """What is asked of requests of authorities."""

    RECORD = "record"
    SEE = "see"
    ADVISE = "advise"
    DECIDE = "decide"


class ComplaintAction(StrEnum):
    """What is asked of complaints."""

    RECORD = "record"
    SEE = "see"
    ANSWER = "answer"
    COUNT = "count"


_SPEAKERS = frozenset({RequestAction.RECORD, RequestAction.SEE, RequestAction.ADVISE})
_LEADERS = _SPEAKERS | {RequestAction.DECIDE}


class RequestPolicy(Policy[AuthorityRequest, RequestAction]):
    """Requests of authorities."""

    object_type = "authority_request"
    actions = RequestAction

    def _decide(self, actor: Actor, action: RequestAction, obj: AuthorityRequest | None) -> Verdict:
        """Record, see, advise: whoever meets persons; decide: coordinators."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if leads(actor) and action in _LEADERS:
            return allowed("coordinator")
        if not speaks(actor) or action not in _SPEAKERS:
            return refused("role_missing")
        if obj is None:
            return allowed("role")
        if obj.case is None:
            return refused("not_found")
        return CASES.may(actor, CaseAction.IDENTIFY, obj.case)

    def visible(self, actor: Actor, rows: QuerySet[AuthorityRequest]) -> QuerySet[AuthorityRequest]:
        """All for coordinators, those about their cases for others who work on cases, else none."""
        rows = rows.filter(organisation_id=actor.organisation_id)
        if leads(actor):
            return rows
        if not speaks(actor):
            return rows.none()
        return rows.filter(case__in=CASES.visible(actor, Case.objects.all()).values("pk"))


class ComplaintPolicy(Policy[Complaint, ComplaintAction]):
    """Complaints."""

    object_type = "complaint"
    actions = ComplaintAction

    def _decide(self, actor: Actor, action: ComplaintAction, obj: Complaint | None) -> Verdict:
        """Record, see; answer for coordinators and whoever was chosen to handle it; count for coordinators."""
        if obj is not None and obj.organisation_id != actor.organisation_id:
            return refused("not_found")
        if not speaks(actor):
            return refused("role_missing")
        if action is ComplaintAction.COUNT:
            return allowed("coordinator") if leads(actor) else refused("role_missing")
        if action is ComplaintAction.RECORD:
            return allowed("role")
        if action not in {ComplaintAction.SEE, ComplaintAction.ANSWER}:
            return refused("role_missing")
        if obj is None:
            return allowed("role")
        if obj.about_user_id == actor.user_id:
            return refused("not_found")
        if leads(actor) or obj.handled_by_id == actor.user_id:
            return allowed("handles_it")
        if action is ComplaintAction.SEE and obj.recorded_by_id == actor.user_id:
            return allowed("recorded_it")
        return refused("role_missing")

    def visible(self, actor: Actor, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """Those the actor may see; never one about the actor."""
        if not speaks(actor):
            return rows.none()
        rows = rows.filter(organisation_id=actor.organisation_id)
        rows = rows.filter(Q(about_user_id__isnull=True) | ~Q(about_user_id=actor.user_id))
        if leads(actor):
            return rows
        return rows.filter(Q(recorded_by_id=actor.user_id) | Q(handled_by_id=actor.user_id))


REQUESTS = RequestPolicy()
COMPLAINTS = ComplaintPolicy()
