"""Proposes a mapping for a table nobody knows yet: by the names of its columns and by what their cells hold.

A person reads, corrects and saves it. Nothing is decided here: every line says why it is proposed. Of the cells only
values that a vocabulary already has are ever shown; columns that could tell who somebody is show nothing at all.

In this order: the parts of a question with several answers, the form's own columns, what says who somebody is, the
number of the record, days, what a field asks, what cells alone tell. Where two columns would fill a field that holds
one value, the better one is taken: two that disagree would lose both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from palermo.evidence.harmonise.answers import is_silence, is_yes_or_no, silences
from palermo.evidence.harmonise.fits import BUDDHIST, SIGNS, fit, meaning
from palermo.evidence.harmonise.identity import DAY, by_values
from palermo.evidence.harmonise.mapping import CARRIED_NOWHERE, Column, Treatment
from palermo.evidence.harmonise.model import FIELD_BY_NAME, FIELDS, Field, Kind, Shape
from palermo.evidence.harmonise.names import HUMPS, Role, read_name, without_way
from palermo.evidence.harmonise.proposals import Asked, Fixed, Proposal, ignored, once, written
from palermo.evidence.harmonise.standards import standard
from palermo.evidence.harmonise.suggest_counts import counts
from palermo.evidence.harmonise.table import Table

YEAR = "event_registration_year"
RECORDS = {"case", "registration", "form", "id"}  # topics of names that number a record
DATES = {"date", "registration", "interview", "case", "id", "year"}
SAMPLE = 200
FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
DAYS = {Treatment.YEAR_OF_DATE, Treatment.IDENTIFIED_ON, Treatment.ASSISTED_ON}
SIGNS_OF_WAY = "/.:|_- "
ANSWERS = {"event_exploitation_forms", "event_means"}


def _asked(header: str, cells: Sequence[str]) -> Asked:
    # A header that stands again among the cells comes from exports set one below the other.
    filled = tuple(
        text for cell in cells if (text := cell.strip()) and text != header and not is_silence(text)
    )
    return Asked(header, read_name(header), tuple(cells), filled, tuple(dict.fromkeys(filled))[:SAMPLE])


def _prefixes(header: str) -> list[tuple[str, str]]:
    """Return the ways to part a header into a question and one of its answers, the longest question first.

    >>> _prefixes("meansOfControl/DebtBondage")[0:2]
    [('meansOfControl/Debt', 'Bondage'), ('meansOfControl', 'DebtBondage')]
    """
    cuts = {place for place, sign in enumerate(header) if sign in SIGNS_OF_WAY}
    cuts |= {match.start() for match in HUMPS.finditer(header)}
    found = []
    for place in sorted(cuts, reverse=True):
        question, answer = header[:place].rstrip(SIGNS_OF_WAY), header[place:].strip(SIGNS_OF_WAY)
        if question and answer:
            found.append((question, answer))
    return found


def _as_flag(asked: Asked, fields: dict[str, Field], today: date) -> Proposal | None:
    """Propose a flag for cells of yes and no under a header that names one code of a question with several answers.

    `fields` are those of the questions that have a column of their own.
    """
    if not is_yes_or_no(asked.values) or asked.name.others - {
        "recruiter",
        "child",
    }:
        return None
    for question, answer in _prefixes(asked.header):
        field = fields.get(question) or _set_field(question, today)
        code = meaning(field.scheme, answer) if field else ""
        if field and code:
            column = Column(asked.header, Treatment.FLAG, field=field.name, code=code)
            return Proposal(column, 1.0, "cells of yes and no under one answer of a question")
        if question in fields:
            return ignored(asked.header, "A part of the question before it; say its code to carry it.")
    if not asked.values:
        return None
    bare = " ".join(word.text for word in asked.name.words if word.role is not Role.FILLER)
    for field in FIELDS:  # a list whose columns are answers, without the question
        code = meaning(field.scheme, bare) if field.name in ANSWERS else ""
        if code and len(bare) > 3:
            column = Column(asked.header, Treatment.FLAG, field=field.name, code=code)
            return Proposal(column, 0.8, "cells of yes and no; the name is that of a code")
    return None


def _set_field(question: str, today: date) -> Field | None:
    """Return the field that holds several codes for which a question asks."""
    name = read_name(question)
    fits = [
        found
        for field in FIELDS
        if field.kind is Kind.SET and (found := fit(question, name, field, (), today)) is not None
    ]
    best = max(fits, key=lambda each: each.name, default=None)
    return FIELD_BY_NAME[best.column.field] if best else None


def _identity(asked: Asked) -> Proposal | None:
    """Propose to withhold a column that says by its name who somebody is."""
    name = asked.name
    kind = name.withheld
    subjects = name.concepts(Role.SUBJECT)
    topics = name.concepts(Role.TOPIC, leaf=True)
    if kind is None and "staff" in subjects:
        kind = Treatment.IDENTITY
    alone = subjects & {"victim", "perpetrator", "kin"} and not topics and not name.strangers
    if kind is None and alone and name.concepts(Role.SUBJECT, leaf=True):
        kind = Treatment.IDENTITY
    return (
        None
        if kind is None
        else Proposal(Column(asked.header, kind, reason="by its name"), 1.0, "by its name")
    )


def _rank(asked: Asked) -> int | None:
    """Return how well a column's name says that it numbers records: 0 the case, 1 the form, 2 anything; else None."""
    name = asked.name
    topics = name.concepts(Role.TOPIC, leaf=True)
    if topics - RECORDS or not topics & {"id", "case"} or ("registration" in topics and "id" not in topics):
        return None
    digits = sum(any(letter.isdigit() for letter in value) for value in asked.values)
    if "id" not in topics and (digits * 5 < len(asked.values) * 4 or not asked.values or name.strangers):
        return None
    if name.others == {"child"} and asked.values and all(value.isdecimal() for value in asked.values):
        return None  # how many children, not which child
    if name.others or len(name.strangers) > 1:
        return 9
    text = " ".join(word.text for word in name.words if word.part == name.leaf)
    if "instance" in text or text in {"uuid", "key", "formid", "form id", "guid"}:
        return 1
    told = "case" in topics or "victim" in name.concepts(Role.SUBJECT) or "case" in text
    return 0 if told and not name.strangers else 3 if name.strangers else 2


def _tells_apart(asked: Asked) -> bool:
    """Whether a column could be the key: filled nearly everywhere, and seldom the same."""
    filled = len(asked.filled)
    return filled > 1 and filled >= 0.95 * len(asked.cells) and len(set(asked.filled)) >= 0.8 * filled


def _number_of_record(asked: Asked) -> Proposal | None:
    rank = _rank(asked)
    if rank is None:
        return None
    if rank < 9 and _tells_apart(asked):
        reason = "by its name it tells records apart; a row that repeats one is seen and kept out"
        return Proposal(Column(asked.header, Treatment.KEY), 1 - rank / 10, reason)
    return _withheld(asked, Treatment.DOCUMENT, "the number of a record, or of somebody")


def _withheld(asked: Asked, kind: Treatment, reason: str) -> Proposal:
    return Proposal(Column(asked.header, kind, reason=reason), 1.0, reason)


def _day(asked: Asked) -> Proposal | None:
    """Propose the year of a day on which a person was registered; withhold every other day."""
    name = asked.name
    topics = name.concepts(Role.TOPIC, leaf=True)
    days = sum(DAY.fullmatch(value) is not None for value in asked.filled) * 2 > len(asked.filled)
    if not (days and asked.filled) and "date" not in topics:
        return None
    if topics <= DATES and topics and not name.others and len(name.strangers) < 2:
        rank = 0.85 if "registration" in topics else 0.5 if "interview" in topics else 0.6
        if "registration" in topics or not name.strangers:
            reason = "the year of a day by its name; the day itself goes nowhere"
            return Proposal(Column(asked.header, Treatment.YEAR_OF_DATE, field=YEAR), rank, reason)
    return _withheld(asked, Treatment.EXACT_DATE, "a day")


def propose(asked: Asked, fields: dict[str, Field], *, today: date) -> Proposal:
    """Propose what one column is; `fields` are those of questions with several answers that the table has."""
    header, values = asked.header, asked.values
    known = standard(header, without_way(header), values, today)
    if known is not None and not _exposing(asked, known.column):
        return Proposal(known.column, 1.0, known.reason)
    flag = _as_flag(asked, fields, today)
    if flag is not None:
        return flag
    by_cells = by_values(asked.filled)
    if asked.name.technical and asked.name.withheld is None:
        if by_cells is not None and by_cells.treatment is not Treatment.EXACT_DATE:
            return Proposal(Column(header, by_cells.treatment, reason=by_cells.reason), 1.0, by_cells.reason)
        return ignored(header, "The form's own, or a running number.")
    identity = _identity(asked)
    if asked.name.withheld is Treatment.IDENTITY and values and all(value.isdecimal() for value in values):
        asked = replace(asked, name=asked.name.counting)
    for told in (_identity(asked), _number_of_record(asked), _day(asked)):
        if told is not None:
            return told
    fits = [found for field in FIELDS if (found := fit(header, asked.name, field, values, today)) is not None]
    best = max(fits, key=lambda each: each.worth, default=None)
    if by_cells is not None and (best is None or best.share < 0.5):
        named = by_cells.treatment is Treatment.IDENTITY and best is not None and best.name >= 0.8
        if best is None or not named:
            return Proposal(Column(header, by_cells.treatment, reason=by_cells.reason), 1.0, by_cells.reason)
    if best is not None:
        return Proposal(best.column, best.worth, best.reason)
    if identity is not None:  # a word for a name over numbers that no field takes
        return identity
    if asked.name.others:
        return ignored(header, "It speaks of somebody else than the victim.")
    return ignored(header, "Not recognised; say what it is.")


def _exposing(asked: Asked, column: Column) -> bool:
    """Whether a column would be carried although its cells look like somebody's identity."""
    withheld = column.treatment in CARRIED_NOWHERE
    found = None if withheld or column.treatment in DAYS else by_values(asked.filled)
    return found is not None and found.treatment is not Treatment.IDENTITY


def _several(table: Sequence[Asked], today: date) -> dict[str, Field]:
    """Return the questions with several answers that the table has a column for, and their fields."""
    found = {}
    headers = [asked.header for asked in table]
    for asked in table:
        if any(other != asked.header and other.startswith(asked.header) for other in headers):
            field = _set_field(asked.header, today)
            if field is not None:
                found[asked.header] = field
    return found


def _separators(table: Sequence[Asked], proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """Return the signs between several values of a cell, the most used first; a blank only where it is used."""
    several = {
        each.column.name
        for each in proposals
        if each.column.treatment in {Treatment.CODES, Treatment.COUNTRIES}
    }
    schemes = {each.column.name: each.column for each in proposals}
    used = dict.fromkeys(SIGNS, 0)
    for asked in table:
        if asked.header in several:
            column = schemes[asked.header]
            for value in asked.values:
                for sign in SIGNS:
                    parts = [part.strip() for part in value.split(sign)]
                    known = all(part in column.codes or meaning(column.vocabulary, part) for part in parts)
                    used[sign] += len(parts) > 1 and known
    kept = [sign for sign in SIGNS if sign != " " or used[sign]]
    return tuple(sorted(kept, key=lambda sign: -used[sign]))


def suggest(table: Table, *, today: date) -> str:
    """Return a mapping as TOML, with the reason of each proposal above it."""
    columns = [
        _asked(header, [row[place] if place < len(row) else "" for row in table.sample])
        for place, header in enumerate(table.header)
        if header
    ]
    stem, place = table.grid.path.stem, table.grid.place.rstrip(",")
    counted = counts(columns)
    if counted is not None:
        reading = silences(table.sample, counted.proposals, hidden=True)
        reading = replace(reading, calendar=_calendar(columns, counted.proposals))
        fixed = Fixed(counted.fixed, counted.unsaid)
        return written(stem, place, Shape.COUNTS, counted.proposals, reading, counted.remarks, fixed)
    fields = _several(columns, today)
    proposals = once([propose(asked, fields, today=today) for asked in columns])
    reading = replace(
        silences(table.sample, proposals),
        separators=_separators(columns, proposals),
        calendar=_calendar(columns, proposals),
    )
    return written(stem, place, Shape.PERSONS, proposals, reading, ())


def _calendar(table: Sequence[Asked], proposals: Sequence[Proposal]) -> str:
    """Return the calendar of the years, where it is not the common one."""
    values = {asked.header: asked.values for asked in table}
    for proposal in proposals:
        if proposal.column.field in {YEAR, "year"}:
            years = [
                int(year) for value in values[proposal.column.name] for year in FOUR_DIGITS.findall(value)
            ]
            if years and all(year in BUDDHIST for year in years):
                return "buddhist"
    return ""
