"""What is owed about a file that closes: the answer to a complaint, the answer to an authority."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.protection.accountability.codes import RequestState
from palermo.protection.accountability.models.complaints import Complaint
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import COMPLAINTS, REQUESTS
from palermo.protection.accountability.words import AUTHORITIES
from palermo.trust.still_out import StillOut

COMPLAINED = StillOut(
    code="complaint",
    words=gettext_lazy("A complaint waits for an answer"),
    tables=frozenset({"protection_complaint"}),
    rows=lambda actor, file: COMPLAINTS.visible(
        actor, Complaint.objects.filter(case_id=file.file_id, outcome="")
    ).order_by("answer_due", "id"),
    shown=lambda row: Link(
        _("To be answered by %(day)s") % {"day": day_text(row.answer_due)},
        reverse("protection:complaint", args=[row.pk]),
    ),
)
REQUESTED = StillOut(
    code="request",
    words=gettext_lazy("An authority asked about the person"),
    tables=frozenset({"protection_authority_request"}),
    rows=lambda actor, file: REQUESTS.visible(
        actor, AuthorityRequest.objects.filter(case_id=file.file_id).exclude(state=RequestState.ANSWERED)
    ).order_by("id"),
    shown=lambda row: Link(
        str(AUTHORITIES[row.asked_by]), reverse("protection:authority_request", args=[row.pk])
    ),
)
KINDS = (COMPLAINED, REQUESTED)
