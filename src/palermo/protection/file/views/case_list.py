"""Cases as lists show them: one row each, by columns by which people choose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from palermo.kit.choices import Text
from palermo.kit.components import Beside, Cell, State, Strong, Tone
from palermo.kit.dates import age_text
from palermo.kit.layout import Link
from palermo.kit.lists import Bulk, Head, Line, List
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.forms.lists import BY_DAY, BY_NEED, BY_WORD, SORTS
from palermo.protection.cases.nights import nights, nights_text
from palermo.protection.cases.queries.cases import CaseLine
from palermo.protection.cases.views.common import page_of_case
from palermo.protection.cases.words import AGES_IN_SHORT, CASE_STATES, LANGUAGES, NEEDS_IN_SHORT, STAGES
from palermo.reference.persons import Urgency, is_child


def case_table(
    lines: Sequence[CaseLine],
    *,
    caption: Text,
    empty: Text,
    sort: str = "",
    state: CaseState = CaseState.OPEN,
    open_link: Link | None = None,
    next_key: str = "",
    bulk: Bulk | None = None,
    choosing: bool = False,
    feet: Sequence[Link] = (),
) -> List:
    """A page of cases. Without a `sort` its heads lead to no other order, as what was found has none."""
    now = timezone.now()
    sorts = bool(sort)
    closed = state is CaseState.CLOSED
    return List(
        caption=caption,
        heads=[
            Head(label=_("Known as"), sorts=BY_WORD if sorts else ()),
            Head(label=_("Code"), code=True),
            Head(label=_("Need"), sorts=(BY_NEED,) if sorts and not closed else ()),
            Head(label=_("Age · language")),
            Head(label=_("Stage")),
            Head(label=_("With"), short=True),
            Head(label=_("Closed") if closed else _("Open"), sorts=BY_DAY if sorts else (), end=True),
        ],
        lines=[_line(line, now) for line in lines],
        empty=empty,
        empty_action=open_link,
        sort=sort,
        ordered=SORTS[sort].label if sorts else "",
        next_key=next_key,
        bulk=bulk,
        choosing=choosing,
        feet=feet,
    )


def _line(line: CaseLine, now: datetime) -> Line:
    case = line.case
    is_open = case.state == CaseState.OPEN
    return Line(
        key=str(case.pk),
        name=case.known_as or case.code,
        cells=[
            Link(case.known_as or _("no word"), page_of_case(case)),
            case.code,
            _needed(line, now) if is_open else CASE_STATES[case.state],
            _about(line),
            STAGES.get(case.stage, Beside(())),
            _with(line.colleagues),
            age_text(case.created_at, now) if is_open else case.closed_on,
        ],
    )


def _needed(line: CaseLine, now: datetime) -> Cell:
    """Unmet needs by urgency; a tag only for what was due tonight, and how long it is over."""
    if not line.needs:
        return _("none open")
    words = pgettext("between facts", ", ").join(
        dict.fromkeys(str(NEEDS_IN_SHORT[need.kind]) for need in line.needs)
    )
    first = line.needs[0]
    if first.urgency != Urgency.TONIGHT:
        return words
    label = nights_text(nights(first.asked_at, now)) or _("Tonight")
    return Beside((State(label, Tone.DANGER), words))


def _about(line: CaseLine) -> Cell:
    """Age and the language spoken best, as far as they are known; a child by a word in an outline."""
    person = line.case.person
    said = [str(AGES_IN_SHORT[person.age_band])] if person.age_band in AGES_IN_SHORT else []
    said += [str(LANGUAGES[code]) for code in person.languages[:1] if code in LANGUAGES]
    words = " · ".join(said) or _("not known")
    if is_child(person.age_band):
        return Beside((State(_("Child"), Tone.CHILD), words))
    return words


def _with(colleagues: tuple[str, ...]) -> Cell:
    if not colleagues:
        return Strong(_("nobody"))
    first, *others = colleagues
    return f"{first} +{len(others)}" if others else first
