"""What referrals have out about a file that closes: offices asked, offices told, help promised to others, reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.choices import Text
from palermo.kit.layout import Link
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.words import NEEDS_IN_SHORT
from palermo.protection.referral.codes import Outcome, ReferralState
from palermo.protection.referral.codes.changes import HOLDS
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import REFERRALS
from palermo.protection.referral.queries.changes import open_changes
from palermo.protection.referral.services.changes import told_by_telephone
from palermo.protection.referral.services.receiving import complete
from palermo.protection.referral.services.withdrawal import not_pursue
from palermo.protection.referral.words.referral import OUTCOMES, state_of
from palermo.trust.actor import Actor
from palermo.trust.basis.models import Override
from palermo.trust.basis.queries import reviews_due
from palermo.trust.basis.words import GROUNDS
from palermo.trust.still_out import AboutFile, StillOut

_ASKED = (ReferralState.ENQUIRY_SENT, ReferralState.WAITLISTED, ReferralState.ACCEPTED_IN_PRINCIPLE)
_TOLD = (ReferralState.IDENTITY_SENT, ReferralState.IN_SERVICE, ReferralState.WITHDRAWN)
_HELPED = (ReferralState.IDENTITY_SENT, ReferralState.IN_SERVICE)


def _sent(actor: Actor, file: AboutFile, states: tuple[ReferralState, ...]) -> QuerySet[Referral]:
    rows = Referral.objects.filter(
        organisation_id=actor.organisation_id, case_id=file.file_id, state__in=states
    ).annotate(office=F("recipient__name"), need_kind=F("need__kind"))
    return REFERRALS.visible(actor, rows).order_by("id")


def _referral(row: Any) -> Link:
    text = _("%(office)s, %(need)s") % {"office": row.office, "need": NEEDS_IN_SHORT[row.need_kind]}
    return Link(text, reverse("protection:referral", args=[row.pk]))


def _stands(row: Any) -> Text:
    return state_of(row.state).label


def _not_pursue(actor: Actor, referral_id: UUID, code: str) -> None:  # noqa: ARG001 - one shape for all
    not_pursue(actor, referral_id=referral_id)


def _received(actor: Actor, file: AboutFile, states: tuple[ReferralState, ...]) -> QuerySet[Enquiry]:
    return (
        Enquiry.objects.filter(organisation_id=actor.organisation_id, case_id=file.file_id, state__in=states)
        .annotate(office=F("sender__name"))
        .order_by("id")
    )


def _enquiry(row: Any) -> Link:
    text = _("%(office)s, %(need)s") % {"office": row.office, "need": NEEDS_IN_SHORT[row.need_kind]}
    return Link(text, reverse("protection:enquiry", args=[row.pk]))


def _complete(actor: Actor, enquiry_id: UUID, outcome: str) -> None:
    complete(actor, enquiry_id=enquiry_id, outcome=Outcome(outcome))


def _reviews(actor: Actor, file: AboutFile) -> QuerySet[Override]:
    return reviews_due(actor, room=ROOM, subject_ids=[file.subject_id])


def _out_of_date(actor: Actor, file: AboutFile) -> QuerySet[Referral]:
    named = _sent(actor, file, tuple(HOLDS))
    return named.filter(Exists(open_changes(actor).filter(referral_id=OuterRef("pk"))))


def _told(actor: Actor, referral_id: UUID, code: str) -> None:  # noqa: ARG001 - one shape for all
    told_by_telephone(actor, referral_id=referral_id)


ASKED = StillOut(
    code="asked",
    words=gettext_lazy("Another office is asked"),
    tables=frozenset({"protection_referral"}),
    rows=lambda actor, file: _sent(actor, file, _ASKED),
    shown=_referral,
    says=_stands,
    ends={"not_pursued": gettext_lazy("End it: the office is told that nobody comes")},
    end=_not_pursue,
)
TOLD = StillOut(
    code="told",
    words=gettext_lazy("Another office was told who the person is"),
    tables=frozenset({"protection_referral"}),
    rows=lambda actor, file: _sent(actor, file, _TOLD),
    shown=_referral,
    says=_stands,
)
HELPED = StillOut(
    code="helped",
    words=gettext_lazy("Another office referred the person here"),
    tables=frozenset({"protection_enquiry"}),
    rows=lambda actor, file: _received(actor, file, _HELPED),
    shown=_enquiry,
    says=_stands,
    ends=OUTCOMES,
    end=_complete,
)
WITHDRAWN = StillOut(
    code="withdrawn",
    words=gettext_lazy("A withdrawal waits for your office’s answer"),
    tables=frozenset({"protection_enquiry"}),
    rows=lambda actor, file: _received(actor, file, (ReferralState.WITHDRAWN,)),
    shown=_enquiry,
)
REVIEWED = StillOut(
    code="review",
    words=gettext_lazy("A second person has to review a disclosure"),
    tables=frozenset({"basis_override"}),
    rows=_reviews,
    shown=lambda row: GROUNDS[row.ground],
)
OUT_OF_DATE = StillOut(
    code="out_of_date",
    words=gettext_lazy("Another office has what is no longer right"),
    tables=frozenset({"protection_sent_change"}),
    rows=_out_of_date,
    shown=_referral,
    says=_stands,
    ends={"told": gettext_lazy("The office was told by telephone")},
    end=_told,
)
KINDS = (ASKED, TOLD, HELPED, WITHDRAWN, REVIEWED, OUT_OF_DATE)
