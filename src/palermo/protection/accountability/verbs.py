"""What this subject records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class AccountabilityVerb(Verb):
    """Of requests of authorities and of complaints."""

    REQUEST_RECORDED = "request.recorded"
    REQUEST_ADVISED = "request.advised"
    REQUEST_DECIDED = "request.decided"
    COMPLAINT_RECORDED = "complaint.recorded"
    COMPLAINT_HANDED_OVER = "complaint.handed_over"
    COMPLAINT_ANSWERED = "complaint.answered"


class AccountabilityAsked(Asked):
    """What was asked here and refused."""

    REQUEST_RECORD = "request.record"
    REQUEST_ADVISE = "request.advise"
    REQUEST_DECIDE = "request.decide"


VERBS: Final[dict[Verb, Text]] = {
    AccountabilityVerb.REQUEST_RECORDED: _("Request of an authority recorded"),
    AccountabilityVerb.REQUEST_ADVISED: _("Legal advice on a request recorded"),
    AccountabilityVerb.REQUEST_DECIDED: _("Request of an authority answered"),
    AccountabilityVerb.COMPLAINT_RECORDED: _("Complaint recorded"),
    AccountabilityVerb.COMPLAINT_HANDED_OVER: _("Complaint handed over"),
    AccountabilityVerb.COMPLAINT_ANSWERED: _("Complaint answered"),
}
