"""What this subject records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class ConferenceVerb(Verb):
    """Of conferences, on the side that calls and at a seat."""

    CALLED = "conference.called"
    PERSON_ASKED = "conference.person_asked"
    MEMBER_CALLED = "conference.member_called"
    AUTHORITY_WISHED = "conference.authority_wished"
    MEMBER_ENDED = "conference.member_ended"
    MEMBER_ANSWERED = "conference.member_answered"
    MEMBER_LEFT = "conference.member_left"
    HELD = "conference.held"
    NOTE_WRITTEN = "conference.note_written"
    DECIDED = "conference.decided"
    DECISION_DROPPED = "conference.decision_dropped"
    DECISION_TOLD = "conference.decision_told"
    DISSENT_RECORDED = "conference.dissent_recorded"
    DISSENT_TOLD = "conference.dissent_told"
    CLOSED = "conference.closed"
    CALLED_OFF = "conference.called_off"
    SEAT_RECEIVED = "conference_seat.received"
    SEAT_ANSWERED = "conference_seat.answered"
    SEAT_DECISIONS = "conference_seat.decisions_received"
    SEAT_DECISION_SAID = "conference_seat.decision_said"
    SEAT_DISSENTED = "conference_seat.dissented"
    SEAT_FOLLOWED = "conference_seat.followed"
    SEAT_ENDED = "conference_seat.ended"


class ConferenceAsked(Asked):
    """What was asked here and refused."""

    CALL = "conference.call"
    ASK_PERSON = "conference.ask_person"
    CALL_MEMBER = "conference.call_member"
    END_MEMBER = "conference.end_member"
    MOVE = "conference.move"
    DECIDE = "conference.decide"
    WRITE = "conference.write"
    TAKE_IN = "conference.take_in"
    ANSWER = "conference_seat.answer"


VERBS: Final[dict[Verb, Text]] = {
    ConferenceVerb.CALLED: _("Conference called"),
    ConferenceVerb.PERSON_ASKED: _("Person asked to take part in a conference"),
    ConferenceVerb.MEMBER_CALLED: _("Office called to a conference"),
    ConferenceVerb.AUTHORITY_WISHED: _("Authority at a conference, as the person wishes"),
    ConferenceVerb.MEMBER_ENDED: _("Office’s sight of a conference ended"),
    ConferenceVerb.MEMBER_ANSWERED: _("Office answered a call to a conference"),
    ConferenceVerb.MEMBER_LEFT: _("Office left a conference"),
    ConferenceVerb.HELD: _("Conference held"),
    ConferenceVerb.NOTE_WRITTEN: _("Note of a conference written"),
    ConferenceVerb.DECIDED: _("Decision of a conference recorded"),
    ConferenceVerb.DECISION_DROPPED: _("Decision of a conference dropped"),
    ConferenceVerb.DECISION_TOLD: _("Office said how a decision stands"),
    ConferenceVerb.DISSENT_RECORDED: _("Dissent from a decision recorded"),
    ConferenceVerb.DISSENT_TOLD: _("Office does not agree with a decision"),
    ConferenceVerb.CLOSED: _("Conference closed"),
    ConferenceVerb.CALLED_OFF: _("Conference called off"),
    ConferenceVerb.SEAT_RECEIVED: _("Called to a conference"),
    ConferenceVerb.SEAT_ANSWERED: _("Call to a conference answered"),
    ConferenceVerb.SEAT_DECISIONS: _("Decisions of a conference received"),
    ConferenceVerb.SEAT_DECISION_SAID: _("Said how a decision of a conference stands"),
    ConferenceVerb.SEAT_DISSENTED: _("Dissent from a decision told"),
    ConferenceVerb.SEAT_FOLLOWED: _("Conference of another office moved on"),
    ConferenceVerb.SEAT_ENDED: _("Sight of a conference ended, what was told erased"),
}
OURS: Final = (
    ConferenceVerb.CALLED,
    ConferenceVerb.PERSON_ASKED,
    ConferenceVerb.MEMBER_CALLED,
    ConferenceVerb.AUTHORITY_WISHED,
    ConferenceVerb.MEMBER_ENDED,
    ConferenceVerb.HELD,
    ConferenceVerb.NOTE_WRITTEN,
    ConferenceVerb.DECIDED,
    ConferenceVerb.DECISION_DROPPED,
    ConferenceVerb.DISSENT_RECORDED,
    ConferenceVerb.CLOSED,
    ConferenceVerb.CALLED_OFF,
)
THEIRS: Final = (
    ConferenceVerb.MEMBER_ANSWERED,
    ConferenceVerb.MEMBER_LEFT,
    ConferenceVerb.DECISION_TOLD,
    ConferenceVerb.DISSENT_TOLD,
)
AT_A_SEAT: Final = tuple(verb for verb in ConferenceVerb if verb.value.startswith("conference_seat."))
