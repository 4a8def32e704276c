"""Pure rules of the protection room. Plain values in, plain values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from palermo.kit.partial_date import ImpossibleDateError, PartialDate, ToldDate
from palermo.protection.cases.codes import NeedState
from palermo.protection.cases.majority import Majority, eighteenth
from palermo.reference.calendars import Calendar
from palermo.reference.persons import NOT_KEPT, Urgency, is_child
from palermo.trust.vault.names import phrases, skeleton, words_of


def needs_two_for_age(before: str, after: str) -> bool:
    """Whether a change of age takes a child's protection away: then nobody decides it alone.

    >>> needs_two_for_age("in_doubt", "18_25"), needs_two_for_age("in_doubt", "12_17")
    (True, False)
    """
    return is_child(before) and not is_child(after)


def may_be_child(birth: PartialDate, *, day: date) -> bool:
    """Whether somebody born then may be under eighteen on `day` (Palermo Protocol, Article 3(d)), as far as is known.

    >>> day = date(2026, 11, 26)
    >>> may_be_child(PartialDate(2008), day=day), may_be_child(PartialDate(2008, 11, 26), day=day)
    (True, False)
    """
    return eighteenth(birth).on(day) is not Majority.OF_AGE


def may_be_ethiopian(
    birth: PartialDate, *, languages: Iterable[str], nationalities: Iterable[str], day: date
) -> bool:
    """Whether a birth may be told in Ethiopian years, and would then be a child's though it is none as it stands.

    Asked of those who speak a language of Ethiopia or Eritrea, or come from there: years are seven to eight behind.

    >>> day = date(2026, 11, 30)
    >>> may_be_ethiopian(PartialDate(2001), languages=["am"], nationalities=["not_asked"], day=day)
    True
    >>> may_be_ethiopian(PartialDate(1999), languages=["am"], nationalities=["not_asked"], day=day)
    False
    """
    from_there = not _ETHIOPIAN_STATES.isdisjoint(nationalities) or not _ETHIOPIAN_LANGUAGES.isdisjoint(
        languages
    )
    if not from_there or isinstance(birth, ToldDate) or may_be_child(birth, day=day):
        return False
    try:
        # A thirtieth may lack in a month there; the month alone is as late.
        told = ToldDate.told(Calendar.ETHIOPIAN, birth.year, birth.month)
    except ImpossibleDateError:
        return False
    return may_be_child(told, day=day)


_ETHIOPIAN_STATES = frozenset({"ETH", "ERI", "ET", "ER"})
"""As nationalities are recorded here, and as a package may name them."""
_ETHIOPIAN_LANGUAGES = frozenset({"am", "ti", "om", "aa", "sid", "wal", "tig", "gez"})


_TROUBLE = {Urgency.TONIGHT: 3, Urgency.DAYS: 2, Urgency.WEEKS: 1}
_UNMET = frozenset({NeedState.OPEN, NeedState.IN_REFERRAL})
_PLAIN_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,19}")


def trouble(needs: Iterable[tuple[str, str]]) -> int:
    """How soon the most urgent unmet need is due (3 tonight … 0 none), from (urgency, state) of each need.

    >>> trouble([("weeks", "open"), ("tonight", "met"), ("days", "in_referral")])
    2
    """
    return max(
        (_TROUBLE[Urgency(urgency)] for urgency, state in needs if NeedState(state) in _UNMET), default=0
    )


def coarse_nationality(nationality: str) -> str:
    """What an erasure leaves of a nationality: nothing, or the reason why there was none."""
    return nationality if nationality.startswith("not_") else NOT_KEPT


MOST_NATIONALITIES = 3
_ALONE = frozenset({"stateless", NOT_KEPT})


def go_together(codes: Sequence[str]) -> bool:
    """Whether a person can have these nationalities at once: at most three, each once, and one alone where it says
    that they have none, that it was not told, or that it is not kept.

    >>> go_together(["ERI", "ETH"]), go_together(["stateless"]), go_together(["stateless", "SYR"])
    (True, True, False)
    """
    single = any(code in _ALONE or code.startswith("not_") for code in codes)
    return len(set(codes)) == len(codes) <= (1 if single else MOST_NATIONALITIES)


class Nationalities(TypedDict):
    """The nationalities of a package, as `open_case` and `record_coded` take them."""

    nationality: str
    other_nationalities: list[str]


def nationalities_in(payload: Mapping[str, Any], before: Sequence[str] = ()) -> Nationalities:
    """The nationalities that a package tells; of a version before several there is one, and `before` keeps its others.

    What cannot go together is the first alone: a package is never refused for it.

    >>> nationalities_in({"nationality": "ERI", "other_nationalities": ["ETH"]})
    {'nationality': 'ERI', 'other_nationalities': ['ETH']}
    >>> nationalities_in({"nationality": "ETH"}, before=("ERI", "ETH", "SDN"))
    {'nationality': 'ETH', 'other_nationalities': ['SDN']}
    """
    first = str(payload.get("nationality") or "not_asked")
    told = payload.get("other_nationalities", before[1:])
    others = [code for code in dict.fromkeys(told) if code != first]
    return {"nationality": first, "other_nationalities": others if go_together([first, *others]) else []}


def is_plain_code(text: str) -> bool:
    """Whether `text` can be a code of a country or language: letters, digits, hyphen, underscore."""
    return _PLAIN_CODE.fullmatch(text) is not None


def names_in(name: str, other_names: str) -> list[str]:
    """Each name by which the person may be looked for: the name, and every line of the other names."""
    return [text.strip() for text in [name, *re.split(r"[\n;,،、]", other_names)] if text.strip()]


def is_like_a_name(word: str, names: Iterable[str]) -> bool:
    """Whether a neutral word would tell one of the person's names, a part of one, or how one sounds.

    Two words whose consonants are the same count from three consonants on: fewer are shared by too many words.

    >>> is_like_a_name("Heron", ["Amina Dembele"]), is_like_a_name("the one called amyna", ["Amina Dembele"])
    (False, True)
    >>> is_like_a_name("Dembelle", ["Amina Dembele"]), is_like_a_name("Амина", ["Amina Dembele"])
    (True, True)
    """
    typed = _parts([word])
    run_together = "".join(part.latin for part in typed)
    return any(_tells(name, typed, run_together) for name in _parts(names))


_TELLING = 3
"""Letters, or consonants, from which on a part tells a name."""


@dataclass(frozen=True)
class _Part:
    """A word in Latin letters, and how it may sound."""

    latin: str
    sounds: frozenset[str]


def _parts(texts: Iterable[str]) -> list[_Part]:
    # Word by word: how a whole text sounds counts its first words only.
    return [
        _Part(latin, frozenset({*phrases(token), skeleton(latin)}))
        for text in texts
        for token in text.split()
        for latin in words_of(token)
    ]


def _tells(name: _Part, typed: list[_Part], run_together: str) -> bool:
    if len(name.latin) < _TELLING:
        return any(part.latin == name.latin for part in typed)
    return name.latin in run_together or any(
        (len(part.latin) >= _TELLING and part.latin in name.latin) or _sound_alike(part, name)
        for part in typed
    )


def _sound_alike(one: _Part, other: _Part) -> bool:
    """Whether two words sound alike; those of few consonants, as many words have, begin alike too (Amina, Ameena)."""
    return any(
        len(sound) >= _TELLING or one.latin[0] == other.latin[0] for sound in one.sounds & other.sounds
    )


MOST_COST = 9_999_999_999
MOST_UNITS = 10_000
