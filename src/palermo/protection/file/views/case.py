"""The page of a case: who may be told what, what is needed now, the line of time, the rest folded."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from palermo.kit.choices import Text
from palermo.kit.components import Cell, Fact, State, Tone
from palermo.kit.dates import day_text
from palermo.kit.listed import listed
from palermo.protection.accountability.policies import REQUESTS, RequestAction
from palermo.protection.cases.codes import CaseState, NeedState
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.nationalities import nationality_text
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.clocks import clocks_of
from palermo.protection.cases.views.clocks import clock_facts
from palermo.protection.cases.views.common import list_link
from palermo.protection.cases.words import (
    AGE_BANDS,
    CASE_STATES,
    CLOSE_REASONS,
    GENDERS,
    LANGUAGES,
    NEED_KINDS,
    NEED_STATES,
    TROUBLE,
    URGENCIES,
    WISHES,
    pronouns,
)
from palermo.protection.cases.words.arrival import CAME_BY
from palermo.protection.file.queries.case_file import Allowed, CaseFile, case_file
from palermo.protection.file.views.case_referrals import came_with, case_referrals
from palermo.protection.file.views.timeline import moments
from palermo.protection.first_contact.views.interview_page import before_speaking, referrer_text
from palermo.protection.need_to_know.words import FOUND_BY
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.queries.referrals import referrals
from palermo.reference.persons import is_child
from palermo.trust.basis.queries import is_overdue
from palermo.trust.basis.words import DATA_CLASSES, GROUNDS, PURPOSES
from palermo.trust.people.middleware import ActingRequest

DONE: dict[str, Text] = {
    "opened": gettext_lazy("The case is open. Use its code wherever a name would stand."),
    "known_as": gettext_lazy("The word by which the case is known is changed."),
    "identity": gettext_lazy("What you wrote is kept and sealed."),
    "paused": gettext_lazy("What you typed is kept for 7 days. Go on whenever you can."),
    "need": gettext_lazy("The need is recorded."),
    "unmet": gettext_lazy("That no service was found is recorded and counted, without the person."),
    "need_state": gettext_lazy("The need's state is recorded."),
    "assistance": gettext_lazy("The help given is recorded."),
    "answer": gettext_lazy("The answer is recorded."),
    "assigned": gettext_lazy("Your colleague can open this case from now on."),
    "unassigned": gettext_lazy("The case is closed to this colleague from now on."),
    "closed": gettext_lazy("The case is closed. It can be opened again."),
    "reopened": gettext_lazy("The case is open again."),
    "held": gettext_lazy("Nobody can erase this file until the hold is released."),
    "released": gettext_lazy("The hold is released. The file can be erased again."),
}
"""What was just done, by the code in the address."""

_ACTIONS = (
    CaseAction.SEE_IDENTITY,
    CaseAction.IDENTIFY,
    CaseAction.CALL,
    CaseAction.RECORD_NEED,
    CaseAction.ASSIST,
    CaseAction.REFER,
    CaseAction.CLOSE,
    CaseAction.REOPEN,
    CaseAction.WHO_SAW,
    CaseAction.ASSIGN,
    CaseAction.HOLD,
    CaseAction.ERASE,
)
_URGENT = {"tonight": Tone.DANGER, "days": Tone.ATTENTION, "weeks": Tone.SEA}


@dataclass(frozen=True, kw_only=True)
class NeedLine:
    """A need as the page shows it."""

    need: Need
    label: Text
    state: State
    urgency: State | None
    wish: Text
    unmet: bool


@require_safe
def case(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """One case. Reading its safe-contact rules is recorded; who the person is stands on a page of its own."""
    now = timezone.now()
    file = case_file(request.actor, case_id, day=now.date())
    row = file.case
    may = {action: CASES.may(request.actor, action, row).allowed for action in _ACTIONS}
    is_open, erased = row.state == CaseState.OPEN, row.person.erased_at is not None
    needs = [_need_line(need) for need in file.needs]
    sent = list(referrals(request.actor).filter(case=row))
    context = {
        "case": row,
        "person": row.person,
        "file": file,
        "may": may,
        "is_open": is_open,
        "erased": erased,
        "state": CASE_STATES[row.state],
        "trouble": TROUBLE[row.trouble] if is_open and row.trouble else None,
        "closed_reason": CLOSE_REASONS.get(row.closed_reason, ""),
        "done": _done(request.GET.get("done", ""), row),
        "pronouns": pronouns(row.person.gender),
        "allowed": [_allowed_fact(allowed) for allowed in file.allowed],
        "reviews": [
            (GROUNDS[review.ground], review.review_due_at, is_overdue(review, now=now))
            for review in file.reviews_due
        ],
        "answers": _answer_facts(file),
        "speaking": before_speaking(file.arrival) if may[CaseAction.SEE_IDENTITY] else [],
        "unmet": [line for line in needs if line.unmet],
        "settled": [line for line in needs if not line.unmet],
        "facts": _facts(row, file),
        "referrals": case_referrals(sent, file.came_by),
        "came_with": came_with(request.actor, file.came_by),
        "withdrawn": [
            (enquiry.sender.name, reverse("protection:enquiry", args=[enquiry.pk]))
            for enquiry in file.came_by
            if enquiry.state == ReferralState.WITHDRAWN
        ],
        "searched": [(one, FOUND_BY[one.found_by]) for one in file.searched],
        "speaks": REQUESTS.may(request.actor, RequestAction.RECORD).allowed,
        "moments": moments(file, sent, may_read_notes=may[CaseAction.SEE_IDENTITY]),
        "clocks": clock_facts(tuple(clocks_of(request.actor, row)), now=now),
        "is_child": is_child(row.person.age_band),
        "trail": [list_link()],
    }
    return render(request, "protection/file/case.html", context)


def _done(code: str, row: Case) -> Text:
    """What was just done; of an opening the word that was drawn with it."""
    if code == "opened" and row.known_as:
        return _(
            "The case is open. Your office knows it as %(word)s, a word drawn by chance: say it, or the code, "
            "wherever a name would stand."
        ) % {"word": row.known_as}
    return DONE.get(code, "")


def _need_line(need: Need) -> NeedLine:
    unmet = need.state in {NeedState.OPEN, NeedState.IN_REFERRAL}
    return NeedLine(
        need=need,
        label=NEED_KINDS[need.kind],
        state=NEED_STATES[need.state],
        urgency=State(URGENCIES[need.urgency], _URGENT[need.urgency]) if unmet else None,
        wish=WISHES[need.wanted_by_person],
        unmet=unmet,
    )


def _answer_facts(file: CaseFile) -> list[Fact]:
    """The newest answer to each service; a no stands beside a yes without any colour."""
    newest: dict[str, Fact] = {}
    for row in file.answers:
        said = _("Yes, %(day)s") if row.agreed else _("No, %(day)s")
        label = NEED_KINDS.get(row.service, row.service)
        newest.setdefault(row.service, Fact(label, said % {"day": day_text(row.created_at.date())}))
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
    languages = [str(LANGUAGES.get(code, code)) for code in person.languages]
    working = [colleague.name for colleague in file.colleagues if colleague.works_now]
    facts = [
        Fact(_("Age"), AGE_BANDS[person.age_band]),
        Fact(_("Gender"), GENDERS[person.gender]),
        Fact(_("Nationality"), nationality_text(person.nationality)),
        Fact(_("Languages"), listed(languages) or None),
        Fact(_("Person's code"), person.code),
        Fact(_("Working on it"), list(working) or _("Nobody yet")),
        Fact(_("Opened"), row.opened_on),
        Fact(_("How it began"), _how_it_began(file)),
    ]
    if row.closed_on:
        facts.append(Fact(_("Closed"), row.closed_on))
    return facts
