"""The chain of help, as the first page shows it: a picture for a desk, one for a telephone, and the words of both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from palermo.charts import NARROW, WIDE, Column, Layout, Picture, Table, chain
from palermo.kit.choices import Text

RINGS: Final[tuple[tuple[Text, Text, str], ...]] = (
    (gettext_lazy("Somebody notices"), gettext_lazy("a colleague, a nurse, an inspector"), "eye"),
    (gettext_lazy("First contact"), gettext_lazy("safety, in the person’s language"), "door"),
    (gettext_lazy("Interview"), gettext_lazy("in their own words, at their pace"), "talk"),
    (gettext_lazy("Identification"), gettext_lazy("presumed first, then decided"), "shield"),
    (gettext_lazy("Help"), gettext_lazy("a bed, a doctor, a lawyer"), "bed"),
    (gettext_lazy("Rights"), gettext_lazy("in court, and across a border"), "scales"),
    (gettext_lazy("A life of their own"), gettext_lazy("to stay, or to return safely"), "house"),
)
BORDER_AFTER: Final = 5


@dataclass(frozen=True)
class ChainOfHelp:
    """The pictures and the sentence that says how to read them; the rings' words are the table of either."""

    wide: Picture
    narrow: Picture
    says: str
    border_before: int = BORDER_AFTER + 1

    @property
    def rings(self) -> list[tuple[str, str]]:
        """What each ring is, and a few words on it."""
        table = self.wide.table
        return list(zip(table.words("name"), table.words("note"), strict=True))


def chain_of_help() -> ChainOfHelp:
    """The chain in the language and direction of the page."""
    return _drawn(get_language() or "")


def chain_picture(*, layout: Layout, words: bool = True, paper: bool = True) -> Picture:
    """Draw the chain, as a page, a report or a notebook needs it."""
    table = Table(
        columns=(Column("name", _("Ring")), Column("note", _("What happens")), Column("sign", _("Sign"))),
        rows=tuple((str(name), str(note), sign) for name, note, sign in RINGS),
    )
    return chain(
        table,
        name="name",
        note="note",
        sign="sign",
        border_after=BORDER_AFTER,
        words=words,
        paper=paper,
        title=_("The chain of help, step by step"),
        description=how_to_read(),
        layout=layout,
        rtl=get_language_bidi(),
    )


def how_to_read() -> str:
    """The sentence below the picture."""
    return _(
        "Each ring is an office. The thread is the person. At each light the person has said yes. The dotted line is "
        "a border."
    )


@lru_cache(maxsize=16)
def _drawn(language: str) -> ChainOfHelp:  # noqa: ARG001 - the words are of the language that is active
    return ChainOfHelp(
        wide=chain_picture(layout=WIDE, words=False, paper=False),
        narrow=chain_picture(layout=NARROW, paper=False),
        says=how_to_read(),
    )
