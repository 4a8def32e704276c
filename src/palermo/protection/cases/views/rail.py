"""The rail of a file: its sections and what stands beside them, on the page of the case and on pages of its own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from palermo.kit.layout import Rail, RailEntry
from palermo.protection.cases.codes import CaseState
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.reference.persons import is_child
from palermo.trust.actor import Actor


class Part(StrEnum):
    """A part of a file that the rail leads to."""

    NOW = "now"
    INTERVIEW = "interview"
    IDENTIFICATION = "identification"
    CHILD = "child"
    ASSISTANCE = "assistance"
    REFERRALS = "referrals"
    CONFERENCES = "conferences"
    NOTES = "notes"
    SAFETY = "safety"
    PEOPLE = "people"
    HISTORY = "history"
    SEEN = "seen"
    NEVER_SHARE = "never_share"
    GOALS = "goals"
    JOIN = "join"
    CLOSE = "close"


NOTHING: Final[Mapping[Part, int]] = MappingProxyType({})


def case_rail(
    actor: Actor, case: Case, *, current: Part, counts: Mapping[Part, int] = NOTHING
) -> tuple[Rail, ...]:
    """The parts of the file open to the actor; `counts` says how many lines stand in a part, where that is known."""
    erased = case.person.erased_at is not None

    def may(action: CaseAction) -> bool:
        return CASES.may(actor, action, case).allowed

    def entry(part: Part, label: str, url: str) -> RailEntry:
        return RailEntry(label, url, current=part is current, count=counts.get(part) or None)

    def page(name: str) -> str:
        return reverse(f"protection:{name}", args=[case.pk])

    here = page("case")
    sections = [entry(Part.NOW, _("Now"), here)]
    if not erased and may(CaseAction.SEE_IDENTITY):
        sections.append(entry(Part.INTERVIEW, _("Interview"), page("talk")))
    sections.append(entry(Part.IDENTIFICATION, _("Identification"), page("identification")))
    if is_child(case.person.age_band):
        sections.append(entry(Part.CHILD, _("Child and guardian"), page("child")))
    sections += [
        entry(Part.ASSISTANCE, _("Assistance"), page("assistance")),
        entry(Part.REFERRALS, _("Referrals"), page("case_referrals")),
    ]
    if not erased and may(CaseAction.SEE_IDENTITY):
        sections += [
            entry(Part.CONFERENCES, _("Conferences"), page("conferences")),
            entry(Part.NOTES, _("Notes and papers"), page("notes")),
            entry(Part.SAFETY, _("Safety plan"), page("safety")),
        ]
    sections += [
        entry(Part.PEOPLE, _("People"), page("people")),
        entry(Part.HISTORY, _("History"), page("history")),
    ]

    beside = []
    if may(CaseAction.WHO_SAW):
        beside.append(entry(Part.SEEN, _("Who saw this file"), page("seen")))
    if not erased and may(CaseAction.IDENTIFY):
        beside.append(entry(Part.NEVER_SHARE, _("Never share with"), page("never_share")))
    if not erased and may(CaseAction.IDENTIFY):
        beside.append(entry(Part.JOIN, _("Another file of this person"), page("join")))
    if may(CaseAction.ASSIST):
        beside.append(entry(Part.GOALS, _("Goals"), page("goals")))
    if case.state == CaseState.OPEN and may(CaseAction.CLOSE):
        beside.append(entry(Part.CLOSE, _("Close this case"), page("close")))
    elif case.state != CaseState.OPEN and not erased and may(CaseAction.REOPEN):
        beside.append(entry(Part.CLOSE, _("Open this case again"), page("reopen")))
    rails = (Rail(case.known_as or case.code, tuple(sections)), Rail(_("Beside"), tuple(beside)))
    return tuple(rail for rail in rails if rail.entries)
