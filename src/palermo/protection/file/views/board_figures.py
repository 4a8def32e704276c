"""The numbers of the board as words, bars and links to the lists behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.kit.choices import Text
from palermo.kit.dates import age_text
from palermo.protection.accountability.words import (
    ANSWERS,
    COMPLAINT_OUTCOMES,
    COMPLAINT_WAITS,
    REQUEST_STATES,
)
from palermo.protection.cases.words import NEED_KINDS
from palermo.protection.file.board_forms import PeriodForm
from palermo.protection.file.queries.behind import Number
from palermo.protection.file.queries.board import Board
from palermo.protection.file.queries.first_help import NOT_YET, UNKNOWN
from palermo.protection.file.words import FIRST_HELP
from palermo.protection.referral.words.referral import decline_reason_of

DISCRIMINATING = frozenset({"no_papers", "will_not_cooperate", "nationality"})


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number with its words, the list behind it, and in a picture its share of the longest bar (percent)."""

    words: Text
    number: int
    url: str
    note: Text = ""
    share: float = 0
    unknown: bool = False
    mark: Text = ""

    @property
    def hatching(self) -> str:
        """Slanted lines over the bar's length: what is counted here is that something is not known."""
        lines = range(max(1, round(self.share / 2.5)))
        return "".join(f"M{2.5 * one:g} 10L{min(2.5 * one + 1.5, 100):g} 0" for one in lines)


@dataclass(frozen=True, kw_only=True)
class Bars:
    """A picture of bars, each with its words and number: the table and the picture in one."""

    heading: Text
    says: Text
    what: Text
    counted: Text
    figures: list[Figure]
    empty: Text


def behind_url(number: Number, form: PeriodForm, value: str = "") -> str:
    """The address of the list behind a number, with its filters."""
    query = urlencode({**form.chosen, **({"value": value} if value else {})})
    return reverse("protection:board_list", args=[number.value]) + (f"?{query}" if query else "")


def counts(counted: Board, form: PeriodForm, *, now: datetime) -> list[Figure]:
    """The numbers at the head of the board."""
    late = counted.late_sent + counted.late_received
    routes = reverse("protection:routes")
    oldest = (
        _("the oldest by %(age)s") % {"age": age_text(counted.oldest_late, now)}
        if counted.oldest_late
        else ""
    )
    children = ngettext("%(number)s of them a child", "%(number)s of them children", counted.children_now)
    return [
        Figure(
            words=_("open cases"),
            number=counted.open_now,
            url=behind_url(Number.OPEN, form),
            note=children % {"number": counted.children_now} if counted.children_now else "",
        ),
        Figure(
            words=_("needed tonight"),
            number=counted.tonight,
            url=behind_url(Number.TONIGHT, form),
        ),
        Figure(
            words=_("needed on a night that has passed"),
            number=counted.night_passed,
            url=behind_url(Number.NIGHT_PASSED, form),
        ),
        Figure(words=_("answers late"), number=late, url=routes, note=oldest),
        Figure(words=_("nobody has"), number=counted.nobody, url=behind_url(Number.NOBODY, form)),
        Figure(words=_("enquiries waiting"), number=counted.waiting, url=behind_url(Number.WAITING, form)),
        Figure(
            words=_("cases opened"),
            number=counted.opened,
            url=behind_url(Number.OPENED, form),
        ),
        Figure(
            words=_("cases closed"),
            number=counted.closed,
            url=behind_url(Number.CLOSED, form),
        ),
        Figure(
            words=_("persons presumed to be victims"),
            number=counted.presumed,
            url=behind_url(Number.PRESUMED, form),
        ),
        Figure(
            words=_("persons helped"),
            number=counted.assisted,
            url=behind_url(Number.ASSISTED, form),
            note=ngettext("%(number)s time", "%(number)s times", counted.units) % {"number": counted.units},
        ),
        Figure(
            words=_("complaints late"),
            number=counted.complaints_late,
            url=behind_url(Number.COMPLAINTS_LATE, form),
        ),
    ]


def all_bars(counted: Board, form: PeriodForm) -> list[Bars]:
    """Every picture of bars."""
    needs = sum(counted.unmet.values())
    return [
        Bars(
            heading=_("What is needed now and not met"),
            says=ngettext("%(number)s need in open cases.", "%(number)s needs in open cases.", needs)
            % {"number": needs},
            what=_("Need"),
            counted=_("Needs"),
            figures=_drawn(_unmet(counted, form)),
            empty=_("No need is waiting."),
        ),
        Bars(
            heading=_("How soon help began"),
            says=_(
                "Cases opened in the time counted; from the first contact, or where it is not recorded from the day "
                "the case was opened, to the first day of help."
            ),
            what=_("First help"),
            counted=_("Cases"),
            figures=_drawn(
                [
                    Figure(
                        words=FIRST_HELP[code],
                        number=number,
                        url=behind_url(Number.FIRST_HELP, form, code),
                        unknown=code in {NOT_YET, UNKNOWN},
                    )
                    for code, number in counted.first_help.items()
                    if number or code not in {UNKNOWN}
                ]
            ),
            empty=_("No case was opened in this time."),
        ),
        Bars(
            heading=_("Why other offices declined"),
            says=_("Enquiries sent in the time counted. Reasons that say who the person is are marked."),
            what=_("Reason"),
            counted=_("Enquiries"),
            figures=_drawn(
                [
                    Figure(
                        words=decline_reason_of(code),
                        number=number,
                        url=behind_url(Number.DECLINED, form, code),
                        mark=_("Possible discrimination") if code in DISCRIMINATING else "",
                    )
                    for code, number in counted.declined.items()
                ]
            ),
            empty=_("No enquiry was declined."),
        ),
        Bars(
            heading=_("Complaints"),
            says=_("Received in the time counted, by what came of them."),
            what=_("What came of it"),
            counted=_("Complaints"),
            figures=_drawn(
                [
                    Figure(
                        words=COMPLAINT_OUTCOMES.get(code, COMPLAINT_WAITS.label),
                        number=number,
                        url=behind_url(Number.COMPLAINTS, form, code),
                    )
                    for code, number in sorted(counted.complaints.items())
                ]
            ),
            empty=_("No complaint was recorded."),
        ),
        Bars(
            heading=_("Requests of authorities"),
            says=_("Received in the time counted, by how they were answered."),
            what=_("Answer"),
            counted=_("Requests"),
            figures=_drawn(
                [
                    Figure(
                        words=ANSWERS.get(code) or REQUEST_STATES[code].label,
                        number=number,
                        url=behind_url(Number.REQUESTS, form, code),
                    )
                    for code, number in sorted(counted.requests.items())
                ]
            ),
            empty=_("No authority asked for anything."),
        ),
    ]


def _unmet(counted: Board, form: PeriodForm) -> list[Figure]:
    totals: dict[str, int] = {}
    for (kind, _urgency), number in counted.unmet.items():
        totals[kind] = totals.get(kind, 0) + number
    tonight = {kind: number for (kind, urgency), number in counted.unmet.items() if urgency == "tonight"}
    figures = [
        Figure(
            words=NEED_KINDS[kind],
            number=number,
            url=behind_url(Number.UNMET, form, kind),
            mark=_("%(number)s tonight") % {"number": tonight[kind]} if kind in tonight else "",
        )
        for kind, number in totals.items()
    ]
    return sorted(figures, key=lambda one: -one.number)


def _drawn(figures: list[Figure]) -> list[Figure]:
    longest = max((one.number for one in figures), default=0)
    if not longest:
        return []
    return [
        Figure(
            **{**vars(one), "share": round(100 * one.number / longest, 1)}
        )  # the longest is the whole width
        for one in figures
    ]
