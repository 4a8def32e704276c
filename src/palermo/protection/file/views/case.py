"""The page of a case: what one must know, the act that is due, needs, what is known, history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from palermo.kit.choices import Text
from palermo.kit.components import Cell, Fact
from palermo.kit.dates import day_text
from palermo.kit.listed import listed
from palermo.protection.accountability.policies import REQUESTS, RequestAction
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.nationalities import nationality_text
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import UNMET
from palermo.protection.cases.views.clocks import clock_facts
from palermo.protection.cases.views.common import list_link
from palermo.protection.cases.views.rail import Part, case_rail
from palermo.protection.cases.words import CASE_STATES, CLOSE_REASONS, GENDERS, NEED_KINDS, pronouns
from palermo.protection.cases.words.arrival import CAME_BY
from palermo.protection.children.views.majority import eighteen_of
from palermo.protection.file.queries.case_file import Allowed, CaseFile, case_file
from palermo.protection.file.views.case_head import head_acts, head_facts, need_lines
from palermo.protection.file.views.case_referrals import came_with, case_referrals, joined_table
from palermo.protection.file.views.timeline import moments
from palermo.protection.first_contact.views.interview_page import before_speaking, referrer_text
from palermo.protection.need_to_know.views.joining import joined_panel
from palermo.protection.need_to_know.views.look_alikes import may_be_known
from palermo.protection.need_to_know.words import FOUND_BY
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.services.changes import open_arrival
from palermo.protection.referral.views.case_changes import changes_shown
from palermo.trust.basis.queries import is_overdue
from palermo.trust.basis.words import DATA_CLASSES, GROUNDS, PURPOSES
from palermo.trust.people.middleware import ActingRequest

DONE: dict[str, Text] = {
    "opened": gettext_lazy("The case is open. Use its code wherever a name would stand."),
    "known_as": gettext_lazy("The word by which the case is known is changed."),
    "identity": gettext_lazy("What you wrote is kept and sealed."),
    "identity_word": gettext_lazy(
        "What you wrote is kept and sealed. "
        "The word by which the case was known was like the name, so another was drawn."
    ),
    "joined": gettext_lazy("The two files are joined. Both stay, and it can be undone for 30 days."),
    "parted": gettext_lazy("The joining is undone. Both files are what they were."),
    "contact_chosen": gettext_lazy("The safe contact you chose holds for every file of the person."),
    "another_person": gettext_lazy("Nobody is asked about these two files again."),
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
NEWEST = 20
"""Lines of the history that the page shows before somebody asks for all of it."""


@require_safe
def case(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """One case. Reading its safe-contact rules is recorded; who the person is stands on a page of its own."""
    now = timezone.now()
    file = case_file(request.actor, case_id, day=now.date())
    row = file.case
    may = {action: CASES.may(request.actor, action, row).allowed for action in _ACTIONS}
    is_open, erased = row.state == CaseState.OPEN, row.person.erased_at is not None
    if may[CaseAction.SEE_IDENTITY] and any(one.opened_at is None for one in file.came_by):
        open_arrival(request.actor, case_id=row.pk)
    needs = need_lines(file, may, now=now)
    acts = head_acts(file, may)
    context = {
        "case": row,
        "person": row.person,
        "file": file,
        "may": may,
        "is_open": is_open,
        "erased": erased,
        "tags": [] if is_open else [CASE_STATES[row.state]],
        "closed_reason": CLOSE_REASONS.get(row.closed_reason, ""),
        "done": _done(request.GET.get("done", ""), row),
        "pronouns": pronouns(row.person.gender),
        "head": head_facts(file),
        "act": acts[0] if acts else None,
        "quiet": acts[1] if len(acts) > 1 else None,
        "add_need": reverse("protection:add_need", args=[row.pk]),
        "allowed": [_allowed_fact(allowed) for allowed in file.allowed],
        "reviews": [
            (GROUNDS[review.ground], review.review_due_at, is_overdue(review, now=now))
            for review in file.reviews_due
        ],
        "answers": _answer_facts(file),
        "speaking": before_speaking(file.arrival) if may[CaseAction.SEE_IDENTITY] else [],
        "unmet": [line for line in needs if line.need.state in UNMET],
        "settled": [line for line in needs if line.need.state not in UNMET],
        "facts": _facts(row, file),
        "referrals": case_referrals(file.referrals, file.came_by),
        "came_with": came_with(request.actor, file.came_by),
        **changes_shown(request.actor, row),
        "withdrawn": [
            (enquiry.office, reverse("protection:enquiry", args=[enquiry.pk]))  # type: ignore[attr-defined]
            for enquiry in file.came_by
            if enquiry.state == ReferralState.WITHDRAWN
        ],
        "searched": [(one, FOUND_BY[one.found_by]) for one in file.searched],
        **(joined_panel(row, file.joined, contacts=file.contacts) if file.joined else {}),
        "referrals_joined": joined_table(file.joined["joined_referrals"]) if file.joined else None,
        "eighteen": eighteen_of(request.actor, row),
        "speaks": REQUESTS.may(request.actor, RequestAction.RECORD).allowed,
        "clocks": clock_facts(file.clocks, now=now),
        "trail": [list_link()],
        **(may_be_known(request.actor, row, file.alike) if may[CaseAction.IDENTIFY] else {}),
        **_history(request, file, may_read_notes=may[CaseAction.SEE_IDENTITY]),
    }
    counts = {Part.HELP: len(file.assistance), Part.REFERRALS: len(file.referrals) + len(file.came_by)}
    current = Part.HELP if context["help_alone"] else Part.NOW
    context["rail"] = case_rail(request.actor, row, current=current, counts=counts)
    return render(request, "protection/file/case.html", context)


def _done(code: str, row: Case) -> Text:
    """What was just done; of an opening the word that was drawn with it."""
    if code == "opened" and row.known_as:
        return _(
            "The case is open. Your office knows it as %(word)s, a word drawn by chance: say it, or the code, "
            "wherever a name would stand."
        ) % {"word": row.known_as}
    return DONE.get(code, "")


def _history(request: ActingRequest, file: CaseFile, *, may_read_notes: bool) -> dict[str, Any]:
    """The history as it is asked for: the newest lines, all of it, or help alone."""
    shown = request.GET.get("show", "")
    lines = moments(file, may_read_notes=may_read_notes, help_alone=shown == "help")
    newest = lines if shown == "all" else lines[:NEWEST]
    return {
        "moments": newest,
        "help_alone": shown == "help",
        "has_more": len(newest) < len(lines) or shown == "help",
    }


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
    facts = [
        Fact(_("Gender"), GENDERS[person.gender]),
        Fact(_("Nationality"), nationality_text(person.nationality)),
        Fact(_("Person's code"), person.code),
        Fact(_("Opened"), row.opened_on),
        Fact(_("How it began"), _how_it_began(file)),
    ]
    if row.closed_on:
        facts.append(Fact(_("Closed"), row.closed_on))
    return facts
