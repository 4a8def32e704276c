"""Need to know in plain language: never-share lists, requests, complaints, goals, closing; reasons of refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.components import State, Tone
from palermo.protection.accountability.codes import (
    AskedFor,
    AuthorityKind,
    ClaimedBasis,
    ComplaintAbout,
    ComplaintOutcome,
    RequestAnswer,
    RequestState,
)

AUTHORITIES: dict[str, Text] = {
    AuthorityKind.POLICE: _("Police"),
    AuthorityKind.PROSECUTION: _("Prosecution"),
    AuthorityKind.COURT: _("Court"),
    AuthorityKind.DEFENCE: _("Defence lawyer"),
    AuthorityKind.IMMIGRATION: _("Immigration authority"),
    AuthorityKind.BORDER: _("Border authority"),
    AuthorityKind.OTHER_AUTHORITY: _("Another authority"),
}

CLAIMED_BASES: dict[str, Text] = {
    ClaimedBasis.COURT_ORDER: _("Order of a court, shown in writing"),
    ClaimedBasis.WARRANT: _("Warrant, shown in writing"),
    ClaimedBasis.STATUTE: _("A law, named"),
    ClaimedBasis.DUTY_TO_ASSIST: _("A general duty to assist authorities"),
    ClaimedBasis.CONSENT_SHOWN: _("A consent said to be the person’s"),
    ClaimedBasis.NONE_NAMED: _("None was named"),
}

ASKED_FOR: dict[str, Text] = {
    AskedFor.WHETHER_KNOWN: _("Whether your office knows somebody"),
    AskedFor.WHEREABOUTS: _("Where somebody is"),
    AskedFor.IDENTITY: _("Who somebody is"),
    AskedFor.STATEMENT: _("What somebody told"),
    AskedFor.WHOLE_FILE: _("A whole file, or a copy"),
    AskedFor.MEETING: _("A meeting with somebody"),
    AskedFor.SOMETHING_ELSE: _("Something else"),
}

ANSWERS: dict[str, Text] = {
    RequestAnswer.NOT_DISCLOSED: _("Not disclosed"),
    RequestAnswer.OBJECTED: _("Not disclosed, and objected to before a court"),
    RequestAnswer.PERSON_ASKED: _("Left to the person, with somebody of their choice beside them"),
    RequestAnswer.WITHOUT_CONSENT: _("To be asked for as a disclosure without consent, by two people"),
    RequestAnswer.TAKEN_BACK: _("Taken back by whoever asked"),
}

REQUEST_STATES: dict[str, State] = {
    RequestState.RECEIVED: State(_("Waits for legal advice"), Tone.ATTENTION),
    RequestState.ADVISED: State(_("Waits for a decision"), Tone.ATTENTION),
    RequestState.ANSWERED: State(_("Answered"), Tone.DONE),
}

COMPLAINTS_ABOUT: dict[str, Text] = {
    ComplaintAbout.OUR_OFFICE: _("Your own office, or a colleague"),
    ComplaintAbout.SERVICE: _("A service the person had"),
    ComplaintAbout.REFERRAL: _("A referral: asking, waiting, being declined"),
    ComplaintAbout.ANOTHER_OFFICE: _("Another office"),
}

COMPLAINT_OUTCOMES: dict[str, Text] = {
    ComplaintOutcome.PUT_RIGHT: _("Put right"),
    ComplaintOutcome.PARTLY_PUT_RIGHT: _("Put right in part"),
    ComplaintOutcome.EXPLAINED: _("Explained; nothing was changed"),
    ComplaintOutcome.PASSED_ON: _("Passed on to whoever oversees it, with the person’s yes"),
    ComplaintOutcome.TAKEN_BACK: _("The person took it back"),
}

BREACH_UNREACHED = State(_("Could not be reached safely"), Tone.ATTENTION)
COMPLAINT_WAITS = State(_("Waits for an answer"), Tone.ATTENTION)
COMPLAINT_LATE = State(_("Answer overdue"), Tone.DANGER)
COMPLAINT_ANSWERED = State(_("Answered"), Tone.DONE)


REASONS: dict[str, Text] = {
    "request_without_asker": _("Choose the office that asks, or write who it is."),
    "request_answered": _("This request is answered already."),
    "request_without_advice": _("Record the legal advice first. Until then the answer is: not disclosed."),
    "request_needs_second_person": _(
        "You recorded this request or its advice. Another coordinator decides; until then nothing is disclosed."
    ),
    "advice_before_request": _("The advice lies before the request. Check the date."),
    "complained_of": _("Who is complained of does not handle the complaint. Choose another colleague."),
    "complaint_for_nobody": _(
        "No coordinator of your office could answer this complaint. Choose who answers it."
    ),
    "complaint_answered": _("This complaint is answered already."),
    "due_before_received": _("The answer is due before it was received. Check the dates."),
}
