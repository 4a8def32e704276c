"""How names sound, whatever script and spelling they come in. Pure; the version goes into every token's key.

A word becomes the skeleton of its consonants, merged as far as transliterations differ, at most six:

    Mohammed, Muhamad, محمد → mmd      Петрова, Petrova, Petrowa → ptrf      Wójcik, Vojcik → fsk

Arabic and Persian are written without vowels, so vowels say nothing; h, w and y are vowels in some spellings
and count only where they surely are not. Where one letter is read in two ways, both readings are kept: j is y in some
languages and dzh in others, Cyrillic г is g or h, Arabic ض is d or z, ال before a name is the article or part of it,
and a mark under or over a c or t is typed or left out. Coarse is safe here: a search shows candidates and a
person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations, product

from anyascii import anyascii

VERSION = 2
LONGEST = 6
MOST_WORDS = 6

# What anyascii would lose: letters that stand for two sounds, vowels that part consonants; nobody speaks the ending ة.
_BEFORE = str.maketrans(
    {
        "đ": "dj",
        "Đ": "Dj",
        "ђ": "dj",
        "Ђ": "Dj",
        "џ": "dzh",
        "Џ": "Dzh",
        "χ": "kh",
        "Χ": "Kh",
        "ة": "",
        "ہ": "h",
        **dict.fromkeys("اآأإع", "a"),
    }
)
_THROAT = re.compile(r"(?<=\w)ع")
"""Inside a word it parts two sounds as h does, and like h it is written by some and left out by others."""
_READINGS: tuple[tuple[re.Pattern[str], tuple[str, str]], ...] = (
    (re.compile("[гГ]"), ("g", "h")),
    (re.compile("ض"), ("d", "z")),
    (re.compile("ث"), ("th", "s")),
    (re.compile(r"(?<!\w)ال(?=\w{2})"), ("", "ال")),
    (re.compile("[çčć]", re.IGNORECASE), ("ch", "c")),
    (re.compile("[țţ]", re.IGNORECASE), ("ts", "t")),
    (re.compile("qu(?=[aei])", re.IGNORECASE), ("k", "kw")),
)
"""What is read, or typed, in two ways, and both of them; one way holds for the whole name."""
_PARTICLES = frozenset(
    "al el ul ur as ar an bin ben ibn bint ould de da di do dos du del la le van von".split()  # noqa: SIM905 - one line
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(.)\1+", r"\1"),
        (r"^a?bd([aeiou]l)?", "abd"),  # Abd al-, Abdul, Abdel, Abdur before a name of God
        (r"ch(?=[rl])", "h"),
        (r"dzh|dj|tsch|tch|sch|sh|zh|cz|ch|ts|tz|dz|c(?=[eiy]|$)", "s"),
        (r"ph", "f"),
        (r"kh|gh", "h"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ck|q|c", "k"),
        (r"^x", "s"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"^w|w(?=[aeiouy])|v", "f"),
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
    plain = _THROAT.sub("h", unicodedata.normalize("NFKC", name))
    latin = anyascii(plain.translate(_BEFORE))
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
    return {
        phrase
        for reading in _readings(name)
        for words in [words_of(reading)]
        for hard_j in ({False, True} if "j" in "".join(words) else {False})
        for variant in _joined(words)
        for phrase in _combined([skeleton(word, hard_j=hard_j) for word in variant])
    }


def _readings(name: str) -> Iterator[str]:
    """The name as each of its letters that are read in two ways may be read."""
    plain = unicodedata.normalize("NFKC", name)
    both = [(pattern, ways) for pattern, ways in _READINGS if pattern.search(plain)]
    for chosen in product(*(ways for _pattern, ways in both)):
        reading = plain
        for (pattern, _ways), way in zip(both, chosen, strict=True):
            reading = pattern.sub(way, reading)
        yield reading


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
