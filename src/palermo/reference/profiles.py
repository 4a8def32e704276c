"""Country profiles: a State's rules of identification, reflection and guardianship, as versioned data.

One file for each version below `data/profiles`. The only one here is invented and says so; there is no default law.
What a State signs for itself is kept beside these files (`palermo.directory.states`), in the same shape.
Each value is *invented* until `sources` says which law or instruction confirms it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from palermo.reference.profile_parts import (
    UNSAID,
    Authority,
    HelpLine,
    Holiday,
    Law,
    NotifiedPlace,
    NotifiedTo,
    Objection,
    authority,
    help_line,
    law,
    time_zone,
)


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
    """Days on which offices are closed: days of the week (1 Monday … 7 Sunday), and holidays of each year or of one."""

    rest_days: frozenset[int]
    holidays: frozenset[Holiday]

    def __post_init__(self) -> None:
        if not self.rest_days < set(range(1, 8)):
            raise ValueError("a week has at least one working day, and its days are numbered 1 to 7")

    def is_working(self, day: date) -> bool:
        """Whether offices are open on `day`."""
        closed = {Holiday(day.month, day.day), Holiday(day.month, day.day, day.year)}
        return day.isoweekday() not in self.rest_days and not closed & self.holidays

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
    """One version of a State's rules; `invented` where not all of it is somebody's law. Lists hold codes.

    `first_responders` are kinds of office; `mandates` the acts by which a guardian is appointed; `age_function` the
    role that may decide an age in doubt alone, "" where two people always do; `safety_measures` kinds of need.
    `time_zone` is an IANA name. `notified_to` are the kinds of office that the law wants told, without identity, that
    somebody was met, within `notify_within`, with `notify_place`; empty where none does. `notify_objection` is what
    follows when the person objects. `sources` gives by path ("identification.decision_within") what confirms
    a value.
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
    authority: Authority
    ask_again_within: Span
    guardianship_body: str
    time_zone: str
    languages: tuple[str, ...]
    help_lines: tuple[HelpLine, ...]
    laws: tuple[Law, ...]
    notified_to: tuple[NotifiedTo, ...]
    notify_within: Span
    notify_objection: Objection
    notify_place: NotifiedPlace
    sources: Mapping[str, str]
    consent_until: ConsentLasts

    def is_confirmed(self, path: str) -> bool:
        """Whether a source says that the value at `path` is the State's own."""
        return bool(self.sources.get(path, "").strip())

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Paths of the values that no source confirms yet."""
        return tuple(path for path in PATHS if not self.is_confirmed(path))


PATHS = (
    "authority.name",
    "authority.also",
    "authority.deciders",
    "identification.first_responders",
    "identification.presumption_threshold",
    "identification.decision_threshold",
    "identification.decision_within",
    "identification.ask_again_within",
    "identification.notified_to",
    "identification.notify_within",
    "identification.notify_objection",
    "identification.notify_place",
    "reflection.minimum",
    "children.mandates",
    "children.guardian_within",
    "children.guardian_requested_of",
    "children.guardianship_body",
    "children.age_function",
    "children.safety_measures",
    "calendar.rest_days",
    "calendar.holidays",
    "time_zone",
    "languages",
    "help_lines",
    "laws",
    "retention",
)
"""Every value of a profile that a source can confirm, in the order of the page."""


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
    return profile_from(tomllib.loads(text))


def profile_from(body: Mapping[str, Any]) -> Profile:
    """A profile from what its TOML says. Raises ValueError naming what is missing, not known or wrong."""
    raw: dict[str, Any] = deepcopy(dict(body))
    try:
        identification, children = raw.pop("identification"), raw.pop("children")
        calendar, reflection = raw.pop("calendar"), raw.pop("reflection")
        retention = raw.pop("retention")
        consent = raw.pop("consent", {})
        return Profile(
            authority=authority(raw.pop("authority")),
            time_zone=time_zone(raw.pop("time_zone")),
            languages=tuple(raw.pop("languages")),
            help_lines=tuple(help_line(one) for one in raw.pop("help_lines")),
            laws=tuple(law(one) for one in raw.pop("laws")),
            sources=MappingProxyType(_sources(raw.pop("sources", {}))),
            **raw,
            first_responders=tuple(identification.pop("first_responders")),
            presumption_threshold=identification.pop("presumption_threshold"),
            decision_threshold=identification.pop("decision_threshold"),
            decision_within=_span(identification.pop("decision_within")),
            ask_again_within=_span(identification.pop("ask_again_within")),
            notified_to=tuple(NotifiedTo(code) for code in identification.pop("notified_to")),
            notify_within=_span(dict(_popped(identification, "notify_within"))),
            notify_objection=Objection(_popped(identification, "notify_objection")),
            notify_place=NotifiedPlace(_popped(identification, "notify_place")),
            reflection_minimum=_span(reflection.pop("minimum")),
            mandates=tuple(children.pop("mandates")),
            guardian_within=_span(children.pop("guardian_within")),
            guardian_requested_of=tuple(children.pop("guardian_requested_of")),
            guardianship_body=children.pop("guardianship_body"),
            age_function=children.pop("age_function"),
            safety_measures=tuple(children.pop("safety_measures")),
            calendar=Calendar(
                rest_days=frozenset(calendar.pop("rest_days")),
                holidays=frozenset(Holiday.read(text) for text in calendar.pop("holidays")),
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
    except (TypeError, AttributeError) as wrong:
        raise ValueError(f"this profile cannot be read: {wrong}") from None


def _popped(identification: dict[str, Any], key: str) -> Any:
    return identification.pop(key, UNSAID[f"identification.{key}"])


def _sources(raw: dict[str, str]) -> dict[str, str]:
    if unknown := sorted(raw.keys() - set(PATHS)):
        raise ValueError(f"a source stands for what a profile does not have: {unknown[0]}")
    return dict(raw)


def _span(raw: dict[str, Any]) -> Span:
    return Span(raw["count"], DayKind(raw["kind"]))
