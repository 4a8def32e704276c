"""Breaches in plain language."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.components import State, Tone
from palermo.trust.ledger.codes import AuthorityAnswer, BreachKind, TellingOutcome

KINDS: Final[dict[str, Text]] = {
    BreachKind.ACCOUNT_TAKEN_OVER: _("Somebody else used an account"),
    BreachKind.COLLEAGUE_MISUSED: _("A colleague looked at or passed on what they should not"),
    BreachKind.DEVICE_LOST: _("A device was lost or taken while signed in"),
    BreachKind.WRONG_RECIPIENT: _("Something went to the wrong recipient"),
    BreachKind.PAPER_LOST: _("Paper was lost or seen"),
    BreachKind.SERVER_BROKEN_INTO: _("The server was broken into"),
    BreachKind.OTHER: _("Something else"),
}

ANSWERS: Final[dict[str, Text]] = {
    AuthorityAnswer.TOLD: _("The authority was told"),
    AuthorityAnswer.NO_RISK: _("Not told: no risk to anybody, and the reasons are kept on paper"),
    AuthorityAnswer.OFFICE_NOT_BOUND: _("Not told: another rule binds this office, and it was followed"),
}

OUTCOMES: Final[dict[str, Text]] = {
    TellingOutcome.TOLD: _("The person was told"),
    TellingOutcome.NOT_SAFELY_REACHABLE: _("Could not be reached safely"),
    TellingOutcome.WOULD_ENDANGER: _("Not told: telling would endanger the person"),
    TellingOutcome.ERASED: _("The file was erased before"),
}

AUTHORITY_WAITS = State(_("The authority waits"), Tone.ATTENTION)
AUTHORITY_LATE = State(_("Later than 72 hours"), Tone.DANGER)
AUTHORITY_DONE = State(_("Answered"), Tone.DONE)

REASONS: Final[dict[str, Text]] = {
    "breach_answered": _("This was answered already."),
    "own_breach": _("The breach is about your own account. Somebody else tells the person."),
    "breach_known_later": _("It cannot be known later than now. Check the date."),
}
