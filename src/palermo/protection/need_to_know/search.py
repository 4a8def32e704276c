"""What a search over all rooms finds of files: those the actor works on; of others that there are, and whom to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column
from palermo.kit.dates import age_text
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.policies import CASES, PERSONS, CaseAction, PersonAction
from palermo.protection.cases.queries.cases import CaseLine, case_lines
from palermo.protection.cases.queries.meant import known_as
from palermo.protection.cases.views.common import page_of_case
from palermo.protection.cases.words import CASE_STATES, NEED_KINDS, TROUBLE
from palermo.protection.need_to_know.queries.search import MOST_FOUND
from palermo.protection.need_to_know.services.search import Found, search_cases
from palermo.trust.actor import Actor, Staff
from palermo.trust.reasons import explain
from palermo.trust.search import MOST, Group, Hit, Part, Question
from palermo.trust.service import Refused, record_refusal

_HEADING = gettext_lazy("Files")


def _open_to(actor: Actor) -> bool:
    return isinstance(actor, Staff) and bool(CASES.may(actor, CaseAction.SEE))


def _answer(actor: Actor, question: Question) -> Iterator[Group]:
    """Files by code, by the word they are known by, or by name for those who see identities."""
    found, refusal = Found(lines=(), ask=()), ""
    if question.codes or (question.may_be_name and PERSONS.may(actor, PersonAction.SEE_IDENTITY)):
        try:
            found = search_cases(actor, question.text)
        except Refused as refused:
            if refused.reason != "too_many_searches":
                raise
            if not refused.recorded:
                record_refusal(refused)
            refusal = explain(refused.reason)
    said = [] if question.codes else list(known_as(actor, question.text)[:MOST])
    by_word = {case.pk for case in said}
    others = [line for line in found.lines if line.case.pk not in by_word]
    yield _files([*case_lines(actor, said), *others], question, by_word=by_word, refusal=refusal)
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


def _files(
    lines: Sequence[CaseLine], question: Question, *, by_word: Collection[UUID], refusal: str
) -> Group:
    now = timezone.now()
    return Group(
        heading=_HEADING,
        sentences=[refusal] if refusal else (),
        columns=[
            Column(_("File")),
            Column(_("Code")),
            Column(_("Found by")),
            Column(_("Needed")),
            Column(_("With")),
            Column(_("Open for")),
        ],
        hits=[_hit(line, _found_by(line, question, by_word), now) for line in lines],
        more=len(lines) >= MOST_FOUND,
    )


def _hit(line: CaseLine, found_by: tuple[Text, bool], now: datetime) -> Hit:
    case = line.case
    is_open = case.state == CaseState.OPEN
    needed: Sequence[Cell] = [TROUBLE[case.trouble] if is_open else CASE_STATES[case.state]]
    if is_open and line.needs:
        needed = [
            *needed,
            pgettext("between facts", ", ").join(str(NEED_KINDS[need.kind]) for need in line.needs),
        ]
    by, whole = found_by
    return Hit(
        title=case.known_as or case.code,
        url=page_of_case(case),
        code=case.code,
        cells=[
            by,
            needed,
            pgettext("between facts", ", ").join(line.colleagues) or _("Nobody yet"),
            age_text(case.created_at, now) if is_open else case.closed_on,
        ],
        whole=whole,
    )


def _found_by(line: CaseLine, question: Question, by_word: Collection[UUID]) -> tuple[Text, bool]:
    if line.case.pk in by_word:
        return _("the word it is known by"), False
    if not question.codes:
        return _("a name that sounds like it"), False
    if line.case.code in question.codes:
        return _("its code"), True
    if line.case.person.code in question.codes:
        return _("the person’s code"), True
    return _("a code of the same person’s other file"), False


FILES = Part(name="protection.files", label=_HEADING, place=10, open_to=_open_to, answer=_answer)
