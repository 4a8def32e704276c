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
    DECISION_NOT_ASKED = "decision.not_asked"
    AUTHORITY_ASKED = "authority.asked"
    AUTHORITY_NOT_ASKED = "authority.not_asked"
    AUTHORITY_TAKEN_BACK = "authority.taken_back"
    AUTHORITY_NOT_YET = "authority.not_yet"
    AUTHORITY_ANSWERED = "authority.answered"
    AUTHORITY_TOOK_NOTE = "authority.took_note"
    AUTHORITY_TOLD = "authority.told"
    MATTER_RECEIVED = "matter.received"
    MATTER_NOT_YET = "matter.not_yet"
    MATTER_ANSWERED = "matter.answered"
    MATTER_TAKEN_BACK = "matter.taken_back"
    MATTER_TAKEN_BACK_ANSWERED = "matter.taken_back_answered"


class IdentificationAsked(Asked):
    """What was asked here and refused."""

    SCREENING_RECORD = "screening.record"
    ACCOUNT_RECORD = "account.record"
    PRESUMPTION_RECORD = "presumption.record"
    REFLECTION_CHANGE = "reflection.change"
    DECISION_RECORD = "decision.record"
    DECISION_ASK_AGAIN = "decision.ask_again"
    AUTHORITY_ASK = "authority.ask"
    AUTHORITY_TAKE_BACK = "authority.take_back"
    AUTHORITY_ANSWER = "authority.answer"
    AUTHORITY_TELL = "authority.tell"
    MATTER_ANSWER = "matter.answer"
    MATTER_TAKEN_BACK = "matter.answer_taken_back"


OURS: Final = (
    IdentificationVerb.AUTHORITY_ASKED,
    IdentificationVerb.AUTHORITY_NOT_ASKED,
    IdentificationVerb.AUTHORITY_TAKEN_BACK,
    IdentificationVerb.AUTHORITY_TOLD,
    IdentificationVerb.DECISION_NOT_ASKED,
    IdentificationVerb.MATTER_NOT_YET,
    IdentificationVerb.MATTER_ANSWERED,
    IdentificationVerb.MATTER_TAKEN_BACK_ANSWERED,
)
"""Of asking the authority: acts of this office."""
THEIRS: Final = (
    IdentificationVerb.AUTHORITY_NOT_YET,
    IdentificationVerb.AUTHORITY_ANSWERED,
    IdentificationVerb.AUTHORITY_TOOK_NOTE,
    IdentificationVerb.MATTER_RECEIVED,
    IdentificationVerb.MATTER_TAKEN_BACK,
)
"""Of asking the authority: acts of the other office."""

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
    IdentificationVerb.DECISION_NOT_ASKED: _("Time to decide ended: nobody was asked"),
    IdentificationVerb.AUTHORITY_ASKED: _("Competent authority asked to decide"),
    IdentificationVerb.AUTHORITY_NOT_ASKED: _("Recorded that no authority is asked"),
    IdentificationVerb.AUTHORITY_TAKEN_BACK: _("Asking of the authority taken back"),
    IdentificationVerb.AUTHORITY_NOT_YET: _("Authority says: not yet decided"),
    IdentificationVerb.AUTHORITY_ANSWERED: _("Decision of the authority arrived"),
    IdentificationVerb.AUTHORITY_TOOK_NOTE: _("Authority answered that the asking was taken back"),
    IdentificationVerb.AUTHORITY_TOLD: _("Person told of the decision"),
    IdentificationVerb.MATTER_RECEIVED: _("Matter to decide arrived"),
    IdentificationVerb.MATTER_NOT_YET: _("Told the office that asked: not yet decided"),
    IdentificationVerb.MATTER_ANSWERED: _("Decision told to the office that asked"),
    IdentificationVerb.MATTER_TAKEN_BACK: _("Matter taken back by the person"),
    IdentificationVerb.MATTER_TAKEN_BACK_ANSWERED: _("Answered that a matter was taken back"),
}
