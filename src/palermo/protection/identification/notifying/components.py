"""What pages show of notifying, as facts and tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palermo.directory.states.words import NOTIFIED_TO, OBJECTIONS
from palermo.kit.cldr import country_name
from palermo.kit.components import Cell, Column, Fact, Page, Table
from palermo.kit.office_time import local_day
from palermo.protection.identification.notifying.codes import NotificationState
from palermo.protection.identification.notifying.queries import Counts, purposes
from palermo.protection.identification.notifying.rules import Owed
from palermo.protection.identification.notifying.words import (
    ABOUT,
    AGE_CLASSES,
    NOT_DUE,
    SAYS,
    SEXES,
    STATES,
)
from palermo.reference.zones import zones


def owed_facts(due: Owed) -> list[Fact]:
    """What is due: to whom, until when, by which law, and what follows when the person objects."""
    return [
        Fact(_("Told to"), NOTIFIED_TO[due.to]),
        Fact(_("About"), [ABOUT[due.about], due.event_on]),
        Fact(_("Due"), due.due_on),
        Fact(_("By which law"), due.law or _("The State’s profile names none yet")),
        Fact(_("If the person objects to it"), OBJECTIONS[due.objection]),
    ]


def notification_facts(row: Any) -> list[Fact]:
    """What became of one at the office that owed it."""
    facts = [
        Fact(_("Notification without identity"), [STATES[row.state], *([row.office] if row.office else [])]),
        Fact(_("About"), [ABOUT[row.about], row.event_on]),
        Fact(_("Recorded"), local_day(row.done_at)),
    ]
    if row.code:
        facts.append(Fact(_("Its own code, which leads to the file only here"), row.code))
    if row.person_says:
        facts.append(Fact(_("What the person said"), SAYS[row.person_says]))
    if row.reason:
        facts.append(Fact(_("Why nothing was sent"), NOT_DUE[row.reason]))
    if row.state == NotificationState.IN_ERROR:
        facts.append(Fact(_("The office was told that it is an error"), local_day(row.in_error_at)))
    return facts


def leaving_labels() -> dict[str, str]:
    """What each part of what leaves is called, by its name."""
    return {
        "about": _("About"),
        "event_on": _("On which day"),
        "age_class": _("Age"),
        "sex": _("Sex"),
        "purposes": _("For what purpose"),
        "place": _("Where"),
    }


def leaving_facts(parts: Mapping[str, Any]) -> list[Fact]:
    """What leaves, in words."""
    return [Fact(label, _value(name, parts[name])) for name, label in leaving_labels().items()]


def _value(name: str, value: Any) -> Cell:
    match name:
        case "about":
            return ABOUT[value]
        case "event_on":
            return date.fromisoformat(value)
        case "age_class":
            return AGE_CLASSES[value]
        case "sex":
            return SEXES[value]
        case "purposes":
            return _purposes(value) or _("None is told")
        case _:
            return place_name(value)


def place_name(code: str) -> str:
    """A State or a zone, in the language of the page."""
    zone = zones().by_code.get(code)
    language = get_language() or ""
    return zone.name_in(language) if zone else country_name(code)


def _purposes(codes: list[str]) -> list[Cell]:
    known = purposes()
    return [known.get(code, code) for code in codes]


def count_facts(counts: Counts) -> list[Fact]:
    """How many, by age; errors apart."""
    return [
        Fact(_("Notifications that count"), str(counts.all)),
        *(Fact(AGE_CLASSES[code], str(number)) for code, number in counts.by_age.items() if number),
        Fact(_("Told to be an error, and not counted"), str(counts.in_error)),
    ]


def received_table(page: Page[Any]) -> Table:
    """What other offices notified, each with what it says and nothing else."""
    return Table(
        caption=_("Notified to your office"),
        columns=[
            Column(_("Arrived")),
            Column(_("From")),
            Column(_("Code")),
            Column(_("About")),
            Column(_("Age and sex")),
            Column(_("For what purpose")),
            Column(_("Where")),
        ],
        rows=[
            [
                [
                    local_day(row.received_at),
                    *([STATES[NotificationState.IN_ERROR]] if row.in_error_at else []),
                ],
                row.office,
                row.code,
                [ABOUT[row.about], row.event_on],
                [AGE_CLASSES[row.age_class], SEXES[row.sex]],
                _purposes(row.purposes) or None,
                place_name(row.place),
            ]
            for row in page.rows
        ],
        empty=_("No office has notified yours. What arrives stands here, without names."),
        next_key=page.next_key,
    )
