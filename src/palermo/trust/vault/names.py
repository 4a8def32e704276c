"""How names sound, whatever script and spelling they come in. Pure; the version goes into every token's key.

A word becomes the skeleton of its consonants, merged as far as transliterations differ, at most five:

    Mohammed, Muhamad, محمد → mmd      Петрова, Petrova, Petrowa → ptrf      Wójcik, Vojcik → fsk

Arabic and Persian are written without vowels, so vowels say nothing; h, w and y are vowels in some spellings
and count only where they surely are not. j is y in some languages and dzh in others: both readings are kept.
Coarse is safe here: a search shows candidates and a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations

from anyascii import anyascii

VERSION = 1
LONGEST = 5
MOST_WORDS = 6

# What anyascii would lose: these letters stand for two sounds.
_BEFORE = str.maketrans({"đ": "dj", "Đ": "Dj", "ђ": "dj", "Ђ": "Dj", "џ": "dzh", "Џ": "Dzh"})
_PARTICLES = frozenset(
    "al el ul ur as ar an bin ben ibn bint ould de da di do dos du del la le van von".split()  # noqa: SIM905 - one line
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(.)\1+", r"\1"),
        (r"^abd[aeiou]?l?(?=[^aeiou])", "abd"),  # Abd al-, Abdul, Abdel, Abdur before a name of God
        (r"dzh|dj|tsch|tch|sch|sh|zh|cz|ch|ts|tz|dz|c(?=[eiy]|$)", "s"),
        (r"ph", "f"),
        (r"kh|gh", "h"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ck|q|c", "k"),
        (r"^x", "s"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"^w|w(?=[aeiou])|v", "f"),
        (r"(?<!^)h|[aeiouyw]", ""),
    )
)


def skeleton(word: str, *, hard_j: bool = False) -> str:
    """The consonants of a word in Latin letters; "a" for a word of vowels only.

    >>> skeleton("mohammed"), skeleton("mhmd"), skeleton("wojcik"), skeleton("aoi")
    ('mmd', 'mmd', 'fsk', 'a')
    """
    word = word.replace("j", "zh" if hard_j else "y")
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word[:LONGEST] or "a"


def words_of(name: str) -> list[str]:
    """The words of a name in Latin letters, without particles; at most six. Signs nobody transliterates say nothing."""
    latin = anyascii(unicodedata.normalize("NFKC", name).translate(_BEFORE))
    # Where a script has no spaces, anyascii begins each sign with a capital: WangXiaoMing.
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", latin)
    words = re.findall(r"[a-z]+", re.sub(r"['`’]", "", apart.lower()))
    return ([word for word in words if word not in _PARTICLES] or words)[:MOST_WORDS]


def phrases(name: str) -> set[str]:
    """What is made into tokens: the whole name and each pair of its words, in any order, neighbours joined or not.

    A single word is a phrase only if it is all there is, or two words written as one.

    >>> bool(phrases("Amina  Dembélé") & phrases("Demmbele Ameena"))
    True
    >>> bool(phrases("Мария Петрова") & phrases("Maria Petrova"))
    True
    """
    words = words_of(name)
    return {
        phrase
        for hard_j in ({False, True} if "j" in "".join(words) else {False})
        for variant in _joined(words)
        for phrase in _combined([skeleton(word, hard_j=hard_j) for word in variant])
    }


def _joined(words: list[str]) -> Iterator[list[str]]:
    """The words as they are, then with each two neighbours written as one (Xiao Ming, Xiaoming)."""
    yield words
    for index in range(len(words) - 1):
        yield [*words[:index], words[index] + words[index + 1], *words[index + 2 :]]


def _combined(parts: list[str]) -> set[str]:
    distinct = sorted(set(parts))
    return {" ".join(pair) for pair in combinations(distinct, 2)} | (
        {" ".join(distinct)} if distinct else set()
    )
