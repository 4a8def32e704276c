"""Conferences in plain words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.kit.components import State, Tone
from palermo.protection.conference.codes import (
    Coming,
    ConferenceState,
    DecisionState,
    Dissent,
    PersonPart,
    Point,
    SightEnd,
    Where,
)

STATES: Final[dict[str, State]] = {
    ConferenceState.CALLED: State(_("Called"), Tone.SEA),
    ConferenceState.HELD: State(_("Held"), Tone.ATTENTION),
    ConferenceState.CLOSED: State(_("Closed"), Tone.DONE),
    ConferenceState.CALLED_OFF: State(_("Called off")),
}
PERSON_PARTS: Final[dict[str, Text]] = {
    PersonPart.NOT_ASKED: _("Not asked yet"),
    PersonPart.TAKES_PART: _("Takes part"),
    PersonPart.SENDS_LAWYER: _("Sends their lawyer"),
    PersonPart.SENDS_GUARDIAN: _("Their guardian takes part for them"),
    PersonPart.SENDS_OTHER: _("Sends somebody they trust"),
    PersonPart.DOES_NOT_WISH: _("Does not wish to take part"),
}
COMING: Final[dict[str, Text]] = {
    Coming.NO_ANSWER: _("No answer yet"),
    Coming.COMES: _("Comes"),
    Coming.SENDS: _("Sends somebody else"),
    Coming.CANNOT: _("Cannot come"),
}
POINTS: Final[dict[str, Text]] = {
    Point.SAFETY: _("Safety"),
    Point.PLACE: _("A place to live"),
    Point.HEALTH: _("Health"),
    Point.LEGAL: _("Legal advice and proceedings"),
    Point.STAY: _("Permission to stay"),
    Point.CHILDREN: _("Children"),
    Point.MEANS: _("Money and things to live on"),
    Point.WORK: _("Work, school, training"),
    Point.RETURN: _("Return, if the person wants it"),
    Point.WHO_DOES_WHAT: _("Who does what"),
    Point.OTHER: _("Something else"),
}
WHERE: Final[dict[str, Text]] = {
    Where.WITH_CALLER: _("At the office that calls"),
    Where.ELSEWHERE: _("At another place"),
    Where.TELEPHONE: _("By telephone"),
    Where.VIDEO: _("By video"),
}
DISSENT: Final[dict[str, Text]] = {
    Dissent.NOT_SAFE: _("Is not safe for the person"),
    Dissent.NOT_WISHED: _("The person does not wish it"),
    Dissent.NOT_POSSIBLE: _("Cannot be done by this office"),
    Dissent.TOO_SOON: _("Comes too soon"),
    Dissent.ANOTHER_WAY: _("Another way is better"),
}
DECISION_STATES: Final[dict[str, State]] = {
    DecisionState.OPEN: State(_("To do"), Tone.SEA),
    DecisionState.DONE: State(_("Done"), Tone.DONE),
    DecisionState.CANNOT: State(_("Could not be done"), Tone.ATTENTION),
    DecisionState.DROPPED: State(_("Dropped")),
}
SIGHT_ENDS: Final[dict[str, Text]] = {
    SightEnd.LEFT: _("Left"),
    SightEnd.TAKEN_OUT: _("Taken out by the caller"),
    SightEnd.WITHDRAWN: _("The yes no longer holds"),
    SightEnd.NO_AGREEMENT: _("No agreement any more"),
    SightEnd.CALLED_OFF: _("Called off"),
    SightEnd.OVER: _("Over, and everything done"),
    SightEnd.ERASED: _("The person was erased"),
}
TOLD_BEFORE: Final[tuple[Text, ...]] = (
    _("Nobody has to be at this table. Help goes on whether or not this office is told."),
    _("It learns what you say yes to here, and nothing of it that another office learns."),
    _(
        "You can take the yes back at any time. From then on it sees nothing more; what it has read stays read."
    ),
    _("You can be there yourself, send somebody you trust, or stay away."),
)
"""What the person is told before the yes for one office (version `terms.TEXT_VERSION`)."""
TOLD_OF_AUTHORITY: Final[tuple[Text, ...]] = (
    _("Nothing about you is sent to it by this program. It hears what is said at the table."),
    _("It has duties of its own: what it hears of a crime or of somebody’s stay it may have to act on."),
    _(
        "Nobody here can promise what it does with it. You do not have to want it there, and help goes on either way."
    ),
)
REASONS: Final[dict[str, Text]] = {
    "conference_without_a_point": _("Say what is to be talked about: tick at least one point."),
    "conference_day_over": _("This day is over. Choose today or a later one."),
    "conference_not_yet": _("Its day has not come yet."),
    "conference_without_members": _("Nobody was called. Call an office first, or call it off."),
    "conference_called_already": _("This office is called already."),
    "conference_moved_on": _("The conference has moved on meanwhile. Look at how it stands now."),
    "person_not_asked": _("Ask the person first whether they take part, or send somebody, and record it."),
    "not_such_an_authority": _("This office is no police, prosecution or immigration authority."),
    "not_a_member": _("This office has no seat in the conference, so it can be given nothing."),
    "too_many_decisions": _("More decisions than fifty do not fit into one conference."),
}
