"""Asking the authority in the history of a case: on both sides, each act with its hour and who did it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.components import Moment
from palermo.kit.layout import Link
from palermo.protection.file.queries.case_file import CaseFile
from palermo.protection.identification.verbs import OURS, THEIRS, VERBS, IdentificationVerb
from palermo.protection.identification.words import OUTCOMES

_AGAIN: Final[Text] = _("to have it looked at again")


def asking_moments(file: CaseFile) -> Iterator[tuple[datetime, Moment]]:
    """What the ledger says of asking the authority about this case."""
    page = reverse("protection:identification", args=[file.case.pk])
    for row in file.events:
        theirs = row.verb in THEIRS
        if not theirs and row.verb not in OURS:
            continue
        outcome = OUTCOMES.get(row.codes.get("outcome", ""))
        detail: Text = outcome.label if outcome else _AGAIN if row.codes.get("again") is True else ""
        who = "" if theirs else getattr(row, "name", None) or ""
        words = VERBS[IdentificationVerb(row.verb)]
        yield (
            row.at,
            Moment(when=row.at, what=words, who=who, detail=detail, where=Link("", page), theirs=theirs),
        )
