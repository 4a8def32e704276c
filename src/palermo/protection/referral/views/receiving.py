"""Pages of the receiving side: the inbox, one enquiry, the decision, the end, the answer to a withdrawal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.exchange.components import use_section
from palermo.exchange.queries import handling_of
from palermo.kit.components import Column, Fact, Known, Table
from palermo.kit.dates import due_text
from palermo.kit.forms import KitForm
from palermo.kit.layout import Link
from palermo.protection.cases.services.striking import may_strike
from palermo.protection.cases.views.aged import BY_AGE, AgedFilterForm, aged_page
from palermo.protection.cases.views.common import PAGE_SIZE, READ_AND_WRITE, list_link
from palermo.protection.cases.words import NEED_KINDS, NEEDS_IN_SHORT
from palermo.protection.referral.codes import DeclineReason, Outcome, ReferralState, WithdrawalAnswer
from palermo.protection.referral.codes.questions import ASKABLE
from palermo.protection.referral.forms.receiving import CompleteForm, DeclineForm, WithdrawalForm
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.policies.referral import ENQUIRIES, EnquiryAction
from palermo.protection.referral.queries.matching import service_names
from palermo.protection.referral.queries.referrals import answer_due, enquiries, enquiries_waiting
from palermo.protection.referral.services.corrections import completed_by
from palermo.protection.referral.services.receiving import (
    accept_in_principle,
    answer_withdrawal,
    complete,
    decline,
)
from palermo.protection.referral.switch import lists_enquiries
from palermo.protection.referral.thread import TELLABLE, Side, Verb, possible
from palermo.protection.referral.views.referral_page import enquiry_facts, shown_state
from palermo.protection.referral.views.thread_moments import thread_moments
from palermo.protection.referral.views.what_leaves import sendings
from palermo.protection.referral.words.questions import question_words
from palermo.protection.referral.words.referral import (
    decline_reason_of,
    outcome_of,
    state_choices,
    withdrawal_answer_of,
)
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.policy import get_or_404


def _found(request: ActingRequest, enquiry_id: UUID) -> Enquiry:
    rows = enquiries(request.actor).select_related("sender", "case", "person")
    return get_or_404(request.actor, ENQUIRIES, rows, enquiry_id)


def _page(row: Enquiry) -> str:
    return reverse("protection:enquiry", args=[row.pk])


def _up(request: ActingRequest, row: Enquiry | None = None) -> list[Link]:
    way = Link(_("Enquiries"), reverse("protection:enquiries"))
    links = [way if lists_enquiries(request.actor) else list_link()]
    return [*links, Link(row.code, _page(row))] if row else links


@require_safe
def enquiry_list(request: ActingRequest) -> HttpResponse:
    """Enquiries from other offices: those that wait for this office, the soonest due first; then all, newest first."""
    ENQUIRIES.require(request.actor, EnquiryAction.SEE)
    form = AgedFilterForm(request.GET, states=state_choices())
    page = aged_page(request, enquiries(request.actor), form)
    table = _table(
        _("Enquiries to your office"),
        page.rows,
        empty=_("When another office asks whether you could help somebody, the enquiry stands here."),
        next_key=page.next_key,
        sort=form.order,
    )
    waiting = (
        []
        if form.chosen or "after" in request.GET
        else list(enquiries_waiting(request.actor, now=timezone.now())[:PAGE_SIZE])
    )
    first = [_table(_("These wait for your office"), waiting)] if waiting else []
    return render(
        request,
        "protection/referral/enquiry_list.html",
        {"tables": [*first, table], "filters": form, "form": form},
    )


def _table(
    caption: str, rows: Sequence[Enquiry], *, empty: str = "", next_key: str = "", sort: str = ""
) -> Table:
    return Table(
        caption=caption,
        columns=[
            Column(_("Code"), sorts=BY_AGE if sort else ()),
            Column(_("Person")),
            Column(_("From")),
            Column(_("Asks for")),
            Column(_("State")),
            Column(_("Answer due")),
        ],
        rows=[
            [
                Link(row.code, _page(row)),
                _file(row),
                row.sender.name,
                NEEDS_IN_SHORT[row.need_kind],
                shown_state(row, arrived_from=row.sender.name),
                answer_due(row),
            ]
            for row in rows
        ],
        empty=empty,
        next_key=next_key,
        sort=sort,
    )


@require_http_methods(READ_AND_WRITE)
def enquiry(request: ActingRequest, enquiry_id: UUID) -> HttpResponse:
    """One enquiry: what it says, where it stands; accept in principle with one press."""
    row = _found(request, enquiry_id)
    if request.method == "POST":
        accept_in_principle(request.actor, enquiry_id=row.pk)
        return redirect(_page(row))
    verbs = possible(ReferralState(row.state), Side.RECEIVER)
    handling = handling_of(request.actor, row.thread_id)
    erased = row.person is not None and row.person.erased_at is not None
    sent = sendings(request.actor, row.thread_id)
    context = {
        "sendings": sent,
        "anew_url": (
            reverse("protection:arrived_changes", args=[row.case_id])
            if len(sent) > 1 and row.file_code and not erased  # type: ignore[attr-defined]
            else ""
        ),
        "enquiry": row,
        "file": None if erased else _file(row),
        "state": shown_state(row, arrived_from=row.sender.name),
        "facts": _facts(row),
        "use": use_section(handling.caveats, purposes=handling.purposes) if handling else None,
        "moments": thread_moments(
            request.actor, row.thread_id, sent_at=row.received_at, own=row.organisation_id
        ),
        "may_accept": Verb.ACCEPTED_IN_PRINCIPLE in verbs,
        "may_decline": Verb.DECLINED in verbs,
        "may_wait": Verb.WAITLISTED in verbs,
        "asked_back": [question_words(code) for code in row.questions],
        "may_ask": row.state in ASKABLE,
        "may_tell_place": row.service_id is not None and row.state in TELLABLE,
        "may_complete": Verb.COMPLETED in verbs and not erased,
        "may_strike": Verb.COMPLETED_IN_ERROR in verbs
        and not erased
        and may_strike(request.actor, completed_by(request.actor, row)),
        "must_answer": Verb.WITHDRAWAL_ANSWERED in verbs,
        "trail": _up(request),
    }
    return render(request, "protection/referral/enquiry.html", context)


def _file(row: Any) -> Known | None:
    """The file that an enquiry led to, for whoever may open it."""
    return Known(row.file_word, row.file_code) if row.file_code else None


def _facts(row: Enquiry) -> list[Fact]:
    facts = [
        Fact(_("From"), row.sender.name),
        Fact(_("Asks for"), NEED_KINDS[row.need_kind]),
    ]
    if row.state == ReferralState.ENQUIRY_SENT:
        facts.append(Fact(_("Answer due"), due_text(row.due_at, timezone.now())))
    if name := service_names([row.service_id]).get(row.service_id or row.pk):
        facts.insert(1, Fact(_("Service"), name))
    if row.state == ReferralState.WAITLISTED:
        facts.append(Fact(_("On your waiting list; you say more by"), row.waitlist_until))
        facts.append(Fact(_("Place on your list, only for you"), row.waitlist_position))
    if row.details:
        facts += enquiry_facts(row.details)
    if row.decline_reason:
        facts.append(Fact(_("Your reason"), decline_reason_of(row.decline_reason)))
    if row.outcome:
        facts.append(Fact(_("How it ended"), outcome_of(row.outcome)))
    if row.withdrawal_answer:
        facts.append(Fact(_("Your answer to the withdrawal"), withdrawal_answer_of(row.withdrawal_answer)))
    return facts


def _one_form(request: ActingRequest, row: Enquiry, form: KitForm, *, template: str) -> HttpResponse:
    return render(request, template, {"form": form, "enquiry": row, "trail": _up(request, row)})


@require_http_methods(READ_AND_WRITE)
def decline_enquiry(request: ActingRequest, enquiry_id: UUID) -> HttpResponse:
    """Decline with a coded reason."""
    row = _found(request, enquiry_id)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decline(request.actor, enquiry_id=row.pk, reason=DeclineReason(form.cleaned_data["reason"]))
        return redirect(_page(row))
    return _one_form(request, row, form, template="protection/referral/enquiry_decline.html")


@require_http_methods(READ_AND_WRITE)
def complete_enquiry(request: ActingRequest, enquiry_id: UUID) -> HttpResponse:
    """Say that it is completed, and how it ended."""
    row = _found(request, enquiry_id)
    form = CompleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        complete(
            request.actor,
            enquiry_id=row.pk,
            outcome=Outcome(form.cleaned_data["outcome"]),
            goes_on=form.cleaned_data["goes_on"],
        )
        return redirect(_page(row))
    return _one_form(request, row, form, template="protection/referral/enquiry_complete.html")


@require_http_methods(READ_AND_WRITE)
def answer_enquiry_withdrawal(request: ActingRequest, enquiry_id: UUID) -> HttpResponse:
    """Answer that consent was withdrawn."""
    row = _found(request, enquiry_id)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer_withdrawal(
            request.actor, enquiry_id=row.pk, answer=WithdrawalAnswer(form.cleaned_data["answer"])
        )
        return redirect(_page(row))
    return _one_form(request, row, form, template="protection/referral/enquiry_withdrawal.html")
