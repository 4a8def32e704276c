"""What a search over all rooms finds of files: those the actor works on; of others that there are, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column
from palermo.kit.dates import age_text
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.policies import CASES, PERSONS, CaseAction, PersonAction
from palermo.protection.cases.queries.cases import CaseLine
from palermo.protection.cases.views.common import page_of_case
from palermo.protection.cases.words import CASE_STATES, NEED_KINDS, TROUBLE
from palermo.protection.need_to_know.queries.search import MOST_FOUND
from palermo.protection.need_to_know.services.search import Found, search_cases
from palermo.trust.actor import Actor, Staff
from palermo.trust.reasons import explain
from palermo.trust.search import Group, Hit, Part, Question
from palermo.trust.service import Refused, record_refusal

_HEADING = gettext_lazy("Files")


def _open_to(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(CASES.may(actor, CaseAction.SEE))


def _answer(actor: Actor, question: Question) -> Iterator[Group]:
    """Files by code, or by name for those who see identities; nothing is looked up for what can be neither."""
    by_name = question.may_be_name and PERSONS.may(actor, PersonAction.SEE_IDENTITY)
    if not question.codes and not by_name:
        return
    try:
        found = search_cases(actor, question.text)
    except Refused as refused:
        if refused.reason != "too_many_searches":
            raise
        if not refused.recorded:
            record_refusal(refused)
        yield Group(heading=_HEADING, sentences=[explain(refused.reason)])
        return
    yield from _groups(found, question)


def _groups(found: Found, question: Question) -> Iterator[Group]:
    now = timezone.now()
    yield Group(
        heading=_HEADING,
        columns=[
            Column(_("File")),
            Column(_("Code")),
            Column(_("Found by")),
            Column(_("Needed")),
            Column(_("With")),
            Column(_("Open for")),
        ],
        hits=[_hit(line, question, now) for line in found.lines],
        more=len(found.lines) == MOST_FOUND,
    )
    if found.ask:
        yield Group(
            heading=_("Files of your office you may not open"),
            sentences=[
                _(
                    "There is one that you do not work on. Nothing of it is shown here. Your search is kept, and those"
                    " who work on it see that you searched. Ask:"
                )
            ],
            names=found.ask,
        )


def _hit(line: CaseLine, question: Question, now: datetime) -> Hit:
    case = line.case
    is_open = case.state == CaseState.OPEN
    needed: Sequence[Cell] = [TROUBLE[case.trouble] if is_open else CASE_STATES[case.state]]
    if is_open and line.needs:
        needed = [*needed, ", ".join(str(NEED_KINDS[need.kind]) for need in line.needs)]
    by, whole = _found_by(line, question)
    return Hit(
        title=case.code,
        url=page_of_case(case),
        code=case.code,
        cells=[
            by,
            needed,
            ", ".join(line.colleagues) or _("Nobody yet"),
            age_text(case.created_at, now) if is_open else case.closed_on,
        ],
        whole=whole,
    )


def _found_by(line: CaseLine, question: Question) -> tuple[Text, bool]:
    if not question.codes:
        return _("a name that sounds like it"), False
    if line.case.code in question.codes:
        return _("its code"), True
    return _("the person’s code"), True


FILES = Part(name="protection.files", label=_HEADING, place=10, open_to=_open_to, answer=_answer)
