"""The codes of referrals and enquiries in plain language, and the reasons of their refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text, Unsaid
from palermo.kit.components import State, Tone
from palermo.protection.referral.codes import DeclineReason, Outcome, ReferralState, WithdrawalAnswer
from palermo.reference.profiles import ConsentLasts

CHILDREN: dict[str, Text] = {
    "none": _("None"),
    "one": _("One"),
    "two": _("Two"),
    "three_or_more": _("Three or more"),
    **{code.value: code.label for code in Unsaid},
}

CONSENT_LASTS: dict[str, Text] = {
    ConsentLasts.HELP_ENDS: _("Until this help ends"),
    ConsentLasts.MONTHS_3: _("3 months"),
    ConsentLasts.YEAR: _("A year"),
    ConsentLasts.DAY: _("Until a day I choose"),
}

DECLINE_REASONS: dict[str, Text] = {
    DeclineReason.NO_ROOM: _("No room"),
    DeclineReason.NOT_OUR_SERVICE: _("Not our service"),
    DeclineReason.OUTSIDE_AREA: _("Outside our area"),
    DeclineReason.NOT_SAFE_HERE: _("Not safe here for this person"),
    DeclineReason.NO_STAFF: _("Nobody is on duty who could help"),
    DeclineReason.NO_PAPERS: _("The person has no papers"),
    DeclineReason.WILL_NOT_COOPERATE: _("The person will not cooperate with the authorities"),
    DeclineReason.NATIONALITY: _("Nationality"),
}

OUTCOMES: dict[str, Text] = {
    Outcome.NEED_MET: _("The need is met"),
    Outcome.PARTLY_MET: _("The need is partly met"),
    Outcome.PERSON_ENDED_IT: _("The person ended it"),
    Outcome.SERVICE_ENDED: _("The service ended it"),
}

WITHDRAWAL_ANSWERS: dict[str, Text] = {
    WithdrawalAnswer.ERASED: _("Erase the file"),
    WithdrawalAnswer.KEPT_HER_AGREEMENT: _("Keep it: the person wants our service to go on"),
    WithdrawalAnswer.KEPT_LEGAL_DUTY: _("Keep it: the law obliges us"),
}

_STATES: dict[ReferralState, State] = {
    ReferralState.ENQUIRY_SENT: State(_("Waits for an answer"), Tone.ATTENTION),
    ReferralState.WAITLISTED: State(_("On the waiting list"), Tone.ATTENTION),
    ReferralState.DECLINED: State(_("Declined")),
    ReferralState.ACCEPTED_IN_PRINCIPLE: State(_("Accepted in principle"), Tone.SEA),
    ReferralState.NOT_PURSUED: State(_("Not pursued")),
    ReferralState.IDENTITY_SENT: State(_("Identity sent"), Tone.SEA),
    ReferralState.IN_SERVICE: State(_("Being helped"), Tone.SEA),
    ReferralState.COMPLETED: State(_("Completed"), Tone.DONE),
    ReferralState.WITHDRAWN: State(_("Consent withdrawn, waits for an answer"), Tone.ATTENTION),
    ReferralState.WITHDRAWAL_ANSWERED: State(_("Withdrawal answered"), Tone.DONE),
}

OVERDUE = State(_("Answer overdue"), Tone.DANGER)

EVENTS: dict[str, Text] = {
    "enquiry_sent": _("Enquiry sent, without identity"),
    "accepted_in_principle": _("Accepted in principle"),
    "waitlisted": _("Put on the waiting list"),
    "declined": _("Declined"),
    "not_pursued": _("Not pursued"),
    "identity_sent": _("Identity sent"),
    "asked_back": _("Asked back"),
    "answered": _("Answered"),
    "more_sent": _("More sent, or what has changed"),
    "in_service": _("Help began"),
    "completed": _("Completed"),
    "withdrawn": _("Consent withdrawn"),
    "withdrawal_answered": _("Withdrawal answered"),
    "help_in_error": _("Correction: that help began was entered in error"),
    "completed_in_error": _("Correction: that it was completed was entered in error"),
    "not_opened": _("The message could not be opened there; send it again"),
}

REASONS: dict[str, Text] = {
    "safe_contact_missing": _(
        "Record how to contact the person safely first; if no way is safe, write that."
    ),
    "takes_no_enquiries": _(
        "This office takes no enquiries through Palermo now. Its services have a contact point."
    ),
    "referral_other_state": _("The referral has moved on meanwhile. Reload the page to see where it stands."),
    "asked_already": _("This office is asked for this need already, and the answer may still come."),
    "identity_first": _("Who the person is has not arrived yet, so nothing can be added to it."),
    "nothing_asked": _("Choose at least one question that was not asked yet."),
    "nothing_answered": _("Answer at least one question."),
    "nothing_changed": _("Nothing of what was sent has changed since, or it was told already."),
    "decision_missing": _("Press one of the buttons: approve, uphold or end it."),
    "need_not_open": _("This need is met or no longer there. Record it again if it is back."),
}


def state_of(code: str) -> State:
    """The state of a referral or enquiry as a word with its tone."""
    return _STATES[ReferralState(code)]


def state_choices() -> list[Choice]:
    """Every state as a filter offers it."""
    return [(code.value, state.label) for code, state in _STATES.items()]


def decline_reason_of(code: str) -> Text:
    """Why an enquiry was declined; another office may give a reason that this version does not know."""
    return DECLINE_REASONS.get(code, _("Another reason"))


def outcome_of(code: str) -> Text:
    """How a referral ended; as `decline_reason_of`."""
    return OUTCOMES.get(code, _("In another way"))


def withdrawal_answer_of(code: str) -> Text:
    """What was answered to a withdrawal; as `decline_reason_of`."""
    return WITHDRAWAL_ANSWERS.get(code, _("Another answer"))
