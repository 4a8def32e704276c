"""What leaves with a file and what stays, on the page that asks before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.kit.choices import Text
from palermo.kit.components import Fact, Section
from palermo.kit.shown import Parts
from palermo.kit.wizard import Answers
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.came_back import came_as
from palermo.protection.referral.slice import leaves_with
from palermo.protection.referral.terms import CAVEATS
from palermo.trust.basis.rules import DataClass
from palermo.trust.basis.words import DATA_CLASSES


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
