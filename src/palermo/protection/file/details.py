"""What the codes of protection's events are called, and their values: every subject's, from its own words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.directory.offers.words import KINDS as SERVICE_KINDS
from palermo.kit.choices import Text
from palermo.protection.accountability.words import (
    ANSWERS,
    AUTHORITIES,
    CLAIMED_BASES,
    COMPLAINT_OUTCOMES,
    COMPLAINTS_ABOUT,
    REQUEST_STATES,
)
from palermo.protection.cases.words import (
    AGE_BANDS,
    CLOSE_REASONS,
    COLUMNS,
    ERASE_REASONS,
    HOLD_REASONS,
    LANGUAGES,
    NEED_KINDS,
    NEED_STATES,
    ROW_REASONS,
    URGENCIES,
)
from palermo.protection.cases.words.arrival import CAME_BY, ROUTES
from palermo.protection.cases.words.clocks import CLOCKS
from palermo.protection.cases.words.goals import GOAL_AREAS, GOAL_STATES, JUDGEMENTS, REOPEN_REASONS
from palermo.protection.cases.words.struck import STRUCK
from palermo.protection.children.words import (
    CONFLICTS,
    GUARDIAN_ENDS,
    MAJORITIES,
    MANDATES,
    PROOFS,
    RELATIONS,
    TOPICS,
    VIEW_WISHES,
)
from palermo.protection.first_contact.words import CONFLICT_CHECKS, DECLINED, INTERVIEWS, SECTORS, UNDERSTOOD
from palermo.protection.identification.words import (
    ASKED_BY,
    EARLY_REASONS,
    EXTEND_REASONS,
    OUTCOMES,
    PAUSE_REASONS,
    REFLECTION_ENDS,
    STANDINGS,
)
from palermo.protection.need_to_know.words import ALIKE
from palermo.protection.referral.words.matching import UNMET
from palermo.protection.referral.words.referral import DECLINE_REASONS, EVENTS, WITHDRAWAL_ANSWERS
from palermo.protection.referral.words.referral import OUTCOMES as REFERRAL_OUTCOMES
from palermo.trust.ledger.details import add_details, add_objects, add_values
from palermo.trust.people.words import OFFICE_KINDS

DETAILS: Final[dict[str, Text]] = {
    "account": _("Account of the person"),
    "age": _("Age"),
    "area": _("Area"),
    "asked_by": _("Asked by"),
    "assistance": _("Assistance"),
    "before_minimum": _("Before the shortest time"),
    "came_by": _("How the person came"),
    "card": _("Rights card"),
    "colleague": _("Colleague"),
    "conflict": _("Conflict of interests"),
    "decision": _("Decision"),
    "entry": _("Entry"),
    "from": _("From whom"),
    "goal": _("Goal"),
    "guardian": _("Guardian"),
    "interpreter": _("Interpreter"),
    "kind": _("Kind"),
    "language": _("Language"),
    "leads": _("Leads"),
    "need": _("Need"),
    "person": _("Person"),
    "other": _("The other person"),
    "persons": _("Persons"),
    "presumption": _("Presumption"),
    "questions": _("Questions"),
    "reflection": _("Period of reflection"),
    "proof": _("Proof of the date of birth"),
    "relation": _("Relation"),
    "responder": _("First responder"),
    "result": _("Result"),
    "route": _("Route"),
    "said": _("What was said"),
    "screening": _("Screening"),
    "sector": _("Sector"),
    "sender": _("From whom"),
    "standing": _("Standing"),
    "stands": _("By the date of birth"),
    "stopped": _("Broken off"),
    "struck": _("Why it was an error"),
    "thing": _("What was declined"),
    "to": _("To"),
    "topic": _("Topic"),
    "understood": _("Understood"),
    "units": _("How much"),
    "urgency": _("Urgency"),
    "paper": _("The paper"),
    "taken_on": _("Written on paper on"),
    "version": _("Version"),
    "wish": _("Wish"),
}
OBJECTS: Final[dict[str, Text]] = {
    "age_decision": _("Decision about an age"),
    "assistance": _("Assistance"),
    "authority_request": _("Request of an authority"),
    "case": _("Case"),
    "child_view": _("Child's view"),
    "complaint": _("Complaint"),
    "counted_help": _("Help counted without a file"),
    "decision": _("Decision"),
    "decline": _("What was declined"),
    "enquiry": _("Enquiry"),
    "event": _("Event"),
    "goal": _("Goal"),
    "guardian": _("Guardian"),
    "information": _("Rights card"),
    "interpreter": _("Interpreter"),
    "joining": _("Two joined files"),
    "look_alike": _("Two files that may be of one person"),
    "need": _("Need"),
    "never_share": _("Entry never to be shared with"),
    "notice": _("Time that ends"),
    "presumption": _("Presumption"),
    "referral": _("Referral"),
    "route": _("Route"),
}

SEARCHED_BY: Final[dict[str, Text]] = {
    "name": _("a name"),
    "code": _("a code"),
    "opening": _("a name, before opening a case"),
    "writing": _("a name written in a file"),
}
"""What a search of cases was made by: what was typed is kept nowhere."""


def register() -> None:
    """Called in AppConfig.ready."""
    add_details(DETAILS)
    add_objects(OBJECTS)
    add_values("age", AGE_BANDS)
    add_values("area", GOAL_AREAS)
    add_values("asked_by", ASKED_BY, AUTHORITIES)
    add_values("came_by", CAME_BY)
    add_values("columns", COLUMNS)
    add_values("conflict", CONFLICTS)
    add_values("about", COMPLAINTS_ABOUT)
    add_values("answer", ALIKE, ANSWERS, WITHDRAWAL_ANSWERS)
    add_values("basis", CLAIMED_BASES)
    add_values("by", SEARCHED_BY)
    add_values("kind", CLOCKS, NEED_KINDS, SERVICE_KINDS)
    add_values("language", LANGUAGES)
    add_values("mandate", MANDATES)
    add_values("outcome", OUTCOMES, COMPLAINT_OUTCOMES, REFERRAL_OUTCOMES)
    add_values(
        "reason",
        CLOSE_REASONS,
        ERASE_REASONS,
        HOLD_REASONS,
        REOPEN_REASONS,
        DECLINE_REASONS,
        UNMET,
        GUARDIAN_ENDS,
        EARLY_REASONS,
        EXTEND_REASONS,
        PAUSE_REASONS,
        REFLECTION_ENDS,
        ROW_REASONS,
    )
    add_values("code", DECLINE_REASONS, WITHDRAWAL_ANSWERS)
    add_values("proof", PROOFS)
    add_values("relation", RELATIONS)
    add_values("result", CONFLICT_CHECKS)
    add_values("responder", OFFICE_KINDS)
    add_values("route", ROUTES)
    add_values("said", JUDGEMENTS)
    add_values("sector", SECTORS)
    add_values("service", SERVICE_KINDS)
    add_values("standing", STANDINGS)
    add_values("struck", STRUCK)
    add_values("stands", MAJORITIES)
    add_values("state", NEED_STATES, GOAL_STATES, INTERVIEWS, REQUEST_STATES)
    add_values("thing", DECLINED)
    add_values("topic", TOPICS)
    add_values("understood", UNDERSTOOD)
    add_values("urgency", URGENCIES)
    add_values("what", EVENTS)
    add_values("wish", VIEW_WISHES)
