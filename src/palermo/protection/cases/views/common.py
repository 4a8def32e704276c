"""What the pages share: finding a case, its breadcrumbs, a list's next page, a refusal as words on the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from palermo.kit.components import Known
from palermo.kit.layout import Link
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.nights import nights, nights_text
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.cases import visible_case
from palermo.protection.cases.words import NEED_KINDS, URGENCIES
from palermo.reference.persons import Urgency
from palermo.trust.ledger.last_change import last_change
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain, has_moved_on
from palermo.trust.service import Refused, record_refusal

READ_AND_WRITE = ["GET", "HEAD", "POST"]
"""Methods of a page with a form."""

PAGE_SIZE = 25
"""Rows on one page of a list."""

R = TypeVar("R")
_NOT_A_MISTAKE = frozenset({"role_missing", "not_assigned", "not_found", "not_the_acting_one"})


def get_case(request: ActingRequest, case_id: UUID, *, action: CaseAction) -> Case:
    """The case with its person, if the actor may do `action` on it.

    Raises Http404 for one the actor may not see, Refused for one on which the actor may not do this.
    """
    case = visible_case(request.actor, case_id)
    CASES.require(request.actor, action, case)
    return case


def after_key(request: ActingRequest) -> UUID | None:
    """The key after which the next page begins; one that is no key begins at the first page."""
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def page_of_case(case: Case) -> str:
    """The address of the case's page."""
    return reverse("protection:case", args=[case.pk])


def called(case: Case, *, url: str = "") -> Known:
    """The case by the word that colleagues say for it and by its code, for lists and heads."""
    return Known(case.known_as, case.code, url)


def list_link() -> Link:
    """The list of cases."""
    return Link(_("Cases"), reverse("protection:cases"))


def breadcrumbs(case: Case) -> list[Link]:
    """From the list down to the case."""
    return [list_link(), Link(str(called(case)), page_of_case(case))]


def need_in_words(need: Need) -> str:
    """A need in one line: what, and how soon; of one for tonight since how many nights."""
    passed = nights(need.asked_at, timezone.now()) if need.urgency == Urgency.TONIGHT else 0
    return f"{NEED_KINDS[need.kind]} ({nights_text(passed) or URGENCIES[need.urgency]})"


def back_to(case: Case, done: str) -> HttpResponse:
    """Go to the case's page, which says what was done (a code of `file.views.case.DONE`)."""
    return HttpResponseRedirect(f"{page_of_case(case)}?done={done}")


def attempt(form: forms.Form, act: Callable[[], R], *, field: str | None = None) -> R | None:
    """Do `act`; a refusal that typing differently can mend becomes a problem of the form, or of its `field`, and None.
    It is kept in the ledger all the same.

    Raises Refused for what no typing mends: a missing role, an unassigned case.
    """
    try:
        return act()
    except Refused as refused:
        if refused.reason in _NOT_A_MISTAKE:
            raise
        if not refused.recorded:
            record_refusal(refused)
        if has_moved_on(refused.reason) and (change := last_change(refused)):
            form.add_error(None, _("This was changed after you began. %(change)s.") % {"change": change})
            field = None
        form.add_error(field, explain(refused.reason))
        return None
