"""The pages of a case: Now, Assistance, Referrals, People. Each has one act, and the head of the case above it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palermo.kit.components import Cell, Fact
from palermo.kit.dates import day_text
from palermo.kit.listed import listed
from palermo.kit.office_time import local_day
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.nationalities import nationalities_text
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.cases.queries.goals import goals_in_short
from palermo.protection.cases.services.striking import may_strike
from palermo.protection.cases.views.clocks import clock_facts
from palermo.protection.cases.views.rail import Part
from palermo.protection.cases.words import GENDERS, NEED_KINDS
from palermo.protection.cases.words.arrival import CAME_BY
from palermo.protection.cases.words.goals import GOAL_AREAS, GOAL_STATES
from palermo.protection.children.queries.guardians import counting, guardians
from palermo.protection.children.views.majority import eighteen_of
from palermo.protection.children.words import RELATIONS
from palermo.protection.file.queries.case_file import Allowed, CaseFile
from palermo.protection.file.queries.working_day import working_day
from palermo.protection.file.views.case_head import Act, head_acts, need_lines
from palermo.protection.file.views.case_page import CasePage, case_page
from palermo.protection.file.views.case_referrals import came_with, case_referrals, joined_table
from palermo.protection.file.views.timeline import help_moments, moments
from palermo.protection.file.views.working_day import day_panel
from palermo.protection.first_contact.views.interview_page import before_speaking, referrer_text
from palermo.protection.need_to_know.queries.never_share import never_share_list
from palermo.protection.need_to_know.views.joining import joined_panel
from palermo.protection.need_to_know.views.look_alikes import may_be_known
from palermo.protection.need_to_know.words import FOUND_BY, NEVER_KINDS
from palermo.protection.referral.views.case_changes import changes_shown
from palermo.reference.persons import is_child
from palermo.trust.basis.words import DATA_CLASSES, PURPOSES
from palermo.trust.people.middleware import ActingRequest

NEWEST = 8
"""Lines of the history on the first page of a case."""


@require_safe
def case(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """What one must know and do now. Reading its safe-contact rules is recorded; who the person is stands elsewhere."""
    page = case_page(request, case_id, part=Part.NOW, most=NEWEST + 1)
    file, may, row = page.file, page.may, page.file.case
    needs = need_lines(request.actor, file, may, now=page.now)
    newest = file.events[:NEWEST]
    day = working_day(request.actor, row, events=newest)
    lines = moments(file, newest, may_read_notes=may[CaseAction.SEE_IDENTITY], day=day)
    context = {
        **page.context(head_acts(file, may)),
        "day": day_panel(row, day, may_write=may[CaseAction.ASSIST] and page.writes),
        "add_need": reverse("protection:add_need", args=[row.pk]),
        "allowed": [_allowed_fact(allowed) for allowed in file.allowed],
        "came_with": [] if page.erased else came_with(request.actor, file.came_by),
        "arrived": [one for one in file.came_by if one.opened_at is None]
        if may[CaseAction.SEE_IDENTITY]
        else [],
        "speaking": before_speaking(file.arrival) if may[CaseAction.SEE_IDENTITY] else [],
        "unmet": [line for line in needs if line.need.state in UNMET],
        "settled": [line for line in needs if line.need.state not in UNMET],
        "needed_again": (NeedState.MET, NeedState.NO_LONGER),
        "facts": _facts(row, file),
        "clocks": clock_facts(file.clocks, now=page.now),
        **changes_shown(request.actor, row),
        **(joined_panel(row, file.joined, contacts=file.contacts) if file.joined else {}),
        "referrals_joined": joined_table(file.joined["joined_referrals"]) if file.joined else None,
        "eighteen": eighteen_of(request.actor, row),
        **(may_be_known(request.actor, row, file.alike) if may[CaseAction.IDENTIFY] else {}),
        "moments": lines,
        "has_more": len(file.events) > NEWEST,
    }
    return render(request, "protection/file/case.html", context)


@require_safe
def assistance(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Help given and what it cost, what the person says to services of this office, and what they want."""
    page = case_page(request, case_id, part=Part.ASSISTANCE)
    file, may, row = page.file, page.may, page.file.case
    given = help_moments(file, may_read_notes=may[CaseAction.SEE_IDENTITY])
    acts = []
    if may[CaseAction.ASSIST] and page.writes:
        url = reverse("protection:add_assistance", args=[row.pk])
        acts.append(Act(label=_("Record help given"), url=url))
        acts.append(Act(label=_("Record a yes or no"), url=reverse("protection:add_answer", args=[row.pk])))
    context = {
        **page.context(acts),
        "given": [(one, NEED_KINDS[one.kind], line, _may_strike_help(page, one)) for one, line in given],
        "costs": _costs(file),
        "answers": _answer_facts(file),
        "goals": [Fact(GOAL_AREAS[area], GOAL_STATES[state]) for area, state in goals_in_short(row)]
        if may[CaseAction.ASSIST] and not page.erased
        else [],
    }
    return render(request, "protection/file/case_assistance.html", context)


def _may_strike_help(page: CasePage, row: Any) -> bool:
    able = page.may[CaseAction.ASSIST] and not page.erased and row.struck_at is None
    return able and may_strike(page.request.actor, row.recorded_by_id)


def _costs(file: CaseFile) -> str:
    """What help has cost so far, by currency, struck out left aside; empty where nobody said."""
    totals: dict[str, Decimal] = {}
    for row in file.assistance:
        if row.cost is not None and row.struck_at is None:
            totals[row.currency] = totals.get(row.currency, Decimal()) + row.cost
    return listed(f"{number_format(total)} {code}" for code, total in sorted(totals.items()))


@require_safe
def referrals(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Which offices were asked, which one referred the person here, who may be told what, and who never."""
    page = case_page(request, case_id, part=Part.REFERRALS)
    file, may, row = page.file, page.may, page.file.case
    acts = []
    if may[CaseAction.REFER] and page.writes:
        acts = [
            Act(
                label=_("Ask another office"),
                url=reverse("protection:enquire", args=[need.pk, "start"]),
                about=NEED_KINDS[need.kind],
            )
            for need in file.needs
            if need.state in UNMET
        ][:1]
    sees = may[CaseAction.SEE_IDENTITY] and not page.erased
    context = {
        **page.context(acts),
        "referrals": case_referrals(file.referrals, file.came_by),
        "came_with": [] if page.erased else came_with(request.actor, file.came_by),
        "allowed": [_allowed_fact(allowed) for allowed in file.allowed],
        "never": [
            Fact(NEVER_KINDS[entry.kind], entry.who)
            for entry in (never_share_list(request.actor, row.person) if sees else [])
        ],
        "shares": sees,
    }
    return render(request, "protection/file/case_referrals.html", context)


@require_safe
def people(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Who works on it and who did, the guardian of a child, and who came upon it by a search."""
    page = case_page(request, case_id, part=Part.PEOPLE)
    file, may, row = page.file, page.may, page.file.case
    acts = []
    if may[CaseAction.ASSIGN] and page.writes:
        acts.append(
            Act(label=_("Add or take off a colleague"), url=reverse("protection:team", args=[row.pk]))
        )
    child = is_child(row.person.age_band)
    rows = list(guardians(request.actor, row.person_id)) if child else []
    count = counting(rows)
    context = {
        **page.context(acts),
        "colleagues": file.colleagues,
        "is_child": child,
        "guardians": [
            Fact(
                RELATIONS[one.relation], _("counts as guardian") if one in count else _("does not count yet")
            )
            for one in rows
        ],
        "searched": [(one, FOUND_BY[one.found_by]) for one in file.searched],
    }
    return render(request, "protection/file/case_people.html", context)


def _answer_facts(file: CaseFile) -> list[Fact]:
    """The newest answer to each service; a no stands beside a yes without any colour."""
    newest: dict[str, Fact] = {}
    for row in file.answers:
        said = _("Yes, %(day)s") if row.agreed else _("No, %(day)s")
        label = NEED_KINDS.get(row.service, row.service)
        newest.setdefault(row.service, Fact(label, said % {"day": day_text(local_day(row.created_at))}))
    return list(newest.values())


def _allowed_fact(allowed: Allowed) -> Fact:
    what: list[Cell] = [listed(words for code, words in DATA_CLASSES.items() if code in allowed.data_classes)]
    return Fact(
        allowed.office,
        [
            *what,
            _("For: %(purpose)s") % {"purpose": PURPOSES[allowed.purpose]},
            _until(allowed),
            *([] if allowed.alternative_existed else [_("There was no other help when the yes was given")]),
        ],
    )


def _until(allowed: Allowed) -> str:
    return _("Until %(day)s") % {"day": day_text(allowed.until)}


def _how_it_began(file: CaseFile) -> list[Cell]:
    told = referrer_text(file.arrival.referrer, file.arrival.referrer_kind)
    return [CAME_BY[file.arrival.came_by], *([told] if told else [])]


def _facts(row: Case, file: CaseFile) -> list[Fact]:
    person = row.person
    facts = [
        Fact(_("Gender"), GENDERS[person.gender]),
        Fact(_("Nationality"), nationalities_text(person.nationalities)),
        Fact(_("Person's code"), person.code),
        Fact(_("Opened"), row.opened_on),
        Fact(_("How it began"), _how_it_began(file)),
    ]
    if row.closed_on:
        facts.append(Fact(_("Closed"), row.closed_on))
    return facts
