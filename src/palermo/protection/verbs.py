"""The verbs this room records in the ledger, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

VERBS: Final[dict[str, Text]] = {
    "case.opened": _("Case opened"),
    "case.closed": _("Case closed"),
    "case.reopened": _("Case opened again"),
    "case.assigned": _("Case assigned to a colleague"),
    "case.unassigned": _("Colleague taken off a case"),
    "case.searched": _("Cases searched by a name"),
    "case.searched_for": _("A search came upon a case of others"),
    "never_share.added": _("Entry added to a never-share list"),
    "never_share.ended": _("Entry taken off a never-share list"),
    "request.recorded": _("Request of an authority recorded"),
    "request.advised": _("Legal advice on a request recorded"),
    "request.decided": _("Request of an authority answered"),
    "complaint.recorded": _("Complaint recorded"),
    "complaint.answered": _("Complaint answered"),
    "goal.recorded": _("Goal of the person recorded"),
    "goal.state_set": _("State of a goal changed"),
    "judgement.recorded": _("What the person says of a service recorded"),
    "case.narrative_recorded": _("Account of a case written"),
    "need.recorded": _("Need recorded"),
    "need.state_set": _("State of a need changed"),
    "person.recorded": _("Person recorded"),
    "person.codes_recorded": _("Coded details of a person recorded"),
    "person.identity_recorded": _("Identity recorded"),
    "assistance.recorded": _("Assistance recorded"),
    "referral.enquiry_sent": _("Enquiry sent"),
    "referral.declined": _("Enquiry declined by the other office"),
    "referral.accepted_in_principle": _("Enquiry accepted in principle by the other office"),
    "referral.not_pursued": _("Referral not pursued"),
    "referral.identity_sent": _("Identity sent"),
    "referral.in_service": _("The other office helps"),
    "referral.completed": _("Referral completed"),
    "referral.withdrawn": _("Consent withdrawn, the other office told"),
    "referral.withdrawal_answered": _("Withdrawal answered by the other office"),
    "enquiry.received": _("Enquiry received"),
    "enquiry.declined": _("Enquiry declined"),
    "enquiry.accepted_in_principle": _("Enquiry accepted in principle"),
    "enquiry.not_pursued": _("Enquiry not pursued by the sender"),
    "enquiry.identity_received": _("Identity received"),
    "enquiry.identity_sent": _("Identity sent by the sender"),
    "enquiry.in_service": _("Help begun"),
    "enquiry.completed": _("Referral completed"),
    "enquiry.withdrawn": _("Consent withdrawn by the person"),
    "enquiry.withdrawal_answered": _("Withdrawal answered"),
}
