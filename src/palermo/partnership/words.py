"""The codes of the reference data as words of the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.reference.counting import Measure, Standing
from palermo.reference.entry_into_force import Rule
from palermo.reference.protocol import Act, Confidence
from palermo.reference.provisions import Level
from palermo.reference.states import Region, UnitedNations

STANDINGS: dict[Standing, Text] = {
    Standing.PARTY: _("Party"),
    Standing.SIGNATORY: _("Signed, not a party"),
    Standing.NONE: _("Not a participant"),
}

PARTY_BY: dict[Act, Text] = {
    Act.RATIFICATION: _("Party by ratification"),
    Act.ACCEPTANCE: _("Party by acceptance"),
    Act.APPROVAL: _("Party by approval"),
    Act.ACCESSION: _("Party by accession"),
    Act.SUCCESSION: _("Party by succession"),
}

ACTS: dict[Act, Text] = {
    Act.RATIFICATION: _("ratification"),
    Act.ACCEPTANCE: _("acceptance"),
    Act.APPROVAL: _("approval"),
    Act.ACCESSION: _("accession"),
    Act.SUCCESSION: _("succession"),
}

GRADES_IN_FULL: dict[Confidence, Text] = {
    Confidence.A: _("A: copied from the depositary’s own list in January 2014."),
    Confidence.B: _("B: wholly or partly confirmed by a page that was read."),
    Confidence.C: _("C: the date is unconfirmed."),
}

REGIONS: dict[Region, Text] = {
    Region.AFRICA: _("Africa"),
    Region.AMERICAS: _("Americas"),
    Region.ASIA: _("Asia"),
    Region.EUROPE: _("Europe"),
    Region.OCEANIA: _("Oceania"),
}

UNITED_NATIONS: dict[UnitedNations, Text] = {
    UnitedNations.MEMBER: _("Member State"),
    UnitedNations.OBSERVER: _("Observer State"),
}

MEASURES: dict[Measure, Text] = {
    Measure.SIGNATORIES: _("Signatories"),
    Measure.PARTIES: _("Parties"),
    Measure.IN_FORCE: _("Parties in force"),
    Measure.PARTICIPANTS: _("Participants"),
}

RULES: dict[Rule, Text] = {
    Rule.FIRST_FORTY: _(
        "Article 17(1): deposited no later than the fortieth instrument, so in force on the ninetieth day "
        "after that one."
    ),
    Rule.THIRTIETH_DAY: _("Article 17(2): the thirtieth day after the deposit."),
    Rule.WITH_THE_PROTOCOL: _(
        "Article 17(2): the thirtieth day after the deposit came before the Protocol itself was in force, so "
        "the later day holds."
    ),
    Rule.SUCCESSION: _(
        "Reckoned as the thirtieth day after the deposit. Article 17 does not speak of succession, by which "
        "a State may be bound from an earlier day."
    ),
}

LEVELS: dict[Level, Text] = {
    Level.MANDATORY: _("shall"),
    Level.CONSIDER: _("shall consider"),
    Level.ENDEAVOUR: _("shall endeavour"),
    Level.SAFEGUARD: _("safeguard"),
    Level.SAVING: _("saving clause"),
    Level.DEFINITION: _("definition"),
    Level.DECLARATORY: _("purpose"),
    Level.SCOPE: _("scope"),
    Level.PROCEDURAL: _("procedure"),
}
