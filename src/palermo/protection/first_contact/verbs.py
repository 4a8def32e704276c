"""What this subject records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class FirstContactVerb(Verb):
    """Of events, wishes, interpreters, information and help counted without a file."""

    CONTACT_WISHES_RECORDED = "contact.wishes_recorded"
    DECLINE_RECORDED = "decline.recorded"
    DECLINE_ENDED = "decline.ended"
    COUNTED_HELP_COUNTED = "counted_help.counted"
    EVENT_RECORDED = "event.recorded"
    EVENT_PERSONS_ADDED = "event.persons_added"
    EVENT_PERSON_TAKEN_OUT = "event.person_taken_out"
    EVENT_LINES_WRITTEN = "event.lines_written"
    EVENT_INTERVIEW_SET = "event.interview_set"
    INTERPRETER_RECORDED = "interpreter.recorded"
    INTERPRETER_CHECKED = "interpreter.checked"
    INTERPRETER_ANOTHER_WANTED = "interpreter.another_wanted"
    INFORMATION_GIVEN = "information.given"


class FirstContactAsked(Asked):
    """What was asked here and refused."""

    CONTACT_RECORD_WISHES = "contact.record_wishes"
    DECLINE_RECORD = "decline.record"
    DECLINE_END = "decline.end"
    EVENT_TAKE_OUT = "event.take_out"
    EVENT_WRITE_LINE = "event.write_line"
    EVENT_SET_INTERVIEW = "event.set_interview"
    INTERPRETER_RECORD = "interpreter.record"
    INTERPRETER_CHECK = "interpreter.check"
    INFORMATION_RECORD = "information.record"


VERBS: Final[dict[Verb, Text]] = {
    FirstContactVerb.CONTACT_WISHES_RECORDED: _("With whom a person wishes to speak recorded"),
    FirstContactVerb.DECLINE_RECORDED: _("Something declined by the person"),
    FirstContactVerb.DECLINE_ENDED: _("Something declined before now wanted by the person"),
    FirstContactVerb.COUNTED_HELP_COUNTED: _("Help counted without a file"),
    FirstContactVerb.EVENT_RECORDED: _("Event recorded"),
    FirstContactVerb.EVENT_PERSONS_ADDED: _("Cases opened for people met at an event"),
    FirstContactVerb.EVENT_PERSON_TAKEN_OUT: _("Person taken out of an event"),
    FirstContactVerb.EVENT_LINES_WRITTEN: _("Short lines about people met at an event written"),
    FirstContactVerb.EVENT_INTERVIEW_SET: _("Interview of a person met at an event recorded"),
    FirstContactVerb.INTERPRETER_RECORDED: _("Interpreter recorded by code"),
    FirstContactVerb.INTERPRETER_CHECKED: _("Interpreter checked for a conflict of interest"),
    FirstContactVerb.INTERPRETER_ANOTHER_WANTED: _("Another interpreter wanted by the person"),
    FirstContactVerb.INFORMATION_GIVEN: _("Information given to the person"),
}
