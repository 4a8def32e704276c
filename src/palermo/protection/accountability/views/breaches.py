"""Telling a person of a breach: what of their file was seen or left, and what came of telling them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from palermo.kit.components import Fact
from palermo.protection.accountability.queries.breaches import notices_of_case, what_of_person
from palermo.protection.accountability.services.breaches import answer_breach_notice
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.queries.joined import contacts_shown
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt, breadcrumbs, get_case, page_of_case
from palermo.trust.actor import Actor
from palermo.trust.ledger.breaches import STILL_TO_TELL
from palermo.trust.ledger.models import BreachNotice
from palermo.trust.people.breach_components import left_table, opened_table
from palermo.trust.people.breach_forms import TellingForm
from palermo.trust.people.breach_words import KINDS, OUTCOMES
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.rows import row_or_404
from palermo.trust.vault.vault import reveal


@require_http_methods(READ_AND_WRITE)
def tell_of_breach(request: ActingRequest, case_id: UUID, notice_id: UUID) -> HttpResponse:
    """What to tell the person, how they are reached safely, and the answer. Looking at it is recorded."""
    case = get_case(request, case_id, action=CaseAction.SEE_IDENTITY)
    # Whoever the breach is about is not told what is known of it.
    others = notices_of_case(case).exclude(breach__account_id=request.actor.user_id)
    notice = row_or_404(request.actor, others, notice_id, object_type="breach")
    form = TellingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = attempt(
            form,
            lambda: answer_breach_notice(
                request.actor, case_id=case.pk, notice_id=notice.pk, outcome=form.chosen
            ),
        )
        if done is not None:
            return redirect(page_of_case(case))
    opened, left = what_of_person(notice)
    contact = "\n\n".join(_rules(request.actor, case, others=notice.others_rules))  # type: ignore[attr-defined]
    context = {
        "facts": [
            Fact(
                _("How to reach the person safely"),
                contact or _("Nothing is recorded. Ask whoever works with them."),
            ),
            *_facts(notice),
        ],
        "tables": [
            opened_table(
                opened,
                caption=_("What of the person’s file was opened"),
                empty=_("Nothing of who the person is; something about them apart from their file."),
            ),
            left_table(left, caption=_("What about the person left the office")),
        ],
        "form": form if form.errors or notice.outcome in STILL_TO_TELL else None,
        "trail": breadcrumbs(case),
    }
    return render(request, "protection/accountability/tell_of_breach.html", context)


def _rules(actor: Actor, case: Case, *, others: bool) -> list[str]:
    if others:
        return contacts_shown(actor, case.person)
    return [reveal(actor, case.person, "safe_contact", object_type="person")["safe_contact"]]


def _facts(notice: BreachNotice) -> list[Fact]:
    facts = [
        Fact(_("What happened"), KINDS[notice.breach.kind]),
        Fact(_("Known since"), notice.breach.known_at),
    ]
    if notice.outcome:
        facts.append(Fact(_("What came of it"), [OUTCOMES[notice.outcome], notice.answered_at]))
    return facts
