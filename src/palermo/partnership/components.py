"""The facts as the kit's tables and lists: plain values in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column, Fact, Table
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.partnership.listing import Entry, entries
from palermo.partnership.words import (
    ACTS,
    GRADES_IN_FULL,
    MEASURES,
    PARTY_BY,
    REGIONS,
    RULES,
    STANDINGS,
    UNITED_NATIONS,
)
from palermo.reference.counting import Count, Measure, Standing, StatusCounts, Tally
from palermo.reference.dates import FactDate, Stretch
from palermo.reference.osce import OsceParticipation
from palermo.reference.protocol import in_force_dates
from palermo.reference.readings import readings_of_167
from palermo.reference.scheme import Source


def states_table(found: Iterable[Entry], *, on: date, next_key: str = "") -> Table:
    """Return a page of the list of States with their standing on a day."""
    rows: list[list[Cell]] = []
    for entry in found:
        row = entry.participation
        consent = None if row is None else row.consent
        rows.append(
            [
                Link(entry.shown, reverse("partnership:state", args=[entry.code])),
                _standing(entry, on),
                None if row is None else row.signature,
                _best(consent),
                _best(None if row is None else in_force_dates(row)),
                None if row is None else row.confidence.value,
            ]
        )
    return Table(
        caption=_("Standing on %(day)s") % {"day": day_text(on)},
        note=_(
            "The dates are all that are known, later ones included. How well known: A, copied from the "
            "depositary’s list in January 2014; B, wholly or partly confirmed by a page that was read; C, "
            "date unconfirmed."
        ),
        columns=(
            Column(_("Name")),
            Column(_("Standing")),
            Column(_("Signed")),
            Column(_("Bound since")),
            Column(_("In force")),
            Column(_("How well known")),
        ),
        rows=rows,
        next_key=next_key,
        empty=_("No State fits all of these filters. Take one of them away."),
        empty_action=Link(_("Show every State"), reverse("partnership:states")),
    )


@dataclass(frozen=True)
class RegionFold:
    """A region of the list: its name, how many of those that pass the filters lie there, and where it opens."""

    name: Text
    number: int
    url: str
    is_open: bool


def region_folds(found: Iterable[Entry], *, opened: str, query: QueryDict) -> list[RegionFold]:
    """Return the regions that have any of these entries; the European Union, which lies in none, is left out."""
    counted = Counter(entry.state.region for entry in found if entry.state is not None)
    folds = []
    for region, name in REGIONS.items():
        if not counted[region]:
            continue
        asked = query.copy()
        asked.pop("after", None)
        asked["region"] = "" if region == opened else region.value
        folds.append(
            RegionFold(
                name=name, number=counted[region], url=f"?{asked.urlencode()}#list", is_open=region == opened
            )
        )
    return folds


def counts_table(status: StatusCounts) -> Table:
    """Return the four counts of a day, with the European Union and without, and what else is possible."""
    tallies: dict[Measure, Tally] = {
        Measure.SIGNATORIES: status.signatories,
        Measure.PARTIES: status.parties,
        Measure.IN_FORCE: status.in_force,
        Measure.PARTICIPANTS: status.participants,
    }
    return Table(
        caption=_("As of %(day)s") % {"day": day_text(status.counted_on)},
        note=_(
            "A party has deposited its consent to be bound. A participant is a party, or a signatory that is "
            "not one. Some dates are unconfirmed: the last column says which numbers are possible."
        ),
        columns=(
            Column(_("What is counted")),
            Column(_("With the European Union"), figures=True),
            Column(_("Without it"), figures=True),
            Column(_("Possible"), figures=True),
        ),
        rows=[
            [MEASURES[measure], tally.with_union.best, tally.without_union.best, _range(tally.with_union)]
            for measure, tally in tallies.items()
        ],
        empty="",
    )


def readings_table() -> Table:
    """Return every reading of 167 with the days on which it was true."""
    counted, not_counted = _("with the European Union"), _("without the European Union")
    return Table(
        caption=_("When 167 was true"),
        columns=(
            Column(_("Read as")),
            Column(_("Best dates")),
            Column(_("Certain")),
            Column(_("Possible")),
        ),
        rows=[
            [
                f"{MEASURES[found.measure]}\n{counted if found.union_counted else not_counted}",
                stretches_text(found.reading.best),
                stretches_text(found.reading.certain),
                stretches_text(found.reading.possible),
            ]
            for found in readings_of_167()
        ],
        empty="",
    )


def unconfirmed_table() -> Table:
    """Return whose day of deposit is known within limits only."""
    rows: list[list[Cell]] = []
    for entry in entries():
        if entry.uncertain and entry.participation and entry.participation.consent:
            consent = entry.participation.consent
            rows.append(
                [
                    Link(entry.shown, reverse("partnership:state", args=[entry.code])),
                    consent.best,
                    _limits(consent),
                    entry.participation.note,
                ]
            )
    return Table(
        caption=_("Days of deposit that are unconfirmed"),
        columns=(
            Column(_("Name")),
            Column(_("Day used")),
            Column(_("Possible")),
            Column(_("What is known")),
        ),
        rows=rows,
        empty="",
    )


def protocol_facts(entry: Entry) -> list[Fact]:
    """Return what is known of one participant's acts; empty for who took none."""
    row = entry.participation
    if row is None:
        return []
    facts = [Fact(_("Signed"), row.signature or _("Did not sign"))]
    if row.consent is None or row.act is None:
        facts.append(Fact(_("Consent to be bound"), _("None known")))
    else:
        limits = in_force_dates(row)
        in_force = entry.in_force
        facts += [
            Fact(_("Consent to be bound"), _with_limits(row.consent)),
            Fact(_("By"), ACTS[row.act]),
            Fact(_("In force"), None if limits is None else _with_limits(limits)),
            Fact(_("Rule"), None if in_force is None else RULES[in_force.rule]),
        ]
    facts.append(Fact(_("How well known"), GRADES_IN_FULL[row.confidence]))
    if row.note:
        facts.append(Fact(_("Note"), row.note))
    if row.listed_as:
        facts.append(Fact(_("Listed by the depositary in 2014 as"), row.listed_as))
    facts.append(Fact(_("Sources"), [source_cell(source) for source in row.sources]))
    return facts


def state_facts(entry: Entry) -> list[Fact]:
    """Return what the entry is: code, region, United Nations, OSCE."""
    if entry.state is None:
        return [
            Fact(_("What it is"), _("Regional economic integration organisation, counted among the parties"))
        ]
    return [
        Fact(_("Code (ISO 3166-1)"), entry.state.iso3),
        Fact(_("Region (United Nations M49)"), REGIONS[entry.state.region]),
        Fact(_("United Nations"), UNITED_NATIONS[entry.state.united_nations]),
        Fact(_("OSCE"), osce_text(entry.osce)),
    ]


def osce_text(osce: OsceParticipation | None) -> str:
    """Return in words whether and since when a State takes part in the OSCE."""
    if osce is None:
        return _("Not a participating State")
    if osce.joined is None:
        return _("Participating State since before 2006")
    if osce.joined.confirmed:
        return _("Participating State since %(day)s") % {"day": day_text(osce.joined.best)}
    return _("Participating State since %(year)d") % {"year": osce.joined.best.year}


def source_cell(source: Source) -> Cell:
    """Return a source in words, as a link where it has an address."""
    words = f"{source.publisher}: {source.title}"
    if source.dated:
        words = f"{words} ({source.dated})"
    if source.key == "general":
        return _("General knowledge, unconfirmed")
    return Link(words, source.address) if source.address else words


def stretches_text(stretches: Iterable[Stretch]) -> str:
    """Return runs of days in words."""
    found = [
        _("since %(first)s") % {"first": _unbroken(run.first)}
        if run.last is None
        else _("%(first)s to %(last)s") % {"first": _unbroken(run.first), "last": _unbroken(run.last)}
        for run in stretches
    ]
    return "\n".join(found) or _("on no day")


def _standing(entry: Entry, on: date) -> Cell:
    standing, row = entry.standing(on), entry.participation
    if standing is Standing.PARTY and row is not None and row.act is not None:
        return PARTY_BY[row.act]
    return STANDINGS[standing]


def _unbroken(day: date) -> str:
    return day_text(day).replace(" ", "\N{NO-BREAK SPACE}")


def _best(day: FactDate | None) -> Cell:
    if day is None or day.confirmed:
        return None if day is None else day.best
    return _("%(day)s, unconfirmed") % {"day": _unbroken(day.best)}


def _limits(day: FactDate) -> str:
    return stretches_text([Stretch(first=day.earliest, last=day.latest)])


def _with_limits(day: FactDate) -> Cell:
    if day.confirmed:
        return day.best
    return _("%(day)s, unconfirmed; possible: %(limits)s") % {
        "day": day_text(day.best),
        "limits": _limits(day),
    }


def _range(count: Count) -> str:
    if count.exact:
        return str(count.best)
    return _("%(lowest)d to %(highest)d") % {"lowest": count.lowest, "highest": count.highest}
