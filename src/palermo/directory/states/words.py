"""What a State's profile says, in plain language, and the reasons of refusals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from palermo.kit.choices import Text
from palermo.kit.components import Cell
from palermo.kit.languages import LANGUAGES
from palermo.reference.profile_check import AGE_FUNCTIONS, MANDATES, NEEDS, OFFICES, THRESHOLDS
from palermo.reference.profile_parts import AlsoDoes, Deciders, NotifiedPlace, NotifiedTo, Objection
from palermo.trust.mandates import Role
from palermo.trust.people.words import OFFICE_KINDS, ROLES

ALSO_DOES: dict[str, Text] = {
    AlsoDoes.POLICE: gettext_lazy("Police"),
    AlsoDoes.IMMIGRATION: gettext_lazy("Immigration: it decides on stay or removal"),
    AlsoDoes.BORDER: gettext_lazy("Border control"),
    AlsoDoes.PROSECUTION: gettext_lazy("Prosecution"),
}
DECIDERS: dict[str, Text] = {
    Deciders.ONE: gettext_lazy("One decision-maker"),
    Deciders.PANEL: gettext_lazy("Several together, as a panel"),
}
NOTIFIED_TO: dict[str, Text] = {code.value: OFFICE_KINDS[code.value] for code in NotifiedTo}
OFFICE_WORDS: dict[str, Text] = {code: OFFICE_KINDS[code] for code in OFFICES}
THRESHOLD_WORDS: dict[str, Text] = dict(
    zip(
        THRESHOLDS,
        (
            gettext_lazy("Reasonable grounds"),
            gettext_lazy("More likely than not"),
            gettext_lazy("Sure"),
        ),
        strict=True,
    )
)
MANDATE_WORDS: dict[str, Text] = dict(
    zip(
        MANDATES,
        (
            gettext_lazy("Order of a court"),
            gettext_lazy("Order of the authority for guardians"),
            gettext_lazy("A private paper, such as a letter of the family"),
        ),
        strict=True,
    )
)
AGE_FUNCTION_WORDS: dict[str, Text] = dict(
    zip(
        AGE_FUNCTIONS,
        (gettext_lazy("Nobody: two people always decide"), ROLES[Role.DECISION_MAKER]),
        strict=True,
    )
)
NEED_WORDS: dict[str, Text] = dict(
    zip(
        NEEDS,
        (
            gettext_lazy("Safe place to stay"),
            gettext_lazy("Health care"),
            gettext_lazy("Someone to talk to, psychological help"),
            gettext_lazy("Legal advice"),
            gettext_lazy("Interpreter"),
            gettext_lazy("Food, clothes, money for now"),
            gettext_lazy("Schooling or training"),
            gettext_lazy("Work"),
            gettext_lazy("Care for children"),
            gettext_lazy("Papers"),
            gettext_lazy("Protection from a threat"),
            gettext_lazy("Something else"),
        ),
        strict=True,
    )
)
DAY_KINDS: dict[str, Text] = {
    "calendar": gettext_lazy("all days count"),
    "working": gettext_lazy("only working days count"),
}
OBJECTIONS: dict[str, Text] = {
    Objection.GOES: gettext_lazy("It goes all the same: the law requires it"),
    Objection.STOPS: gettext_lazy("It does not go"),
}
NOTIFIED_PLACES: dict[str, Text] = {
    NotifiedPlace.STATE: gettext_lazy("The State only"),
    NotifiedPlace.ZONE: gettext_lazy("The zone of the State"),
}
WEEKDAYS: dict[int, Text] = dict(
    enumerate(
        (
            gettext_lazy("Monday"),
            gettext_lazy("Tuesday"),
            gettext_lazy("Wednesday"),
            gettext_lazy("Thursday"),
            gettext_lazy("Friday"),
            gettext_lazy("Saturday"),
            gettext_lazy("Sunday"),
        ),
        start=1,
    )
)

LABELS: dict[str, Text] = {
    "authority.name": gettext_lazy("Competent authority"),
    "authority.also": gettext_lazy("What else it is"),
    "authority.deciders": gettext_lazy("Who decides there"),
    "identification.first_responders": gettext_lazy("Which offices may presume"),
    "identification.presumption_threshold": gettext_lazy("Threshold to presume"),
    "identification.decision_threshold": gettext_lazy("Threshold to decide"),
    "identification.decision_within": gettext_lazy("A decision is due within"),
    "identification.ask_again_within": gettext_lazy(
        "One can ask again within, counted from when one was told"
    ),
    "identification.notified_to": gettext_lazy("Who has to be told, without identity, that somebody was met"),
    "identification.notify_within": gettext_lazy("They are told within"),
    "identification.notify_objection": gettext_lazy("If the person objects to it"),
    "identification.notify_place": gettext_lazy("How finely it says where"),
    "reflection.minimum": gettext_lazy("Recovery and reflection lasts at least"),
    "children.mandates": gettext_lazy("What makes a guardian"),
    "children.guardian_within": gettext_lazy("A guardian is due within"),
    "children.guardian_requested_of": gettext_lazy("Of whom a guardian is asked"),
    "children.guardianship_body": gettext_lazy("The office for guardians"),
    "children.age_function": gettext_lazy("Who may decide an age in doubt alone"),
    "children.safety_measures": gettext_lazy("What goes on for a child without a guardian"),
    "calendar.rest_days": gettext_lazy("Days of the week without work"),
    "calendar.holidays": gettext_lazy("Holidays"),
    "time_zone": gettext_lazy("Time zone"),
    "languages": gettext_lazy("Languages of its letters"),
    "help_lines": gettext_lazy("Help lines"),
    "laws": gettext_lazy("Laws"),
    "retention": gettext_lazy("How long records are kept"),
}
"""Of each path that a source can confirm."""

PARTS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "authority": (
        gettext_lazy("The authority"),
        ("authority.name", "authority.also", "authority.deciders", "languages", "help_lines", "laws"),
    ),
    "identification": (
        gettext_lazy("Presuming and deciding"),
        (
            "identification.first_responders",
            "identification.presumption_threshold",
            "identification.decision_threshold",
            "identification.decision_within",
            "identification.ask_again_within",
            "identification.notified_to",
            "identification.notify_within",
            "identification.notify_objection",
            "identification.notify_place",
            "reflection.minimum",
        ),
    ),
    "children": (
        gettext_lazy("Children and guardians"),
        (
            "children.mandates",
            "children.guardian_within",
            "children.guardian_requested_of",
            "children.guardianship_body",
            "children.age_function",
            "children.safety_measures",
        ),
    ),
    "days": (
        gettext_lazy("Days and times"),
        ("calendar.rest_days", "calendar.holidays", "time_zone"),
    ),
    "keeping": (gettext_lazy("Keeping"), ("retention",)),
}
"""The parts of the page: what each is called, and the paths in it."""

CODED: dict[str, dict[str, Text]] = {
    "authority.also": ALSO_DOES,
    "authority.deciders": DECIDERS,
    "identification.first_responders": OFFICE_WORDS,
    "identification.presumption_threshold": THRESHOLD_WORDS,
    "identification.decision_threshold": THRESHOLD_WORDS,
    "identification.notified_to": NOTIFIED_TO,
    "identification.notify_objection": OBJECTIONS,
    "identification.notify_place": NOTIFIED_PLACES,
    "children.mandates": MANDATE_WORDS,
    "children.guardian_requested_of": OFFICE_WORDS,
    "children.age_function": AGE_FUNCTION_WORDS,
    "children.safety_measures": NEED_WORDS,
}


def value_words(path: str, value: Any) -> list[Cell]:
    """What a profile says at `path`, as a page shows it; nothing said is said."""
    return _words(path, value) or [_("None")]


def _words(path: str, value: Any) -> list[Cell]:
    if coded := CODED.get(path):
        return [coded[code] for code in (value if isinstance(value, list) else [value])]
    match path, value:
        case _path, {"count": count, "kind": kind}:
            days = ngettext("%(days)d day", "%(days)d days", count) % {"days": count}
            return [_("%(days)s, %(which)s") % {"days": days, "which": DAY_KINDS[kind]}]
        case "calendar.rest_days", _:
            return [WEEKDAYS[day] for day in sorted(value)]
        case "languages", _:
            return [LANGUAGES.get(code, code) for code in value]
        case "help_lines", _:
            return [line_of_help(one) for one in value]
        case "laws", _:
            return [line_of_law(one) for one in value]
        case "retention", _:
            return [
                _("A person’s file: %(years)d years after its end") % {"years": value["file_years"]},
                _("What stands in no file: %(years)d years") % {"years": value["outside_file_years"]},
                _("An open file in which nothing happens is shown after %(months)d months")
                % {"months": value["quiet_months"]},
                _("An account without a role ends after %(months)d months")
                % {"months": value["account_months"]},
            ]
        case _path, [*several]:
            return list(several)
        case _:
            return [value]


def line_of_help(one: dict[str, Any]) -> str:
    """A help line as one line, as it is typed."""
    return " | ".join([one["name"], one["number"], ", ".join(one["languages"]), one["hours"]])


def line_of_law(one: dict[str, Any]) -> str:
    """A law as one line, as it is typed."""
    return " | ".join([one["about"], one["citation"], one["address"]])


REASONS: dict[str, Text] = {
    "profile_of_the_authority": gettext_lazy(
        "Only a competent authority of the State writes its profile. Tell it what is wrong or missing."
    ),
    "profile_not_right": gettext_lazy(
        "Something in the profile is missing or cannot be read. Go through its parts."
    ),
    "profile_no_draft": gettext_lazy("No new version is being written. Begin one."),
    "profile_day_over": gettext_lazy("A profile holds from today or a later day on. Choose one."),
    "nobody_to_sign": gettext_lazy(
        "Nobody else in the office can sign it. The administrator gives a colleague the role of coordinator."
    ),
    "profile_not_asked": gettext_lazy("Whoever wrote it has not said that it is ready."),
    "second_person_needed": gettext_lazy("You wrote of it. Another coordinator or administrator signs."),
}
