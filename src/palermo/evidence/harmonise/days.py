"""Days in the forms people write: what day or year a text means, or the rule that refuses it. Nothing is guessed.

A form is read in every order it can have; where the orders that give a day disagree, and the mapping says no order,
the day is ambiguous. A year alone is enough where only the year is asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from palermo.evidence.harmonise.text import plain
from palermo.evidence.harmonise.whole_numbers import in_ascii

TIME = re.compile(
    r"[T ,]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|[+-]\d{2}:?\d{2})?$",
    flags=re.IGNORECASE,
)
THREE = re.compile(r"(\d{1,4})(\. |[./ -])(\d{1,2})\2(\d{1,4})\.?")
TWO = re.compile(r"(\d{1,4})[./ -](\d{1,4})")
COMPACT = re.compile(r"((?:19|2\d)\d{2})(\d{2})(\d{2})")
EASTERN = re.compile(
    r"(\d{4})\s*[\u5e74\ub144]\s*(?:(\d{1,2})\s*[\u6708\uc6d4])?\s*(?:(\d{1,2})\s*[\u65e5\uc77c])?"
)
YEAR = re.compile(r"(\d{4})(?:\.0+)?")
SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
WEEKDAY = re.compile(r"^[^\W\d]+\.?,\s+")
NO_WORD = re.compile(r"[\d,/-]+")
# A day that a workbook holds as a number, marked by the reader of workbooks, which knows the type of the cell.
COUNTED = "serial "
FIRST_YEAR = 1900
LONG_AGO = 50  # years; a year of two digits is no older where nobody says which number it is
BUDDHIST = 543
SEEMS_BUDDHIST = range(2443, 2643)
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}
EPOCHS = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}


@dataclass(frozen=True)
class Dated:
    """A year, the day if the text has one, and the rules it took."""

    year: int
    day: date | None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Habit:
    """How a source writes its days: the order (dmy, mdy, ymd or empty), the calendar, and from when it counts days."""

    order: str = ""
    calendar: str = ""
    serials: str = ""


@cache
def _months() -> dict[str, int]:
    """Return every name of a month and every beginning of three letters that belongs to one month only."""
    text = files("palermo.evidence.harmonise").joinpath("month_words.toml").read_text(encoding="utf-8")
    whole: dict[str, int] = {}
    short: dict[str, set[int]] = {}
    for names in tomllib.loads(text).values():
        for month, spellings in enumerate(names, start=1):
            for word in map(plain, spellings.split("|")):
                whole[word] = month
                for length in range(3, len(word)):
                    short.setdefault(word[:length], set()).add(month)
    return {word: months.pop() for word, months in short.items() if len(months) == 1} | whole


def _full(year: str, *, today: date) -> tuple[int, tuple[str, ...]]:
    """Return a year of four digits; of two, the latest that has come."""
    if len(year) != 2:
        return int(year), ()
    found = today.year - today.year % 100 + int(year)
    return (found if found <= today.year else found - 100), ("short_year",)


def _in_words(text: str) -> str:
    """Return the text with the month's name as its number, day first; empty when there is none.

    >>> _in_words("March 4, 2021"), _in_words("4. März 2021")
    ('4-3-2021', '4-3-2021')
    """
    bare = plain(NO_WORD.sub(" ", text))
    names = _months()
    month = next((names[word] for word in (bare, *bare.split()) if word.strip(".") and word in names), 0)
    month = month or next((names[word.rstrip(".")] for word in bare.split() if word.rstrip(".") in names), 0)
    numbers = re.findall(r"\d+", text)
    if not month or len(numbers) > 2:
        return ""
    if len(numbers) == 1:
        return f"{month}-{numbers[0]}"
    first, second = numbers
    if len(first) == 4:
        first, second = second, first
    return f"{first}-{month}-{second}"


def _candidates(text: str, habit: Habit, *, today: date) -> Iterator[Dated | str]:
    """Yield each reading of a text: a year with a day, or the rule that refuses this reading."""
    if match := EASTERN.fullmatch(text):
        yield _day(match[1], match[2] or "", match[3] or "", habit, today=today)
    elif match := COMPACT.fullmatch(text):
        yield _day(match[1], match[2], match[3], habit, today=today)
    elif match := YEAR.fullmatch(text):
        yield _day(match[1], "", "", habit, today=today)
    elif match := THREE.fullmatch(text):
        yield from _three((match[1], match[3], match[4]), habit, today=today)
    elif match := TWO.fullmatch(text):
        year, month = (match[1], match[2]) if len(match[1]) == 4 else (match[2], match[1])
        sound = len(year) == 4 and 1 <= int(month) <= 12
        yield _day(year, month, "", habit, today=today) if sound else "date_form"
    elif written := _in_words(text):
        numbers = written.split("-")
        if len(numbers) == 2:
            yield _day(numbers[1], numbers[0], "", habit, today=today)
        else:
            yield _day(numbers[2], numbers[1], numbers[0], habit, today=today)
    else:
        yield "date_form"


def _three(parts: tuple[str, str, str], habit: Habit, *, today: date) -> Iterator[Dated | str]:
    long = [place for place, part in enumerate(parts) if len(part) == 4]
    if len(long) > 1 or any(len(part) == 3 for part in parts) or long == [1]:
        yield "date_form"
        return
    orders = [habit.order] if habit.order else list(ORDERS)
    if long == [0]:
        orders = ["ymd"]
    elif long == [2]:
        orders = [order for order in orders if order != "ymd"] or ["dmy", "mdy"]
    elif any(len(part) == 1 for part in parts):  # a year has two digits at least
        orders = [order for order in orders if len(parts[ORDERS[order][0]]) == 2]
    for order in orders:
        year, month, day = (parts[place] for place in ORDERS[order])
        found = _day(year, month, day, habit, today=today)
        long_ago = isinstance(found, Dated) and today.year - found.year > LONG_AGO
        yield "date_form" if len(year) == 2 and not habit.order and long_ago else found
    if not orders:
        yield "date_form"


def _day(year: str, month: str, day: str, habit: Habit, *, today: date) -> Dated | str:
    if len(year) not in {2, 4}:
        return "date_form"
    if habit.calendar == "buddhist":
        if len(year) == 2:
            return "date_form"
        found, rules = _full(f"{int(year) - BUDDHIST:04}", today=today)
    else:
        found, rules = _full(year, today=today)
        if found in SEEMS_BUDDHIST:
            return "other_calendar"
    try:
        whole = date(found, int(month or 1), int(day or 1))
    except ValueError:
        return "impossible_date"
    if not found >= FIRST_YEAR or whole > today:
        return "impossible_date"
    return Dated(found, whole if day else None, rules)


def _serial(text: str, habit: Habit, *, today: date) -> Dated | str | None:
    """Read a day that a spreadsheet counted: marked by its reader, or said by the mapping."""
    if text.startswith(COUNTED):
        try:
            found = date.fromisoformat(text.removeprefix(COUNTED))
        except ValueError:
            return "date_form"
    elif habit.serials and (match := SERIAL.fullmatch(text)):
        found = EPOCHS[habit.serials] + timedelta(days=int(match[1]))
    else:
        return None
    if not date(FIRST_YEAR, 1, 1) <= found <= today:
        return "impossible_date"
    return Dated(found.year, found, ("serial_day",))


def read_day(text: str, habit: Habit, *, today: date, year_only: bool) -> Dated | str:
    """Return what a text says of a day, or the rule that refuses it; with `year_only` its year is enough.

    >>> read_day("4 March 2021", Habit(), today=date(2026, 1, 1), year_only=False).day
    datetime.date(2021, 3, 4)
    >>> read_day("2021-03", Habit(), today=date(2026, 1, 1), year_only=False)
    'partial_date'
    """
    bare = in_ascii(text)
    counted = _serial(bare, habit, today=today)
    if counted is not None:
        return counted
    bare = WEEKDAY.sub("", TIME.sub("", bare)) or bare
    readings = list(_candidates(bare, habit, today=today))
    sound = [reading for reading in readings if isinstance(reading, Dated)]
    if not sound:
        refused = [reading for reading in readings if isinstance(reading, str)]
        return "other_calendar" if "other_calendar" in refused else refused[0]
    different = {reading.year if year_only else reading.day for reading in sound}
    if len(different) > 1:
        return "ambiguous_date"
    if not year_only and sound[0].day is None:
        return "partial_date"
    rules = () if in_ascii(text) == text else ("other_digits",)
    return Dated(sound[0].year, sound[0].day, (*rules, *sound[0].rules))
