"""What this subject records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class CaseVerb(Verb):
    """Of persons, cases, needs, goals and help."""

    CASE_OPENED = "case.opened"
    CASE_CLOSED = "case.closed"
    CASE_STILL_OUT = "case.still_out"
    CASE_REOPENED = "case.reopened"
    CASE_ASSIGNED = "case.assigned"
    CASE_KNOWN_AS_CHANGED = "case.known_as_changed"
    CASE_UNASSIGNED = "case.unassigned"
    ROW_TAKEN = "case.row_taken"
    ROW_FILE_TAKEN = "case.row_file_taken"
    GOAL_RECORDED = "goal.recorded"
    GOAL_STATE_SET = "goal.state_set"
    JUDGEMENT_RECORDED = "judgement.recorded"
    CONTACT_RECORDED = "contact.recorded"
    NEED_RECORDED = "need.recorded"
    NEED_STATE_SET = "need.state_set"
    NAMES_RENEWED = "names.renewed"
    PERSON_AGE_DOUBTED = "person.age_doubted"
    PERSON_CODES_RECORDED = "person.codes_recorded"
    PERSON_IDENTITY_RECORDED = "person.identity_recorded"
    ASSISTANCE_RECORDED = "assistance.recorded"
    ASSISTANCE_STRUCK = "assistance.struck"
    NEED_STRUCK = "need.struck"
    PAPER_ENTERED = "paper.entered"


class CaseAsked(Asked):
    """What was asked here and refused."""

    CASE_FIND_BY_NAME = "case.find_by_name"
    CASE_RECORD_NARRATIVE = "case.record_narrative"
    CASE_UNASSIGN = "case.unassign"
    CONTACT_RECORD = "contact.record"
    PERSON_RECORD = "person.record"
    NEED_RECORD = "need.record"
    NEED_SET_STATE = "need.set_state"
    GOAL_RECORD = "goal.record"
    GOAL_SET_STATE = "goal.set_state"
    JUDGEMENT_RECORD = "judgement.record"
    AGREEMENT_RECORD = "agreement.record"
    ASSISTANCE_RECORD = "assistance.record"
    ASSISTANCE_STRIKE = "assistance.strike"
    NEED_STRIKE = "need.strike"
    PAPER_ENTER = "paper.enter"


VERBS: Final[dict[Verb, Text]] = {
    CaseVerb.CASE_OPENED: _("Case opened"),
    CaseVerb.PAPER_ENTERED: _("Entered from paper"),
    CaseVerb.CASE_CLOSED: _("Case closed"),
    CaseVerb.CASE_STILL_OUT: _("What was still out when a case was closed was ended or left"),
    CaseVerb.CASE_REOPENED: _("Case opened again"),
    CaseVerb.CASE_ASSIGNED: _("Case assigned to a colleague"),
    CaseVerb.CASE_KNOWN_AS_CHANGED: _("Word by which a case is known changed"),
    CaseVerb.CASE_UNASSIGNED: _("Colleague taken off a case"),
    CaseVerb.ROW_TAKEN: _("Codes of a person taken out in a file"),
    CaseVerb.ROW_FILE_TAKEN: _("File with one row a person taken out"),
    CaseVerb.GOAL_RECORDED: _("Goal of the person recorded"),
    CaseVerb.GOAL_STATE_SET: _("State of a goal changed"),
    CaseVerb.JUDGEMENT_RECORDED: _("What the person says of a service recorded"),
    CaseVerb.CONTACT_RECORDED: _("How the office came to know a person recorded"),
    CaseVerb.NEED_RECORDED: _("Need recorded"),
    CaseVerb.NEED_STATE_SET: _("State of a need changed"),
    CaseVerb.NAMES_RENEWED: _("Search of names brought to new rules"),
    CaseVerb.PERSON_AGE_DOUBTED: _("Age put in doubt by the date of birth"),
    CaseVerb.PERSON_CODES_RECORDED: _("Coded details of a person recorded"),
    CaseVerb.PERSON_IDENTITY_RECORDED: _("Identity recorded"),
    CaseVerb.ASSISTANCE_RECORDED: _("Assistance recorded"),
    CaseVerb.ASSISTANCE_STRUCK: _("Assistance struck out, entered in error"),
    CaseVerb.NEED_STRUCK: _("Need struck out, entered in error"),
}
