"""Pages of identification: where it stands, the accounts, the list of what waits for a decision."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.desk.drafts import SealedDraft, drafts_of
from palermo.directory.profiles import profile_of
from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column, Table
from palermo.kit.layout import Link
from palermo.kit.office_time import local_day, office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.clocks import clock_facts
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, breadcrumbs, called
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.cases.words import AGE_BANDS
from palermo.protection.cases.words.clocks import LATE
from palermo.protection.children.queries.guardians import lacks_guardian
from palermo.protection.identification.authority.components import waiting_table
from palermo.protection.identification.authority.queries import waiting_asks_page
from palermo.protection.identification.authority.section import asking_section
from palermo.protection.identification.forms import AccountForm
from palermo.protection.identification.models import Account
from palermo.protection.identification.notifying.section import notifying_section
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.queries import (
    case_of_identification,
    identification_file,
    waiting_cases,
    written_by,
)
from palermo.protection.identification.services.identification import record_account
from palermo.protection.identification.services.presumption import is_paused
from palermo.protection.identification.views.identification_page import (
    accounts_table,
    decisions_table,
    presumption_facts,
    reflection_facts,
    screening_facts,
)
from palermo.protection.identification.words import STANDINGS
from palermo.reference.persons import is_child
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.vault.vault import reveal

ACTIONS = (
    IdentificationAction.SCREEN,
    IdentificationAction.RECORD_ACCOUNT,
    IdentificationAction.READ_ACCOUNT,
    IdentificationAction.PRESUME,
    IdentificationAction.REFLECT,
    IdentificationAction.DECIDE,
    IdentificationAction.READ_DECISION,
    IdentificationAction.ASK_AGAIN,
    IdentificationAction.ASK_AUTHORITY,
    IdentificationAction.HANDLE_MATTER,
)
DONE: dict[str, Text] = {
    "screening": gettext_lazy("The screening is kept. It is something to think about, and no finding."),
    "account": gettext_lazy("What was told is sealed, with your name and the time."),
    "presumed": gettext_lazy("The presumption is recorded. Recovery and reflection runs."),
    "reflection": gettext_lazy("The change is recorded."),
    "decided": gettext_lazy("The decision is recorded. It ends no service and closes nothing."),
    "asked": gettext_lazy("It waits for the decision-maker again."),
    "authority_asked": gettext_lazy("The authority is asked. The time to decide runs from now."),
    "taken_back": gettext_lazy("The authority is told that the person took it back, and must answer."),
    "not_asking": gettext_lazy("It is recorded. An authority can be asked at any time."),
    "answer_sent": gettext_lazy("The answer is sent."),
    "took_note": gettext_lazy("The office that asked is told."),
    "told": gettext_lazy("It is recorded what the person was told, and until when they can ask again."),
    "notified": gettext_lazy("The office is notified. Nothing there leads to the person."),
    "not_due": gettext_lazy("It is recorded that no notification is due, and why."),
    "struck": gettext_lazy("The office is told that it was an error."),
    "paused": gettext_lazy("What you typed is kept for 7 days. Go on whenever you can."),
}


def page_of_identification(case: Case, done: str = "") -> str:
    """The address of a case's page of identification, which says what was done."""
    url = reverse("protection:identification", args=[case.pk])
    return f"{url}?done={done}" if done else url


def identification_trail(case: Case) -> list[Link]:
    """From the list down to identification."""
    return [*breadcrumbs(case), Link(_("Identification"), page_of_identification(case))]


@require_safe
def identification(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Screening, accounts, presumption, reflection and decisions of one case; nothing sealed is opened."""
    file = identification_file(request.actor, case_id)
    case, now = file.case, timezone.now()
    may = {action: IDENTIFICATION.may(request.actor, action, case).allowed for action in ACTIONS}
    child = is_child(case.person.age_band)
    without_guardian = child and lacks_guardian(request.actor, case.person)
    screenings = [screening_facts(row, file.names, child=child) for row in file.screenings]
    context = {
        "case": case,
        "file": file,
        "may": may,
        "erased": case.person.erased_at is not None,
        "child": child,
        "without_guardian": without_guardian,
        "stopped_screenings": may[IdentificationAction.SCREEN]
        and drafts_of(request.actor, flow="screening", object_id=case.pk),
        "clocks": clock_facts(file.clocks, now=now),
        "screening": screenings[:1],
        "earlier_screenings": screenings[1:],
        "accounts": accounts_table(
            case, file.accounts, file.names, may_read=may[IdentificationAction.READ_ACCOUNT]
        ),
        "presumptions": [(row, presumption_facts(row, file.names)) for row in file.presumptions],
        "reflections": [
            (row, reflection_facts(row, paused=is_paused(row) and row.ended_on is None), is_paused(row))
            for row in file.reflections
        ],
        **asking_section(
            request.actor,
            case,
            file.presumptions,
            may_ask=may[IdentificationAction.ASK_AUTHORITY]
            and not without_guardian
            and case.person.erased_at is None,
        ),
        **notifying_section(request.actor, case),
        "decisions": decisions_table(file, may_read=may[IdentificationAction.READ_DECISION]),
        "profile": profile_of(case.profile_version),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "trail": breadcrumbs(case),
        "rail": case_rail(request.actor, case, current=Part.IDENTIFICATION),
    }
    return render(request, "protection/identification/identification.html", context)


def draft_of_case(request: ActingRequest, case: Case, *, flow: str, beginning: UUID | None) -> SealedDraft:
    """The draft of one beginning of a flow about a case; a look at it is one at the person."""
    return SealedDraft(
        request.actor,
        room=ROOM,
        flow=flow,
        object_id=case.pk,
        beginning=beginning,
        person_id=case.person_id,
    )


@require_http_methods(READ_AND_WRITE)
def add_account(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Write down what was told: optional, sealed, never rewritten."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.RECORD_ACCOUNT)
    corrected = request.GET.get("corrects", "")
    form = AccountForm(request.POST or None, initial={"told_on": PartialDate.of(office_today())})
    if form.is_valid():
        said = form.cleaned_data
        row = attempt(
            form,
            lambda: record_account(
                request.actor, case_id=case.pk, corrects_id=_id_of(corrected) if corrected else None, **said
            ),
        )
        if row is not None:
            return HttpResponseRedirect(page_of_identification(case, "account"))
    context = {
        "form": form,
        "case": case,
        "corrects": bool(corrected),
        "first": not Account.objects.filter(organisation_id=case.organisation_id, case=case).exists(),
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/account_add.html", context)


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@require_safe
def account(request: ActingRequest, case_id: UUID, account_id: UUID) -> HttpResponse:
    """One account. Opening this page is recorded as a look."""
    case = case_of_identification(request.actor, case_id, action=IdentificationAction.READ_ACCOUNT)
    row = row_of_case(request.actor, case, Account, account_id, object_type="account")
    text = reveal(request.actor, row, "account", object_type="person")["account"]
    context = {
        "case": case,
        "row": row,
        "text": text,
        "standing": STANDINGS[row.standing],
        "told_on": PartialDate.parse(row.told_on),
        "by": written_by(request.actor, row.recorded_by_id),
        "may_correct": IDENTIFICATION.may(request.actor, IdentificationAction.RECORD_ACCOUNT, case).allowed,
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/account.html", context)


@require_safe
def decisions(request: ActingRequest) -> HttpResponse:
    """What waits for a decision in the open cases the reader may see, first due first; in closed ones apart."""
    state = CaseState.CLOSED if request.GET.get("state") == CaseState.CLOSED else CaseState.OPEN
    page = waiting_cases(request.actor, state=state, after=request.GET.get("after", ""))
    now, here = timezone.now(), reverse("protection:decisions")
    table = Table(
        caption=_("Presumed and not decided, or asked again"),
        columns=[
            Column(_("Case")),
            Column(_("Age")),
            Column(_("Waits for")),
            Column(_("Due")),
        ],
        rows=[_line(case, now) for case in page.rows],
        empty=_("In no closed case does a decision wait.")
        if state is CaseState.CLOSED
        else _("Nothing waits. A case stands here from the presumption to the decision."),
        next_key=page.next_key,
    )
    views = decision_views(here if state is CaseState.OPEN else f"{here}?state={CaseState.CLOSED}")
    return render(request, "protection/identification/decisions.html", {"table": table, "views": views})


def decision_views(current: str) -> list[Link]:
    """The lists beside each other: what waits for a decision, and what was notified."""
    here = reverse("protection:decisions")
    found = [
        (_("In open cases"), here),
        (_("In closed cases"), f"{here}?state={CaseState.CLOSED}"),
        (_("With an authority"), reverse("protection:with_authority")),
        (_("Notified without identity"), reverse("protection:notifications")),
    ]
    return [Link(label, url, current=url == current) for label, url in found]


@require_safe
def with_authority(request: ActingRequest) -> HttpResponse:
    """What authorities were asked and still have, the first due first, each with since when."""
    page = waiting_asks_page(request.actor, after=request.GET.get("after", ""))
    context = {
        "table": waiting_table(page, now=timezone.now()),
        "views": decision_views(reverse("protection:with_authority")),
    }
    return render(request, "protection/identification/decisions.html", context)


def _line(case: Case, now: datetime) -> list[Cell]:
    due: datetime | None = case.due_at  # type: ignore[attr-defined]
    again: bool = case.asked_again  # type: ignore[attr-defined]
    late = due is not None and due < now
    return [
        Link(str(called(case)), page_of_identification(case)),
        AGE_BANDS[case.person.age_band],
        _("Looking at it again") if again else _("A decision"),
        [local_day(due) if due else None, *([LATE] if late else [])],
    ]
