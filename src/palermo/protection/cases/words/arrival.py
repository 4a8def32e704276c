"""How a person came to the office, in plain language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text, Unsaid
from palermo.protection.cases.codes.arrival import CameBy, GenderWish, ReferrerKind, Route

_NOT_ASKED: dict[str, Text] = {Unsaid.NOT_ASKED.value: Unsaid.NOT_ASKED.label}
_NOT_KNOWN: dict[str, Text] = {Unsaid.NOT_KNOWN.value: Unsaid.NOT_KNOWN.label}
_NOT_SAID: dict[str, Text] = {Unsaid.NOT_SAID.value: Unsaid.NOT_SAID.label}

CAME_BY: dict[str, Text] = {
    CameBy.OWN_DETECTION: _("Our office found the person itself"),
    CameBy.SELF: _("The person came by themselves"),
    CameBy.REFERRED: _("Somebody else told us or brought the person"),
    CameBy.NOT_KNOWN: _("Not known"),
}

ROUTES: dict[str, Text] = {
    Route.OUTREACH: _("Our outreach work"),
    Route.WALK_IN: _("At our door"),
    Route.HOTLINE: _("A hotline"),
    Route.INSPECTION: _("A labour inspection"),
    Route.BORDER: _("At a border"),
    Route.POLICE_OPERATION: _("A police operation"),
    Route.HEALTH_CARE: _("Health care"),
    Route.ASYLUM: _("An asylum procedure"),
    Route.DETENTION: _("Prison or detention"),
    Route.ONLINE: _("Online"),
    Route.REFERRAL: _("A referral by another office"),
    Route.OTHER: _("Another way"),
    **_NOT_KNOWN,
    **_NOT_ASKED,
}

REFERRER_KINDS: dict[str, Text] = {
    ReferrerKind.NGO: _("Civil society organisation"),
    ReferrerKind.PUBLIC_SERVICE: _("Public social service"),
    ReferrerKind.HEALTH_SERVICE: _("Health service"),
    ReferrerKind.LABOUR_INSPECTORATE: _("Labour inspectorate"),
    ReferrerKind.POLICE: _("Police"),
    ReferrerKind.BORDER_GUARD: _("Border guard"),
    ReferrerKind.MIGRATION_OFFICE: _("Migration or asylum office"),
    ReferrerKind.COURT_OR_PROSECUTION: _("Court or prosecution"),
    ReferrerKind.EMBASSY: _("Embassy or consulate"),
    ReferrerKind.TRADE_UNION: _("Trade union"),
    ReferrerKind.FAITH_GROUP: _("Faith group"),
    ReferrerKind.SCHOOL: _("School"),
    ReferrerKind.FAMILY_OR_FRIEND: _("Family or a friend"),
    ReferrerKind.OTHER_PERSON: _("Somebody else, a client or passer-by"),
    **_NOT_KNOWN,
}


GENDER_WISHES: dict[str, Text] = {
    GenderWish.WOMAN: _("A woman"),
    GenderWish.MAN: _("A man"),
    GenderWish.EITHER: _("It does not matter"),
    **_NOT_ASKED,
    **_NOT_SAID,
}
