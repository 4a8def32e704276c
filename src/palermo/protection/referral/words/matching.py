"""The codes of finding a service in plain language, and the reasons of their refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.referral.codes.matching import Late, Unmet, Wait

WAIT_WORDS: dict[str, Text] = {
    Wait.DAYS_3: _("Within 3 days"),
    Wait.WEEK_1: _("Within a week"),
    Wait.WEEKS_2: _("Within 2 weeks"),
    Wait.MONTH_1: _("Within a month"),
}

UNMET: dict[str, Text] = {
    Unmet.NO_SUCH_SERVICE: _("There is no such service"),
    Unmet.NO_ROOM: _("There are services, but no room"),
    Unmet.TOO_FAR: _("Services are too far away"),
    Unmet.NOT_FOR_HER: _("Services are for others: age, gender, children, language, disability"),
    Unmet.NOT_SAFE: _("No service is safe for this person"),
    Unmet.NO_AGREEMENT: _("Services are there, but no agreement with their office"),
    Unmet.ALL_DECLINED: _("Every office asked has declined"),
}

LATE: dict[str, Text] = {
    Late.NO_ANSWER: _("No answer in time"),
    Late.WAITING_OVER: _("On the waiting list beyond the time told"),
}

REASONS: dict[str, Text] = {
    "one_service_of_an_office": _(
        "Choose one service of each office: two enquiries for one person could be joined."
    ),
    "no_service_chosen": _("Choose at least one service."),
    "place_needs_acceptance": _(
        "Accept the enquiry first. Only then may the other office learn where the service is."
    ),
    "enquiry_names_no_service": _(
        "This enquiry names no service of your directory, so there is no address to tell."
    ),
}
