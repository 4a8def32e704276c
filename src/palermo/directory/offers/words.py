"""The codes of services in plain language, and the reasons of their refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.directory.offers.codes import (
    Access,
    AgeGroup,
    Exploitation,
    Room,
    ServiceKind,
    Sex,
    Standing,
    VettedBy,
    WithChildren,
)
from palermo.kit.choices import Text
from palermo.kit.components import State, Tone
from palermo.reference.zones import Travel

KINDS: dict[str, Text] = {
    ServiceKind.NIGHT_SHELTER: _("Emergency accommodation"),
    ServiceKind.LONGER_STAY: _("Accommodation for a longer stay"),
    ServiceKind.CHILDRENS_HOME: _("Accommodation for children"),
    ServiceKind.HEALTH_CARE: _("Health care"),
    ServiceKind.COUNSELLING: _("Psychosocial counselling"),
    ServiceKind.LEGAL_AID: _("Legal aid and representation"),
    ServiceKind.INTERPRETING: _("Interpreting"),
    ServiceKind.MATERIAL_HELP: _("Food, clothes, money for now"),
    ServiceKind.SCHOOLING: _("Schooling and training"),
    ServiceKind.WORK_SUPPORT: _("Support towards work"),
    ServiceKind.CHILD_CARE: _("Care for children by day"),
    ServiceKind.PAPERS: _("Identity papers and permits"),
    ServiceKind.PROTECTION: _("Protection from a threat"),
    ServiceKind.OTHER: _("Another service"),
}

AGES: dict[str, Text] = {
    AgeGroup.UNDER_12: _("Under 12"),
    AgeGroup.FROM_12_TO_17: _("12 to 17"),
    AgeGroup.FROM_18_TO_25: _("18 to 25"),
    AgeGroup.FROM_26_TO_40: _("26 to 40"),
    AgeGroup.OVER_40: _("Over 40"),
}

SEXES: dict[str, Text] = {
    Sex.WOMAN: _("Women and girls"),
    Sex.MAN: _("Men and boys"),
    Sex.OTHER: _("Others, as the person puts it"),
}

WITH_CHILDREN: dict[str, Text] = {
    WithChildren.YES: _("Children may come along"),
    WithChildren.ASK: _("Ask first"),
    WithChildren.NO: _("No children"),
}

ACCESS: dict[str, Text] = {
    Access.STEP_FREE: _("Step-free, room for a wheelchair"),
    Access.SIGN_LANGUAGE: _("A sign language is used"),
    Access.EASY_LANGUAGE: _("Easy language"),
    Access.CARER_MAY_STAY: _("A carer or assistant may stay"),
    Access.NONE: _("None of these"),
}

EXPLOITATION: dict[str, Text] = {
    Exploitation.SEXUAL: _("Sexual exploitation"),
    Exploitation.LABOUR: _("Forced labour or services"),
    Exploitation.DOMESTIC: _("Domestic servitude"),
    Exploitation.BEGGING: _("Forced begging"),
    Exploitation.CRIME: _("Forced to commit crimes"),
    Exploitation.MARRIAGE: _("Forced marriage"),
    Exploitation.ORGANS: _("Removal of organs"),
    Exploitation.OTHER: _("Another form"),
}

STANDINGS: dict[str, Text] = {
    Standing.NOT_BEGUN: _("Identification not begun, or not wished"),
    Standing.PRESUMED: _("Presumed"),
    Standing.IDENTIFIED: _("Identified"),
}

ROOMS: dict[str, State] = {
    Room.YES: State(_("Place free"), Tone.DONE),
    Room.ASK: State(_("Ask for a place"), Tone.ATTENTION),
    Room.NO: State(_("Full")),
    Room.UNKNOWN: State(_("Places not known")),
}

VETTED_BY: dict[str, Text] = {
    VettedBy.COMPETENT_AUTHORITY: _("The competent authority"),
    VettedBy.INSPECTORATE: _("An inspectorate"),
    VettedBy.NETWORK: _("A network or umbrella body"),
    VettedBy.OWN_OFFICE: _("The office itself"),
}

TRAVEL: dict[str, Text] = {
    Travel.SAME_ZONE: _("In the same zone"),
    Travel.UP_TO_2H: _("Up to 2 hours away"),
    Travel.FURTHER: _("Further away"),
    Travel.NOT_KNOWN: _("Distance not known"),
}

FIT_REASONS: dict[str, Text] = {
    "age_served": _("Serves this age: %(what)s."),
    "age_not_served": _("Serves other ages only: %(what)s."),
    "age_unknown": _("The age is not known; it serves: %(what)s."),
    "age_in_doubt_served": _("Serves children; an age in doubt is a child’s until decided."),
    "age_in_doubt": _("For adults only, and an age in doubt is a child’s until decided."),
    "sex_served": _("Serves: %(what)s."),
    "sex_not_served": _("Serves only: %(what)s."),
    "sex_unknown": _("The gender is not known; it serves: %(what)s."),
    "children_served": _("Children may come along."),
    "children_not_served": _("Children may not come along."),
    "children_unknown": _("Whether children come along is not known, and not all may."),
    "children_ask": _("Whether children may come along has to be asked."),
    "exploitation_served": _("Serves after: %(what)s."),
    "exploitation_not_served": _("Serves only after: %(what)s."),
    "exploitation_unknown": _("The form of exploitation is not known; it serves after: %(what)s."),
    "standing_served": _("Serves: %(what)s."),
    "standing_not_served": _("Serves only those who are: %(what)s."),
    "standing_unknown": _("Where identification stands is not known; it serves: %(what)s."),
    "language_spoken": _("Speaks %(what)s."),
    "language_interpreter": _("No common language; it speaks %(what)s. An interpreter is needed."),
    "language_unknown": _("Whether there is a common language is not known."),
    "access_served": _("Has what is needed: %(what)s."),
    "access_not_served": _("Does not have what is needed: %(what)s."),
    "access_unknown": _("Has not said whether it has: %(what)s."),
    "never_vetted": _("Nobody has vetted it yet."),
    "vetting_ended": _("Its vetting has run out."),
    "not_funded_today": _("Today lies outside its funding period."),
    "own_office": _("Your own office offers it: no enquiry is needed."),
}
"""Why a service is offered, has to be asked first, or is excluded."""

REASONS: dict[str, Text] = {
    "service_says_too_little": _("Give the service a name, a zone and a contact point."),
    "not_a_zone": _("Choose a zone from the list."),
    "service_ended": _("This service has ended. Add it again if it is back."),
    "count_other_now": _(
        "A colleague changed the places at the same moment. Look at them again, then press."
    ),
    "free_more_than_places": _("There cannot be more free places than places."),
    "place_missing": _("Record where the service is first: its protected face has no address."),
    "nothing_to_undo": _("There is nothing to undo: the places changed since, or were undone already."),
}
