"""What a search over all rooms finds of requests of authorities and of complaints: by the code of their case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import Column
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS, ComplaintAction, RequestAction
from palermo.protection.accountability.queries.complaints import complaints_seen
from palermo.protection.accountability.queries.requests import requests_seen
from palermo.protection.accountability.words import (
    AUTHORITIES,
    COMPLAINT_ANSWERED,
    COMPLAINT_WAITS,
    COMPLAINTS_ABOUT,
    REQUEST_STATES,
)
from palermo.protection.cases.queries.meant import meant_cases
from palermo.trust.actor import Actor, Staff
from palermo.trust.search import MOST, Group, Hit, Looked, Part, Question, shown

_REQUESTS = gettext_lazy("Requests of authorities")
_COMPLAINTS = gettext_lazy("Complaints")


def _sees_requests(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(REQUESTS.may(actor, RequestAction.SEE))


def _sees_complaints(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(COMPLAINTS.may(actor, ComplaintAction.SEE))


def _requests(actor: Actor, question: Question) -> Iterator[Looked]:
    if not (meant := meant_cases(actor, question)):
        return

    def group(found: Sequence[AuthorityRequest]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_REQUESTS,
            columns=[Column(_("From")), Column(_("Came")), Column(_("State")), Column(_("Answer wanted by"))],
            hits=[
                Hit(
                    title=AUTHORITIES[row.asked_by],
                    url=reverse("protection:authority_request", args=[row.pk]),
                    cells=[row.received_on, REQUEST_STATES[row.state], row.answer_due],
                )
                for row in rows
            ],
            more=more,
        )

    yield Looked(requests_seen(actor).filter(case_id__in=meant)[: MOST + 1], group)


def _complaints(actor: Actor, question: Question) -> Iterator[Looked]:
    if not (meant := meant_cases(actor, question)):
        return

    def group(found: Sequence[Complaint]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_COMPLAINTS,
            columns=[Column(_("About")), Column(_("Made")), Column(_("State")), Column(_("Answer due"))],
            hits=[
                Hit(
                    title=COMPLAINTS_ABOUT[row.about],
                    url=reverse("protection:complaint", args=[row.pk]),
                    cells=[
                        row.received_on,
                        COMPLAINT_ANSWERED if row.outcome else COMPLAINT_WAITS,
                        row.answer_due,
                    ],
                )
                for row in rows
            ],
            more=more,
        )

    yield Looked(complaints_seen(actor).filter(case_id__in=meant)[: MOST + 1], group)


REQUESTS_MADE = Part(
    name="protection.requests", label=_REQUESTS, place=50, open_to=_sees_requests, answer=_requests
)
COMPLAINTS_MADE = Part(
    name="protection.complaints", label=_COMPLAINTS, place=55, open_to=_sees_complaints, answer=_complaints
)
