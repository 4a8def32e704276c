"""What a number of the board counts, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from palermo.kit.choices import Text
from palermo.kit.components import Column, Table, page_of
from palermo.kit.layout import Link
from palermo.kit.lists import List
from palermo.kit.office_time import local_day
from palermo.protection.accountability.words import (
    ANSWERS,
    AUTHORITIES,
    COMPLAINT_OUTCOMES,
    COMPLAINT_WAITS,
    COMPLAINTS_ABOUT,
    REQUEST_STATES,
)
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import case_lines, without_seals
from palermo.protection.cases.views.common import PAGE_SIZE, after_key, list_link
from palermo.protection.cases.words import NEED_KINDS, URGENCIES
from palermo.protection.file.board_forms import PeriodForm
from palermo.protection.file.queries import behind
from palermo.protection.file.queries.behind import Number, Period
from palermo.protection.file.views.case_list import case_table
from palermo.protection.file.words import FIRST_HELP
from palermo.protection.referral.queries.referrals import answer_due
from palermo.protection.referral.views.referral_page import shown_state
from palermo.protection.referral.words.referral import decline_reason_of
from palermo.trust.people.middleware import ActingRequest

HEADINGS: Mapping[Number, Text] = {
    Number.OPEN: gettext_lazy("Open cases"),
    Number.CHILDREN: gettext_lazy("Open cases of children"),
    Number.TONIGHT: gettext_lazy("Needed tonight"),
    Number.NIGHT_PASSED: gettext_lazy("Needed on a night that has passed"),
    Number.NOBODY: gettext_lazy("Open cases that nobody has"),
    Number.OPENED: gettext_lazy("Cases opened"),
    Number.CLOSED: gettext_lazy("Cases closed"),
    Number.PRESUMED: gettext_lazy("Cases of persons presumed to be victims"),
    Number.ASSISTED: gettext_lazy("Cases of persons helped"),
    Number.FIRST_HELP: gettext_lazy("How soon help began"),
    Number.UNMET: gettext_lazy("Open cases with this need not met"),
    Number.LATE_SENT: gettext_lazy("Your office waits for an answer"),
    Number.LATE_RECEIVED: gettext_lazy("Your office owes an answer"),
    Number.WAITING: gettext_lazy("Enquiries that wait for an answer"),
    Number.DECLINED: gettext_lazy("Enquiries that other offices declined"),
    Number.COMPLAINTS: gettext_lazy("Complaints"),
    Number.COMPLAINTS_LATE: gettext_lazy("Complaints whose answer is late"),
    Number.REQUESTS: gettext_lazy("Requests of authorities"),
}
OF_THE_PERIOD = frozenset(
    {
        *(Number.OPENED, Number.CLOSED, Number.PRESUMED, Number.ASSISTED, Number.FIRST_HELP),
        *(Number.DECLINED, Number.COMPLAINTS, Number.REQUESTS),
    }
)
EMPTY = gettext_lazy("Nothing is counted here now.")
_LONGEST_VALUE = 60


@require_safe
def board_list(request: ActingRequest, number: str) -> HttpResponse:
    """The rows that a number of the board counts, newest first, page by page."""
    CASES.require(request.actor, CaseAction.LEAD)
    value = request.GET.get("value", "")[:_LONGEST_VALUE]
    if number not in set(Number) or not value.isprintable():
        raise Http404
    which = Number(number)
    form = PeriodForm(request.GET)
    table = _table(request, which, value, form.period)
    context = {
        "heading": HEADINGS[which],
        "value": _value_words(which, value),
        "says_period": form.says if which in OF_THE_PERIOD else "",
        "table": table,
        "dense": isinstance(table, List),
        "trail": [list_link(), Link(_("Board"), reverse("protection:board"))],
    }
    return render(request, "protection/file/counted.html", context)


def _value_words(number: Number, value: str) -> Text:
    match number:
        case Number.FIRST_HELP:
            return FIRST_HELP.get(value, value)
        case Number.UNMET:
            kind, _point, urgency = value.partition(".")
            words = str(NEED_KINDS.get(kind, kind))
            return f"{words}, {URGENCIES.get(urgency, urgency)}" if urgency else words
        case Number.DECLINED:
            return decline_reason_of(value)
        case Number.COMPLAINTS:
            return COMPLAINT_OUTCOMES.get(value, COMPLAINT_WAITS.label)
        case Number.REQUESTS if value in REQUEST_STATES:
            return REQUEST_STATES[value].label
        case Number.REQUESTS:
            return ANSWERS.get(value, value)
        case _:
            return ""


def _table(request: ActingRequest, number: Number, value: str, period: Period) -> Table | List:
    actor, now = request.actor, timezone.now()
    if (cases := behind.cases_behind(actor, number, value, period)) is not None:
        rows, next_key = _page(request, without_seals(cases).order_by("-id"))
        lines = case_lines(actor, rows)
        return case_table(lines, caption=_("Cases"), empty=EMPTY, next_key=next_key)
    if (sent := behind.referrals_behind(actor, number, value, period, now=now)) is not None:
        return _referrals(*_page(request, sent))
    if (received := behind.enquiries_behind(actor, number, now=now)) is not None:
        return _enquiries(*_page(request, received))
    if (seen := behind.complaints_behind(actor, number, value, period, today=local_day(now))) is not None:
        return _complaints(*_page(request, seen))
    requests = behind.requests_behind(actor, value, period)
    return _requests(*_page(request, requests))


def _page(request: ActingRequest, rows: QuerySet[Any]) -> tuple[list[Any], str]:
    if after := after_key(request):
        rows = rows.filter(pk__lt=after)
    page = page_of(list(rows[: PAGE_SIZE + 1]), size=PAGE_SIZE, key=lambda row: str(row.pk))
    return list(page.rows), page.next_key


def _referrals(rows: list[Any], next_key: str) -> Table:
    return Table(
        caption=_("Enquiries of your office"),
        columns=[
            Column(_("Code")),
            Column(_("Case")),
            Column(_("To")),
            Column(_("Asked for")),
            Column(_("State")),
            Column(_("Answer due")),
        ],
        rows=[
            [
                Link(row.code, reverse("protection:referral", args=[row.pk])),
                Link(row.case.code, reverse("protection:case", args=[row.case_id])),
                row.recipient.name,
                NEED_KINDS[row.need.kind],
                shown_state(row),
                answer_due(row),
            ]
            for row in rows
        ],
        empty=EMPTY,
        next_key=next_key,
    )


def _enquiries(rows: list[Any], next_key: str) -> Table:
    return Table(
        caption=_("Enquiries to your office"),
        columns=[
            Column(_("Code")),
            Column(_("From")),
            Column(_("Asks for")),
            Column(_("State")),
            Column(_("Answer due")),
        ],
        rows=[
            [
                Link(row.code, reverse("protection:enquiry", args=[row.pk])),
                row.sender.name,
                NEED_KINDS[row.need_kind],
                shown_state(row),
                answer_due(row),
            ]
            for row in rows
        ],
        empty=EMPTY,
        next_key=next_key,
    )


def _complaints(rows: list[Any], next_key: str) -> Table:
    return Table(
        caption=_("Complaints"),
        columns=[Column(_("About")), Column(_("Made")), Column(_("State")), Column(_("Answer due"))],
        rows=[
            [
                Link(str(COMPLAINTS_ABOUT[row.about]), reverse("protection:complaint", args=[row.pk])),
                row.received_on,
                COMPLAINT_OUTCOMES.get(row.outcome, COMPLAINT_WAITS.label),
                row.answer_due,
            ]
            for row in rows
        ],
        empty=EMPTY,
        next_key=next_key,
    )


def _requests(rows: list[Any], next_key: str) -> Table:
    return Table(
        caption=_("Requests of authorities"),
        columns=[Column(_("From")), Column(_("Came")), Column(_("State"))],
        rows=[
            [
                Link(str(AUTHORITIES[row.asked_by]), reverse("protection:authority_request", args=[row.pk])),
                row.received_on,
                ANSWERS.get(row.answer) or REQUEST_STATES[row.state],
            ]
            for row in rows
        ],
        empty=EMPTY,
        next_key=next_key,
    )
