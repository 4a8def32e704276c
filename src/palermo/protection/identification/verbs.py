"""What this subject records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class IdentificationVerb(Verb):
    """Of screening, accounts, presumption, reflection and decisions."""

    SCREENING_RECORDED = "screening.recorded"
    ACCOUNT_RECORDED = "account.recorded"
    PRESUMPTION_RECORDED = "presumption.recorded"
    REFLECTION_STARTED = "reflection.started"
    REFLECTION_PAUSED = "reflection.paused"
    REFLECTION_RESUMED = "reflection.resumed"
    REFLECTION_EXTENDED = "reflection.extended"
    REFLECTION_ENDED = "reflection.ended"
    DECISION_RECORDED = "decision.recorded"
    DECISION_ASKED_AGAIN = "decision.asked_again"


class IdentificationAsked(Asked):
    """What was asked here and refused."""

    SCREENING_RECORD = "screening.record"
    ACCOUNT_RECORD = "account.record"
    PRESUMPTION_RECORD = "presumption.record"
    REFLECTION_CHANGE = "reflection.change"
    DECISION_RECORD = "decision.record"
    DECISION_ASK_AGAIN = "decision.ask_again"


VERBS: Final[dict[Verb, Text]] = {
    IdentificationVerb.SCREENING_RECORDED: _("Screening recorded"),
    IdentificationVerb.ACCOUNT_RECORDED: _("Account of the person recorded"),
    IdentificationVerb.PRESUMPTION_RECORDED: _("Presumed by a first responder"),
    IdentificationVerb.REFLECTION_STARTED: _("Recovery and reflection begun"),
    IdentificationVerb.REFLECTION_PAUSED: _("Recovery and reflection paused"),
    IdentificationVerb.REFLECTION_RESUMED: _("Recovery and reflection goes on"),
    IdentificationVerb.REFLECTION_EXTENDED: _("Recovery and reflection extended"),
    IdentificationVerb.REFLECTION_ENDED: _("Recovery and reflection ended"),
    IdentificationVerb.DECISION_RECORDED: _("Decision on identification recorded"),
    IdentificationVerb.DECISION_ASKED_AGAIN: _("Asked to look at a decision again"),
}
