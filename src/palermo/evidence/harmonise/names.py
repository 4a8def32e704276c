"""Names of columns taken apart: whom a column is about, what it asks, and whether it says who somebody is.

Forms name a column by its way ("grp_person-sex", "form.case.@case_id", "trafficker/gender"), lists by a few words of
their language. Both become words, and `name_words.toml` says of each what it speaks of. The words of the last part
tell what is asked; those before tell of whom.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from palermo.evidence.harmonise.mapping import Treatment
from palermo.evidence.harmonise.text import plain

WAY = re.compile(r"[/.:|>?]+|\s[-–—]+\s")
INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?){2,}")
HYPHEN = re.compile(r"(?<=\w\w)-(?=\w\w)")
HUMPS = re.compile(
    r"(?<=[a-zа-яà-ÿ])(?=[A-ZА-ЯÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])"
)
ARTICLE = re.compile(r"(?:[وبف]?ال|لل)(?=...)")
# Thai, Lao, Burmese, Khmer, and the ideographs: no blanks between words.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


MISSPELT = 8  # letters at least, of a word that may be misspelt
ALIKE = 94  # of 100: one letter too many or too few in a long word
SHORTEST = 3  # of the words that a compound is made of
JOINTS = ("", "s", "es", "n", "en")


class Role(StrEnum):
    """What a word does in a name; the tables of `name_words.toml`."""

    SUBJECT = "subject"
    WITHHELD = "withheld"
    TOPIC = "topic"
    FILLER = "filler"
    STRANGE = "strange"


@dataclass(frozen=True)
class Word:
    """A word or phrase of a name: what it does, what it speaks of, in which part of the name, and itself."""

    role: Role
    concept: str
    part: int
    text: str


@dataclass(frozen=True)
class Name:
    """A name taken apart. `leaf` is the last part that says anything."""

    words: tuple[Word, ...]
    leaf: int
    technical: bool

    def concepts(self, role: Role, *, leaf: bool | None = None) -> set[str]:
        """Return what the words of a role speak of: in the leaf, before it, or (None) anywhere."""
        return {
            word.concept
            for word in self.words
            if word.role is role and (leaf is None or (word.part == self.leaf) is leaf)
        }

    @property
    def strangers(self) -> list[str]:
        """The words of the leaf that no table knows; numbers and single letters say nothing."""
        return [
            word.text
            for word in self.words
            if word.role is Role.STRANGE and word.part == self.leaf and len(word.text) > 1
        ]

    @property
    def others(self) -> set[str]:
        """Whom the name speaks of besides the victim, in any part."""
        return self.concepts(Role.SUBJECT) - {"victim"}

    @property
    def withheld(self) -> Treatment | None:
        """As what the column is withheld: by its leaf, or by its group when the leaf asks nothing else."""
        told = [word.concept for word in self.words if word.role is Role.WITHHELD and word.part == self.leaf]
        if not told and not self.concepts(Role.TOPIC, leaf=True):
            told = [
                word.concept
                for word in self.words
                if word.role is Role.WITHHELD and word.concept != Treatment.FREE_TEXT
            ]
        found = set(told)
        return next((kind for kind in ORDER if kind in found), None)

    @property
    def counting(self) -> Name:
        """The name with the French word for a number read as such; elsewhere the same word is that for a name."""
        return replace(
            self,
            words=tuple(
                replace(word, role=Role.TOPIC, concept="count") if word.text == "nombre" else word
                for word in self.words
            ),
        )


# A name with several: the one that tells most about somebody.
ORDER = (
    Treatment.EXACT_DATE,
    Treatment.DOCUMENT,
    Treatment.CONTACT,
    Treatment.IDENTITY,
    Treatment.FREE_TEXT,
)


def _bare(word: str) -> str:
    return ARTICLE.sub("", word, count=1) if ARTICLE.match(word) else word


def tokens(text: str) -> list[str]:
    """Return the words of a text as they are compared.

    >>> tokens("SubmitterID"), tokens("form.case.@case_id"), tokens("Âge (années)")
    (['submitter', 'id'], ['form', 'case', 'case', 'id'], ['age', 'annees'])
    """
    compared = plain(HUMPS.sub(" ", text)).replace("'", " ")
    kept = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in compared)
    return [_bare(word) for word in kept.split()]


@dataclass(frozen=True)
class Lexicon:
    """The word table: phrases as they stand, phrases whose last word may go on, and entries of unspaced scripts."""

    exact: dict[tuple[str, ...], tuple[Role, str]]
    begun: dict[tuple[str, ...], list[tuple[str, Role, str]]]
    unspaced: dict[str, tuple[Role, str]]
    technical: frozenset[tuple[str, ...]]
    long: dict[str, tuple[Role, str]]
    longest: int

    def compound(self, word: str) -> list[tuple[Role, str, str]]:
        """Return the words that a word is put together of ("Erfassungsjahr", "victimage"); empty when it is none."""
        for end in range(len(word) - SHORTEST, SHORTEST - 1, -1):
            first = self.at([word[:end]], 0)
            if first is None:
                continue
            for joint in JOINTS:
                if not word.startswith(joint, end):
                    continue
                rest = word[end + len(joint) :]
                last = self.exact.get((rest,)) if len(rest) >= SHORTEST else None
                last = None if last and last[0] is Role.FILLER else last
                others = [(*last, rest)] if last else self.compound(rest)
                if others:
                    return [(first[1], first[2], word[:end]), *others]
        return []

    def near(self, word: str) -> tuple[Role, str] | None:
        """Return what a misspelt word speaks of ("Telephonne"), or None; short words are not guessed at."""
        if len(word) < MISSPELT:
            return None
        found = process.extractOne(word, self.long.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return self.long[found[0]] if found else None

    def at(self, words: Sequence[str], start: int) -> tuple[int, Role, str] | None:
        """Return the longest phrase that begins here: how many words it takes, its role and its concept."""
        for length in range(min(self.longest, len(words) - start), 0, -1):
            phrase = tuple(words[start : start + length])
            if found := self.exact.get(phrase):
                return length, *found
            begun = [entry for entry in self.begun.get(phrase[:-1], []) if phrase[-1].startswith(entry[0])]
            if begun:
                _, role, concept = max(begun, key=lambda entry: len(entry[0]))
                return length, role, concept
        return None


@cache
def lexicon() -> Lexicon:
    """Read the word table; of a word that stands in several places the first counts."""
    text = files("palermo.evidence.harmonise").joinpath("name_words.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    exact: dict[tuple[str, ...], tuple[Role, str]] = {}
    begun: dict[tuple[str, ...], list[tuple[str, Role, str]]] = {}
    unspaced: dict[str, tuple[Role, str]] = {}
    for role in (Role.SUBJECT, Role.WITHHELD, Role.TOPIC, Role.FILLER):
        for concept, entries in tables[role].items():
            for entry in entries:
                phrase = tuple(tokens(entry))
                if entry.endswith("*"):
                    begun.setdefault(phrase[:-1], []).append((phrase[-1], role, concept))
                elif UNSPACED.search(entry):
                    unspaced.setdefault("".join(phrase), (role, concept))
                else:
                    exact.setdefault(phrase, (role, concept))
    technical = frozenset(tuple(tokens(entry)) for entry in tables["technical"]["whole"])
    longest = max(len(phrase) for phrase in (*exact, *((*key, "") for key in begun)))
    long = {word: (role, concept) for word, role, concept in begun.get((), []) if len(word) >= MISSPELT}
    long |= {key[0]: told for key, told in exact.items() if len(key) == 1 and len(key[0]) >= MISSPELT}
    return Lexicon(exact, begun, unspaced, technical, long, longest)


def _inside(text: str, part: int) -> Iterator[Word]:
    """Yield the words inside a text that has no blanks between them."""
    table = lexicon().unspaced
    place, strange = 0, ""
    while place < len(text):
        end = next((end for end in range(len(text), place, -1) if text[place:end] in table), 0)
        if end:
            role, concept = table[text[place:end]]
            yield Word(role, concept, part, text[place:end])
            place = end
        else:
            strange += text[place]
            place += 1
    if strange:
        yield Word(Role.STRANGE, "", part, strange)


def _words(parts: Sequence[Sequence[str]]) -> Iterator[Word]:
    flat = [(word, part) for part, words in enumerate(parts) for word in words]
    place = 0
    while place < len(flat):
        word, part = flat[place]
        found = lexicon().at([each for each, _ in flat], place)
        if found is not None and found[0] == 1 and (word,) not in lexicon().exact:
            compound = lexicon().compound(word)  # "victimage" only begins like "victims"
            found = None if compound else found
        if found is not None:
            length, role, concept = found
            last = flat[place + length - 1][1]
            yield Word(role, concept, last, " ".join(each for each, _ in flat[place : place + length]))
            place += length
            continue
        if UNSPACED.search(word):
            yield from _inside(word, part)
        elif word.isdecimal():
            yield Word(Role.FILLER, "", part, word)
        elif compound := lexicon().compound(word):
            yield from (Word(role, concept, part, text) for role, concept, text in compound)
        elif near := lexicon().near(word):
            yield Word(*near, part, word)
        else:
            yield Word(Role.STRANGE, "", part, word)
        place += 1


def _ways(text: str) -> list[str]:
    ways = WAY.split(INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text))
    return [step for way in ways for step in HYPHEN.split(way)] if " " not in text.strip() else ways


def without_way(text: str) -> str:
    """Return the last part of a name, without the groups of the form before it.

    >>> without_way("grp_person-prs_Gender"), without_way("form.case.@case_id"), without_way("Year")
    ('prs_Gender', '@case_id', 'Year')
    """
    return next((way for way in reversed(_ways(text)) if way.strip()), text)


@lru_cache(maxsize=4096)
def read_name(text: str) -> Name:
    """Take a name of a column apart.

    >>> name = read_name("grp_trafficker-age_range")
    >>> sorted(name.others), sorted(name.concepts(Role.TOPIC))
    (['perpetrator'], ['age'])
    """
    parts = [words for way in _ways(text) if (words := tokens(way))]
    if len(parts) > 1 and parts[0] == ["form"]:  # CommCare begins every name so
        parts = parts[1:]
    found = tuple(_words(parts))
    telling = [word.part for word in found if word.role is not Role.FILLER]
    whole = tuple(word for part in parts for word in part)
    technical = lexicon().technical
    return Name(
        words=found,
        leaf=max(telling, default=len(parts) - 1),
        technical=whole in technical or bool(parts and tuple(parts[-1]) in technical),
    )
