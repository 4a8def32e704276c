"""The line of time of the Protocol: its table, and the picture drawn from it, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import lru_cache

from django.utils.text import get_text_list
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from palermo.charts import MIDDLE, NARROW, WIDE, Column, Layout, Line, Mark, Picture, Side, Table, timeline
from palermo.kit.dates import day_text
from palermo.partnership.listing import entries
from palermo.partnership.words import ACTS
from palermo.reference.counting import Measure, events
from palermo.reference.protocol import EUROPEAN_UNION, participations
from palermo.reference.scheme import PROTOCOL
from palermo.reference.states import sort_key

LAYOUTS: dict[str, Layout] = {"narrow": NARROW, "middle": MIDDLE, "wide": WIDE}
FIRST_DAY = date(2000, 1, 1)


def growth_table() -> Table:
    """Return one row for each day on which a number changes, with what happened on it."""
    return _growth_table(get_language() or "")


@lru_cache(maxsize=16)
def _growth_table(language: str) -> Table:  # noqa: ARG001 - the words are of the language that is active
    signatures, parties = (
        events(measure, with_union=True) for measure in (Measure.SIGNATORIES, Measure.PARTIES)
    )
    happened = _happenings()
    days = sorted({*signatures.change_days(), *parties.change_days()})
    columns = (
        Column("day", _("Day")),
        Column("what", _("What happened")),
        Column("signatories", _("Signatories")),
        Column("parties", _("Parties")),
        Column("lowest", _("Parties, lowest possible")),
        Column("highest", _("Parties, highest possible")),
    )
    rows = []
    for day in days:
        bound = parties.count(day)
        what = "\n".join(happened[day])
        rows.append((day, what, signatures.count(day).best, bound.best, bound.lowest, bound.highest))
    return Table(columns=columns, rows=tuple(rows))


def growth_picture(*, layout: Layout, until: date) -> Picture:
    """Draw the line of time up to a day, in the language and direction of the moment."""
    table = growth_table()
    parties, signatories = table.numbers("parties")[-1], table.numbers("signatories")[-1]
    union = next(row.consent.best for row in participations() if row.code == EUROPEAN_UNION and row.consent)
    known_until = day_text(PROTOCOL.known_until)
    return timeline(
        table,
        days="day",
        lines=(
            Line("signatories", label=_("%(number)d signatories") % {"number": signatories}),
            Line(
                "parties",
                label=_("%(number)d parties") % {"number": parties},
                main=True,
                band=("lowest", "highest"),
                band_label=(_("shaded:"), _("dates unconfirmed")),
            ),
        ),
        marks=(
            Mark(
                day=union,
                column="parties",
                words=(_("European Union, counted"), _("since %(day)s") % {"day": day_text(union)}),
                side=Side.UNDER_AFTER,
            ),
        ),
        first=FIRST_DAY,
        known_until=PROTOCOL.known_until,
        last=until,
        unknown_label=_("Hatched: nothing known after %(day)s") % {"day": known_until},
        title=growth_title(),
        description=growth_description(),
        layout=layout,
        rtl=get_language_bidi(),
    )


def growth_title() -> str:
    """Return what the picture shows, in one line."""
    table = growth_table()
    return _("From no party in 2000 to %(number)d parties on %(day)s") % {
        "number": table.numbers("parties")[-1],
        "day": day_text(PROTOCOL.known_until),
    }


def growth_description() -> str:
    """Return what the picture shows, in full, for who does not see it."""
    table = growth_table()
    return _(
        "A line rises in steps from the first deposit on %(first)s to %(parties)d parties on %(day)s, "
        "steepest from 2003 to 2006. The European Union is counted since its own deposit. A second line "
        "stays at %(signatories)d signatories since the Protocol closed for signature on %(closed)s."
    ) % {
        "first": day_text(min(row.consent.best for row in participations() if row.consent)),
        "parties": table.numbers("parties")[-1],
        "signatories": table.numbers("signatories")[-1],
        "day": day_text(PROTOCOL.known_until),
        "closed": day_text(PROTOCOL.closed_for_signature),
    }


def _names() -> dict[str, str]:
    return {entry.code: entry.shown for entry in entries()}


def _happenings() -> dict[date, list[str]]:
    """Return for each day the sentences that say what changed."""
    signed: dict[date, list[str]] = defaultdict(list)
    bound: dict[date, list[str]] = defaultdict(list)
    earliest: dict[date, list[str]] = defaultdict(list)
    latest: dict[date, list[str]] = defaultdict(list)
    called = _names()
    for row in sorted(participations(), key=lambda row: sort_key(called[row.code])):
        name = called[row.code]
        if row.signature:
            signed[row.signature].append(name)
        if row.consent and row.act:
            act = _("%(name)s (%(act)s)") % {"name": name, "act": ACTS[row.act]}
            bound[row.consent.best].append(act)
            if not row.consent.confirmed:
                earliest[row.consent.earliest].append(name)
                latest[row.consent.latest].append(name)
    found: dict[date, list[str]] = defaultdict(list)
    for named, sentence in (
        (signed, _("Signed: %(names)s.")),
        (bound, _("Bound: %(names)s.")),
        (earliest, _("Earliest possible day: %(names)s.")),
        (latest, _("Latest possible day: %(names)s.")),
    ):
        for day, names in named.items():
            found[day].append(sentence % {"names": get_text_list(names, _("and"))})
    return found
