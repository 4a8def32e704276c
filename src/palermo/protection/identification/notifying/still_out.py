"""A notification that is due when its file is closed: whoever closes sends it, says why not, or leaves it owed."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palermo.directory.profiles import profile_of
from palermo.directory.states.words import NOTIFIED_TO
from palermo.kit.dates import day_text
from palermo.kit.layout import Link
from palermo.protection.identification.notifying.queries import due_in_cases
from palermo.protection.identification.notifying.rules import addressee
from palermo.trust.actor import Actor
from palermo.trust.still_out import AboutFile, StillOut


def _rows(actor: Actor, file: AboutFile) -> Any:
    return due_in_cases(actor).filter(case_id=file.file_id)


def _shown(row: Any) -> Link:
    to = addressee(profile_of(row.version), age_band=row.age_band)
    words = str(NOTIFIED_TO[to]) if to else ""
    return Link(words, reverse("protection:identification", args=[row.case_id]))


def _due(row: Any) -> str:
    rules = profile_of(row.version)
    day = rules.calendar.after(row.presumed_on, rules.notify_within)
    return _("until %(day)s") % {"day": day_text(day)}


NOTIFICATION = StillOut(
    code="notification",
    words=gettext_lazy("A notification without identity is due"),
    tables=frozenset({"protection_notification"}),
    rows=_rows,
    shown=_shown,
    says=_due,
)
