"""What the page of one request shows: what was asked, the advice, the answer, and what may be done now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from palermo.kit.components import Fact
from palermo.protection.accountability.codes import RequestState
from palermo.protection.accountability.policies import REQUESTS, RequestAction
from palermo.protection.accountability.queries.requests import RequestFile
from palermo.protection.accountability.words import (
    ANSWERS,
    ASKED_FOR,
    AUTHORITIES,
    CLAIMED_BASES,
    REQUEST_STATES,
)
from palermo.protection.cases.views.common import called, page_of_case
from palermo.trust.actor import Actor


def request_context(actor: Actor, file: RequestFile) -> dict[str, Any]:
    """Context of the page."""
    row = file.row
    answered = row.state == RequestState.ANSWERED
    another = actor.user_id not in {row.recorded_by_id, row.advice_recorded_by_id}
    decides = REQUESTS.may(actor, RequestAction.DECIDE, row).allowed
    return {
        "asked": row,
        "state": REQUEST_STATES[row.state],
        "answer": ANSWERS[row.answer],
        "facts": _asked(file),
        "advice": _advice(file),
        "decision": _decision(file) if answered else [],
        "may_advise": not answered and REQUESTS.may(actor, RequestAction.ADVISE, row).allowed,
        "may_decide": decides and another and row.state == RequestState.ADVISED,
        "needs_another": decides and not another and row.state == RequestState.ADVISED,
    }


def _asked(file: RequestFile) -> list[Fact]:
    row, texts = file.row, file.texts
    facts = [
        Fact(_("Who asks"), AUTHORITIES[row.asked_by]),
        Fact(_("Organisation"), row.office.name if row.office else None),
        Fact(_("Name, rank and office"), texts["asker"] or None),
        Fact(_("Legal basis they name"), CLAIMED_BASES[row.claimed_basis]),
        Fact(_("What they ask"), [ASKED_FOR[code] for code in row.asked_for]),
        Fact(_("In their words"), texts["asked"] or None),
        Fact(_("Came"), row.received_on),
        Fact(_("Answer wanted by"), row.answer_due),
        Fact(_("Recorded by"), file.names.get(row.recorded_by_id)),
    ]
    if row.case:
        facts.append(Fact(_("About the case"), called(row.case, url=page_of_case(row.case))))
    return facts


def _advice(file: RequestFile) -> list[Fact]:
    row, texts = file.row, file.texts
    if row.advised_on is None:
        return []
    by = file.names.get(row.advice_recorded_by_id) if row.advice_recorded_by_id else None
    return [
        Fact(_("Advised by"), texts["adviser"] or None),
        Fact(_("Advice"), texts["advice"] or None),
        Fact(pgettext("a day", "On"), row.advised_on),
        Fact(_("Recorded by"), by),
    ]


def _decision(file: RequestFile) -> list[Fact]:
    row, texts = file.row, file.texts
    return [
        Fact(_("Answer"), ANSWERS[row.answer]),
        Fact(_("In words"), texts["answer_words"] or None),
        Fact(_("Decided by"), file.names.get(row.decided_by_id) if row.decided_by_id else None),
        Fact(_("When"), row.decided_at),
    ]
