"""What leaves with a file and what stays, on the page that asks before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.directory.queries import coverage
from palermo.exchange.queries import packages_in
from palermo.kit.choices import Text
from palermo.kit.components import Cell, Fact, Section
from palermo.kit.partial_date import PartialDate
from palermo.kit.shown import Parts
from palermo.kit.wizard import Answers
from palermo.protection.cases.nationalities import nationality_text
from palermo.protection.cases.queries.joined import contacts
from palermo.protection.cases.words import AGE_BANDS, COLUMNS, GENDERS, LANGUAGES, NEED_KINDS, URGENCIES
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.came_back import came_as
from palermo.protection.referral.slice import leaves_with
from palermo.protection.referral.terms import CAVEATS, PURPOSE
from palermo.protection.referral.views.override_page import listed_classes
from palermo.trust.actor import Actor
from palermo.trust.basis.rules import DataClass
from palermo.trust.basis.words import DATA_CLASSES
from palermo.trust.people.middleware import ActingRequest


def with_safe_contact(codes: Iterable[str]) -> frozenset[DataClass]:
    """The classes chosen, and with them how to contact the person safely, which always goes along."""
    return frozenset(DataClass(code) for code in codes) | {DataClass.SAFE_CONTACT}


def staying(chosen: frozenset[DataClass], *, may_leave: frozenset[str]) -> Section:
    """What of the file does not leave, by its class alone, and whether it might have."""
    words = {True: _("May leave, not chosen"), False: _("May not leave")}
    facts = [
        Fact(DATA_CLASSES[one.value], words[one.value in may_leave]) for one in DataClass if one not in chosen
    ]
    return Section(
        _("Stays with you"),
        [*facts, Fact(_("What was told, notes, colleagues"), _("Not sent"))],
        stays=True,
    )


def leaves(
    row: Referral, answers: Answers, leaving: Callable[[frozenset[DataClass]], dict[str, Any]]
) -> Parts:
    """What the page shows of what leaves, to be compared with what leaves when it is sent."""
    chosen = with_safe_contact(answers["classes"]["data_classes"])
    return leaves_with(row, chosen, leaving(chosen), CAVEATS)


CAME_AS: Final[dict[str, Text]] = {
    "came_as": gettext_lazy("Their own code of when they sent the person here")
}
"""What is told beside the slice to an office from which the person once came."""


def came_back_facts(row: Referral, classes: Collection[DataClass]) -> list[Fact]:
    """The recipient's own code of then, where it leaves with the name."""
    code = came_as(row, classes)
    return [Fact(CAME_AS["came_as"], code)] if code else []


def slice_facts(parts: Mapping[str, Any]) -> list[Fact]:
    """Exactly what leaves (`slice.preview_slice`), value by value, in words."""
    labels = slice_labels()
    return [Fact(labels[key], _in_words(key, value)) for key, value in parts.items()]


def slice_labels() -> dict[str, Any]:
    """What each part of a slice is called."""
    return {
        **COLUMNS,
        "age_band": _("Age"),
        "gender": _("Gender"),
        "languages": _("Languages"),
        "nationality": _("Nationality"),
        "other_nationalities": _("Other nationalities"),
        "needs": _("Needs"),
    }


def _in_words(key: str, value: Any) -> Cell:
    match key:
        case "needs":
            return [f"{NEED_KINDS[need['kind']]} ({URGENCIES[need['urgency']]})" for need in value]
        case "languages":
            return languages_in_words(value)
        case "age_band":
            return AGE_BANDS.get(str(value), str(value))
        case "gender":
            return GENDERS.get(str(value), str(value))
        case "birth" if value:
            return PartialDate.parse(value)
        case "nationality":
            return nationality_text(value)
        case "other_nationalities":
            return [nationality_text(code) for code in value] or None
        case _:
            return value or None


def languages_in_words(codes: list[str]) -> Cell:
    """Languages by name, in the order of their codes."""
    return [LANGUAGES.get(code, code) for code in codes]


def sendings(actor: Actor, thread_id: UUID) -> list[Fact]:
    """Each time that something of the person left in a thread, and which classes of data; the same on both sides."""
    rows = packages_in(actor, thread_id, kinds=("identity_slice", "identity_update"))
    return [
        Fact(_("Later") if number else _("At first"), [row.sent_at, *listed_classes(row.data_classes)])
        for number, row in enumerate(rows)
    ]


def agreement_refusal(request: ActingRequest, row: Referral, codes: Iterable[str]) -> str | None:
    """A reason code when nothing says how to contact the person safely, or no one agreement covers all of it."""
    if not contacts(row.person):
        return "safe_contact_missing"
    return coverage(
        request.actor,
        row.recipient_id,
        purpose=PURPOSE,
        data_classes=with_safe_contact(codes),
        now=timezone.now(),
    ).refusal
