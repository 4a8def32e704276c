"""What pages show of asking the authority, as facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.directory.states.words import ALSO_DOES
from palermo.kit.choices import Text
from palermo.kit.components import Cell, Column, Fact, Known, Page, Table
from palermo.kit.languages import LANGUAGES
from palermo.kit.layout import Link
from palermo.kit.office_time import local_day
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.nationalities import nationality_text
from palermo.protection.cases.words import AGE_BANDS, GENDERS
from palermo.protection.cases.words.clocks import LATE
from palermo.protection.identification.authority.codes import AskState
from palermo.protection.identification.authority.words import (
    ASK_STATES,
    LAWYERS,
    LETTER_KEPT,
    WITHDRAWAL_ANSWERS,
)
from palermo.protection.identification.words import (
    ASKED_BY,
    ELEMENT_CODES,
    INDICATORS,
    OBSERVED,
    OUTCOMES,
    STANDINGS,
    THRESHOLDS,
)
from palermo.reference.profiles import Profile
from palermo.trust.basis.words import DATA_CLASSES


def also_words(profile: Profile) -> list[Text]:
    """What else the State's competent authority is, in words; empty where it is nothing else."""
    return [ALSO_DOES[code] for code in profile.authority.also]


def ask_facts(row: Any, *, office: str) -> list[Fact]:
    """Where an asking stands: to whom, since when, what went, what came back. Nothing sealed is opened."""
    link = Link(office, reverse("protection:asking", args=[row.case_id, row.pk]))
    facts = [
        Fact(_("Asked"), [link, ASK_STATES[row.state]]),
        Fact(_("Code"), row.code),
        Fact(_("With the authority since"), local_day(row.sent_at)),
        Fact(_("What it was told"), [DATA_CLASSES[code] for code in row.disclosed_classes]),
        Fact(_("Lawyer"), LAWYERS[row.lawyer]),
    ]
    if row.state == AskState.OPEN:
        facts.append(Fact(_("Answer due"), local_day(row.due_at)))
    if row.asked_by:
        facts.append(Fact(_("Looked at again, asked by"), ASKED_BY[row.asked_by]))
    if row.not_yet_on and row.state == AskState.OPEN:
        facts.append(Fact(_("It says"), [OUTCOMES["not_yet"].label, row.not_yet_on]))
    if row.outcome:
        facts += answer_facts(row)
    if row.withdrawal_answer:
        facts.append(Fact(_("Answer to the taking back"), WITHDRAWAL_ANSWERS[row.withdrawal_answer]))
    return facts


def answer_facts(row: Any) -> list[Fact]:
    """What the authority decided, and what the person knows of it."""
    facts = [
        Fact(_("Decision"), OUTCOMES[row.outcome].label),
        Fact(_("Threshold"), THRESHOLDS[row.threshold]),
        Fact(_("Decided on"), row.decided_on),
    ]
    if row.told_on is None:
        return [*facts, Fact(_("The person was told"), _("Not yet"))]
    facts.append(
        Fact(_("The person was told"), [row.told_on, LANGUAGES.get(row.told_language, row.told_language)])
    )
    if row.letter_kept:
        facts.append(Fact(_("The letter is kept"), LETTER_KEPT[row.letter_kept]))
    if row.again_until:
        facts.append(Fact(_("One can ask again until"), row.again_until))
    return facts


def waiting_table(page: Page[Any], *, now: datetime) -> Table:
    """What is with an authority, each with since when."""
    return Table(
        caption=_("With an authority"),
        columns=[Column(_("Case")), Column(_("Authority")), Column(_("Since")), Column(_("Due"))],
        rows=[
            [
                Link(
                    str(Known(row.file_word, row.file_code)),
                    reverse("protection:asking", args=[row.case_id, row.pk]),
                ),
                row.office,
                local_day(row.sent_at),
                [local_day(row.due_at), *([LATE] if row.due_at < now else [])],
            ]
            for row in page.rows
        ],
        empty=_("No authority is asked. A case stands here from the asking to the answer."),
        next_key=page.next_key,
    )


def matter_facts(row: Any) -> list[Fact]:
    """From whom a matter came, since when it waits, what was said of a lawyer, and how it ended."""
    facts = [
        Fact(
            _("Asked by"),
            [row.office, ASK_STATES[row.state] if row.state != AskState.OPEN else _("To decide")],
        ),
        Fact(_("Code"), row.code),
        Fact(_("Arrived"), local_day(row.received_at)),
        Fact(_("Lawyer"), LAWYERS[row.lawyer]),
    ]
    if row.minimum_until:
        facts.append(Fact(_("Recovery and reflection there until"), row.minimum_until))
    if row.withdrawal_answer:
        facts.append(Fact(_("Answer to the taking back"), WITHDRAWAL_ANSWERS[row.withdrawal_answer]))
    return facts


def leaving_facts(parts: dict[str, Any]) -> list[Fact]:
    """What leaves, in words, by the names of `slice.what_leaves`."""
    return [
        Fact(label, _value(name, parts[name])) for name, label in leaving_labels().items() if name in parts
    ]


def leaving_labels() -> dict[str, str]:
    """What each part of what leaves is called, by its name."""
    return {
        "safe_contact": _("Safe contact"),
        "name": _("Name"),
        "other_names": _("Other names"),
        "gender": _("Gender"),
        "birth": _("Date of birth"),
        "age_band": _("Age"),
        "contact": _("Contact"),
        "languages": _("Languages"),
        "nationality": _("Nationality"),
        "other_nationalities": _("Other nationalities"),
        "observed": _("Observed"),
        "not_observed": _("Not observed"),
        "not_said": _("Does not want to say"),
        "acts": _("What was done"),
        "means": _("By what means"),
        "purposes": _("For what purpose"),
        "accounts": _("What the person told"),
        "grounds": _("What is said against it"),
    }


def _value(name: str, value: Any) -> Cell:
    match name:
        case "gender":
            return GENDERS.get(value, str(value))
        case "age_band":
            return AGE_BANDS.get(value, str(value))
        case "birth":
            return PartialDate.parse(value) if value else None
        case "languages":
            return [LANGUAGES.get(code, code) for code in value] or None
        case "nationality":
            return nationality_text(value)
        case "other_nationalities":
            return [nationality_text(code) for code in value] or None
        case "observed" | "not_observed" | "not_said":
            return [INDICATORS.get(code, code) for code in value] or None
        case "acts" | "means" | "purposes":
            return [OBSERVED.get(code) or ELEMENT_CODES.get(code, code) for code in value] or None
        case "accounts":
            return [f"{STANDINGS[one['standing']]}: {one['text']}" for one in value] or None
        case _:
            return value or None
