"""The codes of the protection room in plain language, and the reasons of its verdicts.

"The person" where nobody has been asked; otherwise as recorded (`pronouns`); never "the victim".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from palermo.kit import languages
from palermo.kit.choices import Choice, Text, Unsaid, is_unsaid
from palermo.kit.components import State, Tone
from palermo.protection.cases.codes import (
    CaseState,
    CloseReason,
    EraseReason,
    Giving,
    HoldReason,
    NeedState,
    RowReason,
    Stage,
    Wish,
)
from palermo.reference.persons import NOT_KEPT, AgeBand, Gender, NeedKind, Urgency

_UNSAID: dict[str, Text] = {code.value: code.label for code in Unsaid} | {NOT_KEPT: _("Not kept: erased")}

AGE_BANDS: dict[str, Text] = {
    AgeBand.UNDER_12: _("Under 12"),
    AgeBand.FROM_12_TO_17: _("12 to 17"),
    AgeBand.IN_DOUBT: _("Perhaps under 18: treated as a child until decided"),
    AgeBand.FROM_18_TO_25: _("18 to 25"),
    AgeBand.FROM_26_TO_40: _("26 to 40"),
    AgeBand.OVER_40: _("Over 40"),
    AgeBand.CHILD: _("Child"),
    AgeBand.ADULT: _("Adult"),
    **_UNSAID,
}

GENDERS: dict[str, Text] = {
    Gender.WOMAN: _("Woman or girl"),
    Gender.MAN: _("Man or boy"),
    Gender.OTHER: _("Other, as the person puts it"),
    **_UNSAID,
}

NEED_KINDS: dict[str, Text] = {
    NeedKind.ACCOMMODATION: _("Safe place to stay"),
    NeedKind.HEALTH: _("Health care"),
    NeedKind.PSYCHOSOCIAL: _("Someone to talk to, psychological help"),
    NeedKind.LEGAL: _("Legal advice"),
    NeedKind.INTERPRETATION: _("Interpreter"),
    NeedKind.MATERIAL: _("Food, clothes, money for now"),
    NeedKind.EDUCATION: _("Schooling or training"),
    NeedKind.EMPLOYMENT: _("Work"),
    NeedKind.CHILD_CARE: _("Care for children"),
    NeedKind.DOCUMENTS: _("Papers"),
    NeedKind.SAFETY: _("Protection from a threat"),
    NeedKind.OTHER: _("Something else"),
}

NEEDS_IN_SHORT: dict[str, Text] = {
    NeedKind.ACCOMMODATION: pgettext_lazy("need", "bed"),
    NeedKind.HEALTH: pgettext_lazy("need", "health care"),
    NeedKind.PSYCHOSOCIAL: pgettext_lazy("need", "counselling"),
    NeedKind.LEGAL: pgettext_lazy("need", "lawyer"),
    NeedKind.INTERPRETATION: pgettext_lazy("need", "interpreter"),
    NeedKind.MATERIAL: pgettext_lazy("need", "food, clothes"),
    NeedKind.EDUCATION: pgettext_lazy("need", "school"),
    NeedKind.EMPLOYMENT: pgettext_lazy("need", "work"),
    NeedKind.CHILD_CARE: pgettext_lazy("need", "child care"),
    NeedKind.DOCUMENTS: pgettext_lazy("need", "papers"),
    NeedKind.SAFETY: pgettext_lazy("need", "safety"),
    NeedKind.OTHER: pgettext_lazy("need", "something else"),
}
"""A need in a list, where there is little room."""

AGES_IN_SHORT: dict[str, Text] = {
    AgeBand.UNDER_12: _("under 12"),
    AgeBand.FROM_12_TO_17: _("12–17"),
    AgeBand.IN_DOUBT: _("perhaps under 18"),
    AgeBand.FROM_18_TO_25: _("18–25"),
    AgeBand.FROM_26_TO_40: _("26–40"),
    AgeBand.OVER_40: _("over 40"),
}
"""An age in a list; "child" and "adult" of an erased file, and what is not known, are not said."""

STAGES: dict[str, State] = {
    Stage.PRESUMED: State(_("Presumed"), Tone.SEA),
    Stage.IDENTIFIED: State(_("Victim")),
    Stage.NOT_IDENTIFIED: State(_("Not identified")),
    Stage.ASKED_AGAIN: State(_("Asked again"), Tone.ATTENTION),
}
"""How far identification has come, in a list."""

ROW_REASONS: dict[str, Text] = {
    RowReason.REPORT: _("A report to who pays for the work"),
    RowReason.AUDIT: _("An audit or an oversight body"),
    RowReason.PLANNING: _("Planning of help"),
    RowReason.QUALITY: _("Looking at how well the work is done"),
    RowReason.RESEARCH: _("Research that was approved"),
}

ROW_COLUMNS: dict[str, Text] = {
    "case": _("The case’s code"),
    "state": _("Open or closed"),
    "stage": _("Presumed or decided"),
    "age_band": _("Age, in bands"),
    "gender": _("Gender"),
    "opened_month": _("Month of opening"),
    "closed_month": _("Month of closing"),
    "closed_reason": _("Why it was closed"),
    "needs_unmet": _("Kinds of needs not met"),
    "needs_settled": _("Kinds of needs met or no longer there"),
    "help_given": _("Kinds of help given"),
}
"""What stands in a file with one row a person."""

GIVING: dict[Giving, Text] = {
    Giving.ASSIGN: _("Give to a colleague too"),
    Giving.HAND_OVER: _("Hand over to a colleague"),
}
"""What is done with several cases at once."""

URGENCIES: dict[str, Text] = {
    Urgency.TONIGHT: _("Tonight"),
    Urgency.DAYS: _("Within days"),
    Urgency.WEEKS: _("Within weeks"),
}

WISHES: dict[str, Text] = {Wish.YES: _("Yes"), Wish.NO: _("No"), **_UNSAID}

LANGUAGES: Mapping[str, Text] = languages.LANGUAGES

NEED_STATES: dict[str, State] = {
    NeedState.OPEN: State(_("Not met"), Tone.ATTENTION),
    NeedState.IN_REFERRAL: State(_("Asked elsewhere"), Tone.SEA),
    NeedState.MET: State(_("Met"), Tone.DONE),
    NeedState.NO_LONGER: State(_("No longer needed")),
    NeedState.STRUCK: State(_("Entered in error")),
}

CASE_STATES: dict[str, State] = {
    CaseState.OPEN: State(_("Open"), Tone.SEA),
    CaseState.CLOSED: State(_("Closed")),
}

TROUBLE: dict[int, State] = {
    3: State(_("Tonight"), Tone.DANGER),
    2: State(_("Within days"), Tone.ATTENTION),
    1: State(_("Within weeks"), Tone.SEA),
    0: State(_("Nothing unmet")),
}

CLOSE_REASONS: dict[str, Text] = {
    CloseReason.HELP_COMPLETED: _("The help is completed"),
    CloseReason.PERSON_WISHED: _("The person wished it"),
    CloseReason.WITH_ANOTHER_OFFICE: _("Another office goes on"),
    CloseReason.CONTACT_LOST: _("Contact was lost"),
    CloseReason.MOVED: _("The person lives elsewhere now"),
    CloseReason.OFFICE_CANNOT_GO_ON: _("Our office cannot go on: room, staff or money"),
    CloseReason.PERSON_DIED: _("The person died"),
    CloseReason.OPENED_IN_ERROR: _("It was opened in error"),
    CloseReason.ERASED: _("The file was erased"),
}

HOLD_REASONS: dict[str, Text] = {
    HoldReason.COURT_ORDER: _("Order of a court"),
    HoldReason.PENDING_COMPLAINT: _("A complaint is pending"),
    HoldReason.PENDING_CLAIM: _("A claim is pending"),
    HoldReason.OVERSIGHT: _("An oversight body asked for it"),
}

ERASE_REASONS: dict[str, Text] = {
    EraseReason.PERSON_ASKED: _("The person asked for it"),
    EraseReason.CONSENT_WITHDRAWN: _("Consent was withdrawn"),
    EraseReason.RETENTION_ENDED: _("The time for keeping it has ended"),
    EraseReason.OPENED_IN_ERROR: _("It was opened in error"),
}

COLUMNS: dict[str, Text] = {
    "safe_contact": _("How to reach the person safely"),
    "name": _("Name"),
    "other_names": _("Other names"),
    "birth": _("Date of birth"),
    "contact": _("Telephone or address"),
    "narrative": _("What was told"),
    "note": _("Note on help given"),
    "words": _("What was understood, in the person’s own words"),
    "account": _("An account of what happened"),
    "who": _("Who presumed it"),
    "reasons": _("Reasons of a decision"),
    "early_why": _("Why it was decided early"),
    "grounds": _("Why it is asked again"),
    "age_reasons": _("What an age rests on"),
    "guardian_name": _("Name of a guardian"),
    "guardian_contact": _("How a guardian can be reached"),
    "own_words": _("The child’s own words"),
    "address": _("Where the person goes"),
    "staff": _("Whom to ask for there"),
    "security": _("What keeps the place safe"),
}
"""The sealed columns, as the pages and "who saw this file" call them."""

REMAINS: dict[str, Text] = {
    "identity_received": _("It received the person’s identity and answers for it itself."),
    "notified_without_identity": _("It was notified without identity: what it keeps leads to nobody."),
    "own_file_of_sender": _("It referred the person here and keeps a file of its own."),
    "key_backups": _("They are kept apart from the data, and every restore destroys the key again."),
    "package_backups": _(
        "An older one may hold the sealed message in which the identity came. Your office could open it."
    ),
}

BACKUPS: dict[str, Text] = {
    "key_backups": _("Backups of keys"),
    "package_backups": _("Backups of data"),
}
"""What remains with no office."""

REASONS: dict[str, Text] = {
    "not_assigned": _("This case is not assigned to you. Ask your coordinator."),
    "colleague_has_no_fitting_role": _("This colleague has no role in your office that works on cases."),
    "day_in_future": _("The day lies in the future. Check the date."),
    "closing_day": _(
        "A case ends between the day it was opened, or last opened again, and today. Check the date."
    ),
    "case_closed": _("This case is closed already."),
    "still_out": _(
        "Say of each thing that is still out whether it ends. Something may have come since you began."
    ),
    "case_closed_first": _("The case is closed. Open it again before anything about the person leaves."),
    "case_open": _("This case is open."),
    "erased": _("This file was erased. Nothing new is written into it; open a new case if help is needed."),
    "known_as_like_a_name": _(
        "This word is like a name of the person, or like a part of one. Choose one that tells nobody who they are."
    ),
    "known_as_length": _("Enter a word of 1 to 40 letters, or let one be drawn."),
    "works_on_it_already": _("The colleague works on it already."),
    "rows_none": _("No case fits these filters: there is nothing to take."),
    "rows_too_many": _("More than 2,000 cases fit. Narrow the list first."),
    "too_many_at_once": _("Choose at most 100 cases at once."),
    "struck_already": _("This was struck out as entered in error. It counts nowhere."),
    "not_yours_to_strike": _("Who recorded it strikes it out, or the coordinator."),
    "need_still_asked": _("Other offices are still asked for this need. End what is asked of them first."),
    "nationalities_apart": _(
        "Choose up to three different nationalities. Stateless, and a reason for having no answer, stand alone."
    ),
    "not_a_code": _("Choose from the answers listed."),
    "changed_meanwhile": _("A colleague changed this after you began. Look at both before you keep yours."),
    "too_many_searches": _(
        "You have searched by name 30 times within 10 minutes. Wait a little, or search by the case’s code."
    ),
    "units_out_of_range": _("Enter a number from 1 to 10,000."),
}


_NEVER_OFFERED = frozenset({AgeBand.CHILD.value, AgeBand.ADULT.value, CloseReason.ERASED.value, NOT_KEPT})


def offered(words: Mapping[str, Text]) -> list[Choice]:
    """What a form offers: without the reasons for having no answer, and without what an erasure leaves."""
    return [
        (str(code), label)
        for code, label in words.items()
        if not is_unsaid(code) and code not in _NEVER_OFFERED
    ]


@dataclass(frozen=True)
class Pronouns:
    """How the page speaks of the person, as recorded."""

    show_identity: Text
    heading: Text
    tell: Text


def pronouns(gender: str) -> Pronouns:
    """Words for the person by what is recorded; "they" where nothing is."""
    match gender:
        case Gender.WOMAN:
            return Pronouns(_("Show who she is"), _("Who she is"), _("Who may be told what about her"))
        case Gender.MAN:
            return Pronouns(_("Show who he is"), _("Who he is"), _("Who may be told what about him"))
        case _other:
            return Pronouns(_("Show who they are"), _("Who they are"), _("Who may be told what about them"))
