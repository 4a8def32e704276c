"""Details of events in words: what a code is called, what its values are called, what kind of thing an event is about.

A room adds its own in AppConfig.ready. `tests/house/test_ledger_details.py` finds every code that the program records
and asks that it has words. What an older or newer version recorded is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.components import State
from palermo.kit.dates import day_text
from palermo.trust.ledger.words import column_words
from palermo.trust.reasons import explain, known_reasons

Values = Mapping[str, Text] | Mapping[str, State]

DETAILS: Final[dict[str, Text]] = {
    "about": _("About"),
    "agreed": _("Agreed"),
    "alternative": _("A real alternative existed"),
    "answer": _("Answer"),
    "asked": _("What was asked"),
    "at": _("When"),
    "basis": _("Legal basis"),
    "breach": _("Breach"),
    "by": _("By"),
    "changed": _("Changed since it was shown"),
    "classes": _("Classes of data"),
    "code": _("Reason"),
    "codes": _("Details"),
    "columns": _("What was opened or written"),
    "consent": _("Consent"),
    "day": _("Day"),
    "ended": _("How many were ended"),
    "ends_on": _("Ends on"),
    "files": _("Files opened"),
    "fingerprint": _("Fingerprint"),
    "found": _("Found"),
    "generation": _("Number of the key"),
    "given_by": _("Given by"),
    "ground": _("Ground"),
    "invitations": _("Invitations"),
    "key": _("Key"),
    "keys": _("Keys"),
    "keys_destroyed": _("Keys destroyed"),
    "late": _("After its time"),
    "left": _("Left"),
    "mandate": _("Mandate"),
    "moved": _("Handed over"),
    "notices": _("Notices"),
    "number": _("How many"),
    "of": _("Of"),
    "outcome": _("Outcome"),
    "override": _("Disclosure without consent"),
    "persons": _("Persons"),
    "purpose": _("Purpose"),
    "reason": _("Reason"),
    "recipient": _("Recipient"),
    "recipients": _("Recipients"),
    "remains": _("What remains elsewhere"),
    "role": _("Role"),
    "rows": _("Records"),
    "rule": _("Rule of keeping"),
    "sequence": _("Number in the ledger"),
    "service": _("Service"),
    "share_lost": _("Recovery share lost its use"),
    "signed_backup": _("From a signed backup"),
    "state": _("State"),
    "stayed": _("Left where it was"),
    "step": _("Step"),
    "switch": _("Switch"),
    "system": _("Task"),
    "uid_after": _("Number of the account after"),
    "uid_before": _("Number of the account before"),
    "unit": _("Unit"),
    "unreadable": _("Not readable"),
    "time_zone": _("Time zone"),
    "until": _("Until"),
    "upheld": _("Upheld"),
    "way": _("Way"),
    "why": _("Why"),
    "events": _("Events"),
    "first": _("First number"),
    "last": _("Last number"),
    "form": _("Form"),
}
OBJECTS: Final[dict[str, Text]] = {
    "account": _("Account"),
    "assignment": _("Role"),
    "basis": _("What a disclosure rests on"),
    "breach": _("Breach"),
    "consent": _("Consent"),
    "hold": _("Legal hold"),
    "invitation": _("Invitation"),
    "ledger": _("Ledger"),
    "office": _("Office"),
    "organisation": _("Office"),
    "override": _("Disclosure without consent"),
    "person": _("Person"),
    "processing_basis": _("Legal basis"),
    "session": _("Sign-in"),
    "switch": _("Switch"),
    "task": _("Task"),
    "unit": _("Unit"),
}
_values: dict[str, dict[str, Text]] = {}
_EXPLAINED: Final = frozenset({"reason", "code", "why"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def add_details(words: Mapping[str, Text]) -> None:
    """Add what a room's codes are called. Raises ValueError for a code that is called otherwise already."""
    if otherwise := sorted(key for key, text in words.items() if str(DETAILS.get(key, text)) != str(text)):
        raise ValueError(f"Details of two rooms under one code: {', '.join(otherwise)}")
    DETAILS.update(words)


def add_objects(words: Mapping[str, Text]) -> None:
    """Add what the kinds of a room's things are called."""
    OBJECTS.update(words)


def add_values(key: str, *values: Values) -> None:
    """Add what values of a code are called; the first that names a value keeps it."""
    known = _values.setdefault(key, {})
    for table in values:
        for code, words in table.items():
            known.setdefault(code, words.label if isinstance(words, State) else words)


def detail_words(key: str) -> str:
    """What a code is called; one this version does not know is shown as it stands."""
    words = DETAILS.get(key)
    return str(words) if words is not None else key.replace("_", " ")


def object_words(object_type: str) -> str:
    """What a kind of thing is called; one this version does not know is shown as it stands."""
    words = OBJECTS.get(object_type)
    return str(words) if words is not None else object_type.replace("_", " ")


def value_words(key: str, value: object) -> str:
    """A value in words: yes and no, days, codes that some room names, sealed columns; else as it stands."""
    text = str(value)
    if text in {"True", "False"}:
        return _now("yes") if text == "True" else _now("no")
    if (words := _values.get(key, {}).get(text)) is not None:
        return str(words)
    if key in _EXPLAINED and text in known_reasons():
        return explain(text)
    if when := _time(text):
        return when
    if key == "time_zone":
        return text.replace(":", "/")
    if " " in text:  # a sentence that explains
        return text
    return ", ".join(_one(key, part) for part in text.split("."))


def _one(key: str, code: str) -> str:
    words = _values.get(key, {}).get(code)
    return str(words) if words is not None else column_words(code)


def _time(text: str) -> str:
    if _DAY.fullmatch(text):
        return day_text(date.fromisoformat(text))
    if _DAY.match(text) and "T" in text:
        try:
            return day_text(datetime.fromisoformat(text))
        except ValueError:
            return ""
    return ""
