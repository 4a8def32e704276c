"""Search over all rooms: each registers the part that it answers, and answers only what the actor may see.

    register(Part(name="protection.referrals", label=_("Referrals"), place=20, open_to=may_see, answer=referrals_found))

in AppConfig.ready. A part is asked with a `Question`: the codes in what was typed, and its words. It asks its own
policy, and gives groups of hits, or lists of rows to be read; the lists of all parts come in one statement. What was
typed goes no further than this: no part keeps it, and no event tells it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model, QuerySet

from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column, Known
from palermo.kit.layout import Link
from palermo.reference.spoken_codes import codes_in, looks_like_code
from palermo.trust.actor import Actor
from palermo.trust.gather import gather
from palermo.trust.plain_text import plain_words

MOST: Final = 20
"""Hits of a group at most; that there are more is said."""

MOST_CODES: Final = 20
"""Codes read in what was typed at most."""

MOST_LETTERS: Final = 300
"""Letters that can be searched for at once."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody looks for: the text as it was typed, the codes in it, and its words as they are compared.

    `may_be_name` is False for what is a code, a part of one or a number: such a text is searched as no name. `kept` is
    what one part of a search looked up and another needs too, by the room's name for it.
    """

    text: str
    codes: tuple[str, ...]
    words: tuple[str, ...]
    may_be_name: bool
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def is_said_in(self, *texts: object) -> bool:
        """Whether every word begins a word of these texts, accents and capitals aside."""
        said = plain_words(" ".join(map(str, texts)))
        return bool(self.words) and all(any(word.startswith(one) for word in said) for one in self.words)


def read_question(typed: str) -> Question:
    """What was typed, read: invisible signs are dropped, codes found as people write them.

    >>> read_question("case k7mc 4xrd").codes, read_question("M\u00fcnster").words
    (('K7MC-4XRD',), ('munster',))
    """
    text = "".join(sign for sign in typed if unicodedata.category(sign) not in {"Cf", "Cc"} or sign.isspace())
    text = " ".join(text.split())
    codes = codes_in(typed)[:MOST_CODES]
    words = () if codes else plain_words(text)
    return Question(
        text=text, codes=codes, words=words, may_be_name=bool(words) and not looks_like_code(text)
    )


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found. `code` is its own, `cells` what else its group's columns say.

    `whole` is True for what was found by its own whole code: when it is the only one, the search leads there.
    """

    title: Text
    url: str
    code: str = ""
    cells: Sequence[Cell] = ()
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """Hits of one kind under a heading. `columns` are heads of title, code if there is one, and cells.

    `sentences` stand in the place of a table, or above it; `names` are colleagues whom they name. `more` says that
    there are more than are shown, and what to do.
    """

    heading: Text
    columns: Sequence[Column] = ()
    hits: Sequence[Hit] = ()
    sentences: Sequence[Text] = ()
    names: Sequence[str] = ()
    more: bool = False

    @property
    def labelled_rows(self) -> list[list[tuple[Column, Cell]]]:
        """Each hit as the cells of a row, with their columns; the column of codes stands where any hit has one."""
        with_codes = any(hit.code for hit in self.hits)
        rows = (
            [Link(str(hit.title), hit.url), *([Known("", hit.code)] if with_codes else []), *hit.cells]
            for hit in self.hits
        )
        return [list(zip(self.columns, row, strict=True)) for row in rows]


@dataclass(frozen=True)
class Looked:
    """A list of rows of one model, at most MOST + 1 of them, and the group they make."""

    rows: QuerySet[Any]
    group: Callable[[Sequence[Any]], Group]


Answer = Iterable[Group | Looked]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a room answers. `place` orders the parts on the page; whoever it is not `open_to` is not offered it."""

    name: str
    label: Text
    place: int
    open_to: Callable[[Actor], bool]
    answer: Callable[[Actor, Question], Answer]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What all parts found, in their order; groups with nothing to say are left out."""

    groups: Sequence[Group]

    def leads_to(self, question: Question) -> str:
        """The page of the one thing whose whole code was typed, and no other; else empty."""
        whole = [hit for group in self.groups for hit in group.hits if hit.whole]
        return whole[0].url if len(question.codes) <= 1 and len(whole) == 1 else ""


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Register what a room answers; a second registration under the same name replaces the first."""
    _parts[part.name] = part


def parts_for(actor: Actor) -> list[Part]:
    """The parts that answer this actor, in their order."""
    return sorted((part for part in _parts.values() if part.open_to(actor)), key=lambda part: part.place)


def search(actor: Actor, question: Question, *, within: str = "") -> Found:
    """What the rooms find, or the part `within` alone. A part may record that it was asked."""
    if not question.text:
        return Found(groups=())
    answers = [
        answer
        for part in parts_for(actor)
        if within in ("", part.name)
        for answer in part.answer(actor, question)
    ]
    rows = gather({str(number): one.rows for number, one in enumerate(answers) if isinstance(one, Looked)})
    groups = [
        answer.group(rows[str(number)]) if isinstance(answer, Looked) else answer
        for number, answer in enumerate(answers)
    ]
    return Found(groups=[group for group in groups if group.hits or group.sentences])


def shown(rows: Sequence[Model]) -> tuple[Sequence[Any], bool]:
    """The rows of a `Looked` that are shown, and whether there are more."""
    return rows[:MOST], len(rows) > MOST
