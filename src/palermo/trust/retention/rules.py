"""How long records are kept: each rule once, and for each table the rule it follows.

A rule says from what day it counts and how long. The years are the country profile's and name their source
(`reference.profiles.Retention`); the times of the machinery are Palermo's own (docs/decisions/retention.md). What
stands in a column `retention_rule` is a code of `Rule`. Tables and their rules are in `tables.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from palermo.reference.profiles import Retention

RETENTION_ENDED = "retention_ended"
"""The reason of an erasure at the end of a rule."""

RETENTION = "retention"
"""The reason for which Palermo itself ends what is over."""

NOTICE_DAYS = 7
"""Whole days for which it is shown what ends, before it ends."""


class Rule(StrEnum):
    """Until when a record is kept."""

    PERSON = "case_closed_plus_profile_years"
    ANSWERED = "answered_plus_profile_years"
    ENQUIRY = "enquiry_plus_profile_years"
    SEAT = "until_sight_of_conference_ends"
    NOTIFICATION = "notification_plus_profile_years"
    EVENT = "event_plus_profile_years"
    ACCOUNT = "no_role_plus_profile_months"
    DRAFT = "until_done"
    PUT_OFF = "until_it_comes_back"
    HANDOVER = "handed_over_plus_30_days"
    SERVICE = "until_service_ends"
    PACKAGE = "until_package_expires"
    SUBJECT_KEY = "with_its_subject"
    FACTOR = "with_its_account"
    CHOICE = "with_the_last_role"
    SESSION = "until_session_expires"
    TASK = "task_ended_plus_30_days"
    CACHE = "until_value_expires"
    CODED = "coded_record"
    CHAIN = "never_rewritten"
    OFFICE = "with_its_office"
    REFERENCE = "about_nobody"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One rule in words.

    `counts_from` says from what day; `years` or `months` are the profile's, `days` Palermo's own, None where a moment
    of the record itself ends it or nothing does. `shown` where it is shown a week before what ends.
    """

    keeps: str
    counts_from: str
    years: Callable[[Retention], int] | None = None
    months: Callable[[Retention], int] | None = None
    days: int | None = None
    shown: bool = False


TERMS: dict[Rule, Terms] = {
    Rule.PERSON: Terms(
        keeps="a person and everything about them",
        counts_from="the day on which the last of their files was closed, or on which that was recorded if later",
        years=lambda retention: retention.file_years,
        shown=True,
    ),
    Rule.ANSWERED: Terms(
        keeps="a request of an authority or a complaint that is about no file here",
        counts_from="the day of its answer; one without an answer waits on Today",
        years=lambda retention: retention.outside_file_years,
        shown=True,
    ),
    Rule.ENQUIRY: Terms(
        keeps="the coarse details of an enquiry that became no file",
        counts_from="the day on which it arrived",
        years=lambda retention: retention.outside_file_years,
        shown=True,
    ),
    Rule.SEAT: Terms(
        keeps="what an office was told for a conference of another office",
        counts_from="when it leaves or has done its part, or when yes or agreement end; at the latest with the yes",
        days=0,
    ),
    Rule.NOTIFICATION: Terms(
        keeps="day, place and form of exploitation of a notification without identity",
        counts_from="the day on which it arrived",
        years=lambda retention: retention.outside_file_years,
        shown=True,
    ),
    Rule.EVENT: Terms(
        keeps="the note of an event with several people",
        counts_from="the day on which it was recorded; not while somebody met there has a file",
        years=lambda retention: retention.outside_file_years,
        shown=True,
    ),
    Rule.ACCOUNT: Terms(
        keeps="an account’s means of signing in",
        counts_from="the day on which its last role in any office ended",
        months=lambda retention: retention.account_months,
    ),
    Rule.DRAFT: Terms(
        keeps="a draft", counts_from="when its author last touched it, or at once when it is done", days=7
    ),
    Rule.PUT_OFF: Terms(
        keeps="what a colleague put off on Today", counts_from="the moment until which it is put off", days=0
    ),
    Rule.HANDOVER: Terms(
        keeps="the hand-over of a shift",
        counts_from="when it was handed over; at once when a file of it is erased",
        days=30,
    ),
    Rule.SERVICE: Terms(
        keeps="the protected face of a service", counts_from="when it is taken out of the directory"
    ),
    Rule.PACKAGE: Terms(
        keeps="the sealed body of a package",
        counts_from="declined, accepted, withdrawn or expired, as its header says",
    ),
    Rule.SUBJECT_KEY: Terms(keeps="a key", counts_from="with the person, draft or record it opens"),
    Rule.FACTOR: Terms(keeps="a second factor or an address", counts_from="with the account it belongs to"),
    Rule.CHOICE: Terms(
        keeps="what a colleague chose for themselves",
        counts_from="the day on which their last role in the office ended",
        days=0,
    ),
    Rule.SESSION: Terms(keeps="a session", counts_from="an hour after it expires", days=0),
    Rule.TASK: Terms(keeps="a task of the queue: ids and a state", counts_from="when it ended", days=30),
    Rule.CACHE: Terms(keeps="a cached value", counts_from="when it expires", days=0),
    Rule.CODED: Terms(keeps="codes and ids without a text", counts_from="nothing ends it"),
    Rule.CHAIN: Terms(
        keeps="who did what, when, to which id", counts_from="nothing ends it: a chain cannot lose a link"
    ),
    Rule.OFFICE: Terms(
        keeps="an office and what it has agreed", counts_from="nothing ends it while the office is there"
    ),
    Rule.REFERENCE: Terms(keeps="what is about nobody", counts_from="nothing ends it"),
}


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 1 March for 29 February where there is none.

    >>> years_after(date(2024, 2, 29), 5)
    datetime.date(2029, 3, 1)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def years_before(day: date, years: int) -> date:
    """The latest day of which `years` years are over on `day`.

    >>> years_before(date(2028, 2, 29), 5), years_before(date(2029, 3, 1), 5)
    (datetime.date(2023, 2, 28), datetime.date(2024, 3, 1))
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last day of that month.

    >>> months_before(date(2026, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(
        date(year, month + 1, min(day.day, 28)) + timedelta(days=max(0, day.day - 28)),
        first_of_next - timedelta(days=1),
    )
