"""Country profiles: a State's rules of identification, reflection and guardianship, as versioned data.

One file for each version below `data/profiles`. The only one here is invented and says so; there is no default law.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class DayKind(StrEnum):
    """Which days a time limit counts."""

    CALENDAR = "calendar"
    WORKING = "working"


class ConsentLasts(StrEnum):
    """How long a yes to another office holds; a year is the longest."""

    HELP_ENDS = "help_ends"
    MONTHS_3 = "months_3"
    YEAR = "year"
    DAY = "day"


@dataclass(frozen=True)
class Span:
    """A number of days, and which days count."""

    count: int
    kind: DayKind

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("a time limit has at least one day")


@dataclass(frozen=True)
class Calendar:
    """Days on which offices are closed: days of the week (1 Monday … 7 Sunday), and (month, day) of each year."""

    rest_days: frozenset[int]
    holidays: frozenset[tuple[int, int]]

    def __post_init__(self) -> None:
        if not self.rest_days < set(range(1, 8)):
            raise ValueError("a week has at least one working day, and its days are numbered 1 to 7")

    def is_working(self, day: date) -> bool:
        """Whether offices are open on `day`."""
        return day.isoweekday() not in self.rest_days and (day.month, day.day) not in self.holidays

    def after(self, start: date, span: Span) -> date:
        """The last day of `span` when the day after `start` is its first.

        >>> Calendar(frozenset({6, 7}), frozenset()).after(date(2026, 11, 26), Span(3, DayKind.WORKING))
        datetime.date(2026, 12, 1)
        """
        if span.kind is DayKind.CALENDAR:
            return start + timedelta(days=span.count)
        day, left = start, span.count
        while left:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return day


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long records are kept, and the law or instruction that says so (`source`).

    `file_years` from the closing of a person's last file; `outside_file_years` for what stands in no file: requests and
    complaints from their answer, enquiries that became no file, notes of events. Open cases in which nothing
    was recorded for `quiet_months` are shown to whoever leads; accounts without any role lose their means of signing in
    after `account_months`. Raises ValueError for less than one, and without a source.
    """

    source: str
    file_years: int
    outside_file_years: int
    quiet_months: int
    account_months: int

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise ValueError("retention needs the source of its years")
        if min(self.file_years, self.outside_file_years, self.quiet_months, self.account_months) < 1:
            raise ValueError("a time of retention is one year or month at least")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One version of a State's rules; `invented` where it is nobody's law. Lists hold codes.

    `first_responders` are kinds of office; `mandates` the acts by which a guardian is appointed; `age_function` the
    role that may decide an age in doubt alone, "" where two people always do; `safety_measures` kinds of need.
    `consent_until` is how long a yes to another office is proposed to hold.
    """

    version: str
    name: str
    invented: bool
    note: str
    first_responders: tuple[str, ...]
    presumption_threshold: str
    decision_threshold: str
    decision_within: Span
    reflection_minimum: Span
    mandates: tuple[str, ...]
    guardian_within: Span
    guardian_requested_of: tuple[str, ...]
    age_function: str
    safety_measures: tuple[str, ...]
    calendar: Calendar
    retention: Retention
    consent_until: ConsentLasts


@cache
def profile(version: str) -> Profile:
    """The profile of that version. Raises KeyError when there is none, ValueError when its file is broken."""
    path = files("palermo.reference").joinpath("data", "profiles", f"{version}.toml")
    if version not in versions():
        raise KeyError(version)
    found = read_profile(path.read_text(encoding="utf-8"))
    if found.version != version:
        raise ValueError(f"{version}.toml says that it is {found.version}")
    return found


@cache
def versions() -> tuple[str, ...]:
    """The version of every profile, in order."""
    folder = files("palermo.reference").joinpath("data", "profiles")
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted(name.removesuffix(".toml") for name in names))


def read_profile(text: str) -> Profile:
    """A profile from TOML. Raises ValueError naming what is missing, not known or wrong."""
    try:
        raw = tomllib.loads(text)
        identification, children = raw.pop("identification"), raw.pop("children")
        calendar, reflection = raw.pop("calendar"), raw.pop("reflection")
        retention = raw.pop("retention")
        consent = raw.pop("consent", {})
        return Profile(
            **raw,
            first_responders=tuple(identification.pop("first_responders")),
            presumption_threshold=identification.pop("presumption_threshold"),
            decision_threshold=identification.pop("decision_threshold"),
            decision_within=_span(identification.pop("decision_within")),
            reflection_minimum=_span(reflection.pop("minimum")),
            mandates=tuple(children.pop("mandates")),
            guardian_within=_span(children.pop("guardian_within")),
            guardian_requested_of=tuple(children.pop("guardian_requested_of")),
            age_function=children.pop("age_function"),
            safety_measures=tuple(children.pop("safety_measures")),
            calendar=Calendar(
                rest_days=frozenset(calendar.pop("rest_days")),
                holidays=frozenset(_holiday(text) for text in calendar.pop("holidays")),
            ),
            retention=Retention(**retention),
            **identification,
            **reflection,
            **children,
            **calendar,
            consent_until=ConsentLasts(consent.pop("until", ConsentLasts.HELP_ENDS)),
            **consent,
        )
    except KeyError as missing:
        raise ValueError(f"a profile needs {missing}") from None
    except TypeError as wrong:
        raise ValueError(f"this profile cannot be read: {wrong}") from None


def _span(raw: dict[str, Any]) -> Span:
    return Span(raw["count"], DayKind(raw["kind"]))


def _holiday(text: str) -> tuple[int, int]:
    # A leap year, so that 29 February can be one.
    day = date.fromisoformat(f"2000-{text}")
    return day.month, day.day
