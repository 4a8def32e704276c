"""Blank forms on paper, made of the forms on the screen: same fields, same order, in each language of the cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text, is_unsaid
from palermo.kit.forms import KitForm
from palermo.protection.cases.codes.paper import PaperKind
from palermo.protection.cases.words.paper import PAPER_KINDS
from palermo.protection.file.paper.words import said_in
from palermo.protection.file.views.open_case import STEPS
from palermo.protection.referral.forms.sending import AnswerForm, ConsentForm
from palermo.trust.basis.rules import DataClass

NOT_ON_PAPER: Final = frozenset({"from_paper"})
"""What is asked of whoever enters a paper, and not of the person."""
MOST_BOXES: Final = 20
_WRITTEN: Final = frozenset({"nationality", "nationality_2", "nationality_3", "referrer", "guardian"})
_ROWS: Final = {"safe_contact": 4, "narrative": 8, "contact": 2, "other_names": 2}

BEFORE: Final = {
    PaperKind.INTAKE: (
        _("Help does not wait for any of this. Leave open what is not asked, not known or not said."),
        _("Keep this paper locked away, or give it to the person. Nobody else may read it."),
    ),
    PaperKind.CONSENT: (
        _(
            "You choose what it may know. How to contact you safely always goes along, so that nobody puts you in"
            " danger by calling."
        ),
        _("You may say no. You are helped here all the same."),
        _(
            "You may take your yes back at any time. Then nothing more is sent, and the other office is told and must"
            " answer. What it has read by then it cannot unread."
        ),
        _("Nobody sends anything to the police or to immigration by this."),
    ),
}
OF_THE_ACT: Final = {
    PaperKind.INTAKE: (_("Day"), _("Taken by")),
    PaperKind.CONSENT: (
        _("Which office is asked?"),
        _("Day"),
        _("Taken by"),
        _("Witness"),
        _("Signature or thumbprint"),
    ),
}


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """One field: boxes to tick, or `rows` lines to write on."""

    name: str
    label: str
    boxes: tuple[str, ...] = ()
    rows: int = 1

    @property
    def lines(self) -> range:
        """One for each line to write on."""
        return range(0 if self.boxes else self.rows)


@dataclass(frozen=True, kw_only=True)
class PaperPart:
    """One page of the flow, as a part of the paper."""

    heading: str
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A blank form in one language; nothing on it says whose it is."""

    title: str
    before: tuple[str, ...]
    parts: tuple[PaperPart, ...]
    act: tuple[str, ...]
    version: str


def fields_of(kind: PaperKind) -> list[tuple[Text, list[tuple[str, forms.Field]]]]:
    """The pages of the flow that the paper stands for: heading and fields, in the order of the screen."""
    pages: list[tuple[Text, KitForm]]
    if kind is PaperKind.INTAKE:
        pages = [(step.heading, step.form()) for step in STEPS if step.name != "paper"]
    else:
        classes = [code.value for code in DataClass]
        guardian = [("guardian", "")]
        pages = [(PAPER_KINDS[kind], AnswerForm()), ("", ConsentForm(classes=classes, guardians=guardian))]
    return [
        (heading, [(name, field) for name, field in form.fields.items() if name not in NOT_ON_PAPER])
        for heading, form in pages
    ]


def sheet(kind: PaperKind, language: str) -> Sheet:
    """The blank form in a language of the cards."""

    def say(text: object) -> str:
        return said_in(language, text)

    found = fields_of(kind)
    parts = tuple(
        PaperPart(
            heading=say(heading) if heading else "",
            lines=tuple(
                PaperLine(
                    name=name,
                    label=say(field.label),
                    boxes=tuple(map(say, _boxes(name, field))),
                    rows=_ROWS.get(name, 1),
                )
                for name, field in fields
            ),
        )
        for heading, fields in found
    )
    return Sheet(
        title=say(PAPER_KINDS[kind]),
        before=tuple(map(say, BEFORE[kind])),
        parts=parts,
        act=tuple(map(say, OF_THE_ACT[kind])),
        version=version_of(kind),
    )


def version_of(kind: PaperKind) -> str:
    """What stands at the foot: another word as soon as one field, box or sentence is another."""
    text = "\n".join(texts_of(kind))
    return f"{kind.value}-{sha256(text.encode()).hexdigest()[:4]}"


def texts_of(kind: PaperKind) -> list[str]:
    """Every text of the paper in English, in its order."""
    with translation.override("en-gb"):
        found = [str(text) for text in (PAPER_KINDS[kind], *BEFORE[kind], *OF_THE_ACT[kind])]
        for heading, fields in fields_of(kind):
            found += [str(heading)] if heading else []
            for name, field in fields:
                found += [str(field.label), *map(str, _boxes(name, field))]
    return found


def _boxes(name: str, field: forms.Field) -> Iterator[object]:
    if isinstance(field, forms.BooleanField):
        yield _("Yes")
    if name in _WRITTEN or not isinstance(field, forms.ChoiceField):
        return
    choices: Iterable[tuple[object, object]] = field.widget.choices
    answers = [(str(code), label) for code, label in choices if code != "" and not is_unsaid(str(code))]
    if len(answers) <= MOST_BOXES:
        yield from (label for _code, label in answers)
