"""What ends soon, and what is done about it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.profiles import profile_of
from palermo.kit.components import Cell, Column, Fact, Section, State, Table, Tone, page_of
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.kit.office_time import office_today
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.retention import PERSON
from palermo.protection.cases.views.common import (
    PAGE_SIZE,
    READ_AND_WRITE,
    attempt,
    called,
    list_link,
    page_of_case,
)
from palermo.protection.file.forms import EndNowForm, KeepLongerForm
from palermo.protection.file.queries.ends import Ends, one_that_ends, quiet_cases, what_ends
from palermo.protection.file.queries.remains import what_remains_of
from palermo.protection.file.services.ends import end_now, keep_longer
from palermo.protection.file.views.erasure import left_here, remaining, taken
from palermo.protection.file.words import COUNTED_FROM, GOES, RECORDS
from palermo.reference.profiles import Profile
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.queries import colleague_names
from palermo.trust.retention.models import Notice
from palermo.trust.retention.rules import NOTICE_DAYS, TERMS, Rule
from palermo.trust.retention.words import KEEP_REASONS, KeepReason


@require_safe
def ends(request: ActingRequest) -> HttpResponse:
    """Records whose time ends, the first first; below, for whoever leads, open files in which nothing happens."""
    CASES.require(request.actor, CaseAction.ASSIST)
    found = what_ends(request.actor, after=request.GET.get("after", ""), limit=PAGE_SIZE + 1)
    page = page_of(found, size=PAGE_SIZE, key=lambda row: row.key)
    leads = CASES.may(request.actor, CaseAction.LEAD).allowed
    today = office_today()
    context = {
        "table": Table(
            caption=_("What ends"),
            columns=[Column(_("What")), Column(_("Why")), Column(_("Erased on")), Column(_("State"))],
            rows=[_row(row, today) for row in page.rows],
            empty=_("Nothing ends within a week. What does stands here seven days before it is erased."),
            next_key=page.next_key,
        ),
        "quiet": _quiet(list(quiet_cases(request.actor, day=today)[:PAGE_SIZE])) if leads else None,
        "done": {"kept": _("It is kept longer."), "ended": _("It is erased.")}.get(
            request.GET.get("done", "")
        ),
    }
    return render(request, "protection/file/ends.html", context)


def _row(row: Ends, today: date) -> list[Cell]:
    notice = row.notice
    what = row.case_code or str(RECORDS[notice.object_type])
    return [
        Link(what, reverse("protection:ending", args=[notice.pk])),
        _counted_from(notice),
        notice.erased_on(today),
        _state(row, today),
    ]


def _counted_from(notice: Notice) -> str:
    return str(COUNTED_FROM[notice.object_type]) % {"day": day_text(notice.counts_from)}


def _state(row: Ends, today: date) -> State:
    if row.kept:
        return State(_("Kept: %(why)s") % {"why": row.kept[0][1]}, Tone.SEA)
    if row.notice.kept_reason and (row.notice.ends_on - today).days > NOTICE_DAYS:
        return State(_("Kept longer"), Tone.SEA)
    return State(_("It is erased then"), Tone.ATTENTION)


def _quiet(cases: list[Case]) -> Table:
    return Table(
        caption=_("Open files in which nothing happens"),
        columns=[Column(_("Case")), Column(_("Opened on"))],
        rows=[[called(case, url=page_of_case(case)), case.opened_on] for case in cases],
        empty=_("In every open file something was recorded lately."),
        note=_(
            "The time of a file begins when you close it. Nothing closes it but a colleague; nothing here is erased."
        ),
    )


@require_http_methods(READ_AND_WRITE)
def ending(request: ActingRequest, notice_id: UUID) -> HttpResponse:
    """One record that ends: why, when, what goes, what remains; and for whoever leads, to keep or to end it."""
    CASES.require(request.actor, CaseAction.ASSIST)
    row = one_that_ends(request.actor, notice_id)
    leads = CASES.may(request.actor, CaseAction.KEEP_LONGER).allowed
    is_person = row.notice.object_type == PERSON
    ends_it = "end" in request.POST
    keep = KeepLongerForm(request.POST if request.method == "POST" and not ends_it else None)
    end = EndNowForm(request.POST if ends_it else None)
    if request.method == "POST":
        CASES.require(request.actor, CaseAction.KEEP_LONGER)
    if keep.is_valid():
        reason, until = KeepReason(keep.cleaned_data["reason"]), keep.cleaned_data["until"].earliest
        if attempt(keep, lambda: keep_longer(request.actor, notice_id=notice_id, reason=reason, until=until)):
            return _back("kept")
    if end.is_valid() and attempt(end, lambda: _ended(request, notice_id)):
        return _back("ended")
    context = {
        "keep": keep if leads else None,
        "end": end if leads and not is_person and not row.kept else None,
        "form": end if ends_it else keep,
        "row": row,
        "what": row.case_code or RECORDS[row.notice.object_type],
        "leads": leads,
        "facts": _facts(request, row),
        "sections": _sections(request, row),
        "trail": [list_link(), Link(_("What ends soon"), reverse("protection:ends"))],
    }
    return render(request, "protection/file/ending.html", context)


def _ended(request: ActingRequest, notice_id: UUID) -> bool:
    end_now(request.actor, notice_id=notice_id)
    return True


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('protection:ends')}?done={done}")


def _facts(request: ActingRequest, row: Ends) -> list[Fact]:
    notice = row.notice
    facts: list[Fact] = [
        Fact(_("Why"), [_counted_from(notice), _length(notice)]),
        Fact(_("Ends on"), day_text(notice.ends_on)),
        Fact(_("Erased on"), [day_text(notice.erased_on(office_today())), _erased(row)]),
    ]
    if notice.kept_reason and notice.kept_by_id:
        name = colleague_names(request.actor, {notice.kept_by_id}).get(notice.kept_by_id, "")
        facts.append(Fact(_("Kept longer"), [KEEP_REASONS[notice.kept_reason], name]))
    facts.append(Fact(_("What keeps it now"), [words for _code, words in row.kept] or _("Nothing")))
    return facts


def _erased(row: Ends) -> str:
    if row.kept:
        return _("Not while anything keeps it.")
    return _("Not before it was shown here on seven days.")


def _length(notice: Notice) -> str:
    rules: Profile = profile_of(notice.profile_version)
    years = TERMS[Rule(notice.rule)].years
    return _("%(profile)s keeps it for %(years)s years. Source: %(source)s") % {
        "profile": rules.name,
        "years": years(rules.retention) if years else "",
        "source": rules.retention.source,
    }


def _sections(request: ActingRequest, row: Ends) -> list[Any]:
    if row.notice.object_type != PERSON:
        return [Section(_("What is erased"), [Fact(_("Texts"), GOES[row.notice.object_type])])]
    today = office_today()
    remains = what_remains_of(
        request.actor, row.notice.subject_id, wait=max(row.notice.erased_on(today) - today, timedelta())
    )
    return [taken(), left_here(), remaining(remains)]
