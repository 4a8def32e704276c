"""What a search over all rooms finds of referrals sent and enquiries received: by the code both offices say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.components import Column, Known
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.policies import CASES
from palermo.protection.cases.queries.meant import meant_cases
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.policies.referral import ENQUIRIES, REFERRALS, EnquiryAction, ReferralAction
from palermo.protection.referral.views.referral_page import shown_state
from palermo.trust.actor import Actor, Staff
from palermo.trust.people.models import Organisation
from palermo.trust.search import MOST, Group, Hit, Looked, Part, Question, shown

_SENT = gettext_lazy("Referrals")
_RECEIVED = gettext_lazy("Enquiries from other offices")


def _sees_referrals(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(REFERRALS.may(actor, ReferralAction.SEE))


def _sees_enquiries(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(ENQUIRIES.may(actor, EnquiryAction.SEE))


def _name_of(column: str) -> Subquery:
    return Subquery(Organisation.objects.filter(pk=OuterRef(column)).values("name")[:1])


def _of_case(actor: Actor, column: str) -> Subquery:
    """A column of the row's case, for whoever may see that case: an enquiry is seen by more than the case it led to."""
    cases = Case.objects.filter(organisation_id=OuterRef("organisation_id"), pk=OuterRef("case_id"))
    return Subquery(CASES.visible(actor, cases).values(column)[:1])


def _file(row: Any) -> Known | None:
    return Known(row.case_word or "", row.case_code) if row.case_code else None


def _meant(actor: Actor, question: Question) -> Q:
    return Q(code__in=question.codes) | Q(case_id__in=meant_cases(actor, question))


def _referrals(actor: Actor, question: Question) -> Iterator[Looked]:
    if not question.codes and not meant_cases(actor, question):
        return
    need = Need.objects.filter(organisation_id=OuterRef("organisation_id"), pk=OuterRef("need_id"))
    rows = REFERRALS.visible(actor, Referral.objects.filter(_meant(actor, question))).annotate(
        asked_for=Subquery(need.values("kind")[:1]),
        office=_name_of("recipient_id"),
        case_code=_of_case(actor, "code"),
        case_word=_of_case(actor, "known_as"),
    )

    def group(found: Sequence[Any]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_SENT,
            columns=[
                Column(_("Referral")),
                Column(_("Code")),
                Column(_("File")),
                Column(_("State")),
                Column(_("Sent")),
            ],
            hits=[
                Hit(
                    title=_("%(need)s, %(office)s")
                    % {"need": NEED_KINDS[row.asked_for], "office": row.office},
                    url=reverse("protection:referral", args=[row.pk]),
                    code=row.code,
                    cells=[_file(row), shown_state(row), row.sent_at],
                    whole=row.code in question.codes,
                )
                for row in rows
            ],
            more=more,
        )

    yield Looked(rows.order_by("-id")[: MOST + 1], group)


def _enquiries(actor: Actor, question: Question) -> Iterator[Looked]:
    if not question.codes and not meant_cases(actor, question):
        return
    rows = ENQUIRIES.visible(actor, Enquiry.objects.filter(_meant(actor, question))).annotate(
        office=_name_of("sender_id"),
        case_code=_of_case(actor, "code"),
        case_word=_of_case(actor, "known_as"),
    )

    def group(found: Sequence[Any]) -> Group:
        rows, more = shown(found)
        return Group(
            heading=_RECEIVED,
            columns=[
                Column(_("Enquiry")),
                Column(_("Code")),
                Column(_("File")),
                Column(_("State")),
                Column(_("Answer due")),
            ],
            hits=[
                Hit(
                    title=_("%(need)s, from %(office)s")
                    % {"need": NEED_KINDS[row.need_kind], "office": row.office},
                    url=reverse("protection:enquiry", args=[row.pk]),
                    code=row.code,
                    cells=[_file(row), shown_state(row), row.due_at],
                    whole=row.code in question.codes,
                )
                for row in rows
            ],
            more=more,
        )

    yield Looked(rows.order_by("-id")[: MOST + 1], group)


REFERRALS_SENT = Part(
    name="protection.referrals", label=_SENT, place=20, open_to=_sees_referrals, answer=_referrals
)
ENQUIRIES_RECEIVED = Part(
    name="protection.enquiries", label=_RECEIVED, place=30, open_to=_sees_enquiries, answer=_enquiries
)
