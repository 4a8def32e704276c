"""The codes of first contact in plain language, and the reasons of their refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text, Unsaid
from palermo.kit.components import State, Tone
from palermo.protection.first_contact.codes import (
    AsWished,
    ConflictCheck,
    DeclinedThing,
    Independent,
    InformationForm,
    Interview,
    Presence,
    Sector,
    SeenAs,
    Understood,
    UrgentNeed,
)
from palermo.reference.persons import NOT_KEPT, PlaceKind

_NOT_KNOWN: dict[str, Text] = {Unsaid.NOT_KNOWN.value: Unsaid.NOT_KNOWN.label}
_NOT_ASKED: dict[str, Text] = {Unsaid.NOT_ASKED.value: Unsaid.NOT_ASKED.label}
_NOT_SAID: dict[str, Text] = {Unsaid.NOT_SAID.value: Unsaid.NOT_SAID.label}


URGENT_NEEDS: dict[str, Text] = {
    UrgentNeed.DANGER: _("Protection: there is danger now"),
    UrgentNeed.HEALTH: _("A doctor or nurse"),
    UrgentNeed.SHELTER: _("A bed tonight"),
    UrgentNeed.FOOD: _("Food, clothes, something to wash with"),
    UrgentNeed.DEPENDANTS: _("Care for children or others who depend on the person"),
    UrgentNeed.INTERPRETER: _("An interpreter"),
}

URGENT_IN_SHORT: dict[str, Text] = {
    UrgentNeed.DANGER: _("Danger"),
    UrgentNeed.HEALTH: _("Doctor"),
    UrgentNeed.SHELTER: _("Bed"),
    UrgentNeed.FOOD: _("Food"),
    UrgentNeed.DEPENDANTS: _("Dependants"),
    UrgentNeed.INTERPRETER: _("Interpreter"),
}

DECLINED: dict[str, Text] = {
    DeclinedThing.IDENTITY: _("Saying who they are"),
    DeclinedThing.IDENTIFICATION: _("Being identified formally as a victim of a crime"),
    DeclinedThing.POLICE_CONTACT: _("Contact with the police"),
    DeclinedThing.INTERVIEW: _("An interview"),
    DeclinedThing.OTHER_OFFICES: _("Help of other offices"),
    DeclinedThing.INTERPRETER: _("An interpreter"),
    DeclinedThing.MEDICAL_EXAMINATION: _("A medical examination"),
    DeclinedThing.SERVICE: _("A service"),
}


ZONES: dict[str, Text] = {
    PlaceKind.CAPITAL: _("The capital"),
    PlaceKind.CITY: _("Another large city"),
    PlaceKind.TOWN: _("A town"),
    PlaceKind.COUNTRYSIDE: _("The countryside"),
    PlaceKind.BORDER: _("A border area"),
    PlaceKind.COAST: _("The coast or a port"),
    **_NOT_KNOWN,
    **_NOT_ASKED,
}

SECTORS: dict[str, Text] = {
    Sector.AGRICULTURE: _("Farms, forests"),
    Sector.FISHING: _("Fishing"),
    Sector.MANUFACTURING: _("Factories, workshops"),
    Sector.CONSTRUCTION: _("Building"),
    Sector.TRADE: _("Shops, markets"),
    Sector.TRANSPORT: _("Transport, delivery"),
    Sector.HOSPITALITY: _("Hotels, restaurants"),
    Sector.CLEANING: _("Cleaning, laundry, car washes"),
    Sector.CARE: _("Care of people, beauty"),
    Sector.DOMESTIC_WORK: _("Private households"),
    Sector.SEXUAL_EXPLOITATION: _("Sexual exploitation"),
    Sector.BEGGING: _("Begging"),
    Sector.ONLINE_FRAUD: _("Forced fraud online"),
    Sector.OTHER_CRIME: _("Other things against the law that people are made to do"),
    Sector.OTHER: _("Something else"),
    **_NOT_KNOWN,
}

SEEN_AS: dict[str, Text] = {
    SeenAs.PRESUMED_VICTIM: _("Presumed to have been exploited"),
    SeenAs.SUSPECTED: _("Suspected of something by the authorities"),
    SeenAs.WITNESS: _("Saw what happened"),
    SeenAs.CAME_ALONG: _("Came along with somebody"),
}

INTERVIEWS: dict[str, State] = {
    Interview.WAITING: State(_("Not yet spoken with alone"), Tone.ATTENTION),
    Interview.HELD: State(_("Spoken with alone"), Tone.DONE),
    Interview.DECLINED: State(_("Does not want to speak")),
}

UNDERSTOOD: dict[str, Text] = {
    Understood.EXPLAINED_BACK: _("Explained it back in their own words"),
    Understood.PARTLY: _("Partly: come back to it"),
    Understood.NOT_YET: _("Not yet: give it again, in another way"),
    **_NOT_ASKED,
}

INFORMATION_FORMS: dict[str, Text] = {
    InformationForm.READ_ALOUD: _("Read aloud together"),
    InformationForm.ON_PAPER: _("On paper"),
    InformationForm.ON_SCREEN: _("On a screen"),
}

PRESENCES: dict[str, Text] = {
    Presence.ROOM: _("In the room"),
    Presence.TELEPHONE: _("By telephone"),
    Presence.VIDEO: _("By video"),
}

INDEPENDENT: dict[str, Text] = {
    Independent.YES: _("Yes"),
    Independent.NO: _("No: of the same community"),
    **_NOT_KNOWN,
    **_NOT_ASKED,
}

AS_WISHED: dict[str, Text] = {AsWished.YES: _("Yes"), AsWished.NO: _("No"), **_NOT_ASKED}

CONFLICT_CHECKS: dict[str, Text] = {
    ConflictCheck.NOT_CHECKED: _("Not yet checked"),
    ConflictCheck.NONE_FOUND: _("Checked: no conflict found"),
    ConflictCheck.FOUND: _("Checked: a conflict found, take another interpreter"),
}

LANGUAGE_NOT_KEPT: dict[str, Text] = {NOT_KEPT: _("Not kept: erased")}

REASONS: dict[str, Text] = {
    "no_such_office": _("Choose another office of the list, or say what kind of office it was."),
    "month_missing": _("Enter month and year; leave out the day."),
    "number_out_of_range": _("Enter a number from 1 to 60. For more people open the rest in a second step."),
    "no_such_case": _("No case that you work on has this code. Check it, or ask your coordinator."),
    "met_before": _("This person belongs to an event already. Take the person out of it first."),
    "in_no_event": _("This person belongs to no event."),
    "no_card_in_language": _(
        "There is no card in this language yet. Choose another, or read one aloud together."
    ),
    "not_an_interpreter": _(
        "Check the code: it has eight letters and digits, such as K7MC-4XRD. Leave it empty for a new one."
    ),
}
