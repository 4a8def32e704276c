"""Words of what ends soon: what a record is called, why it ends, what goes with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.file.queries.first_help import NOT_YET, UNKNOWN

RECORDS: dict[str, Text] = {
    "person": _("A person’s file"),
    "authority_request": _("A request of an authority that is about no file here"),
    "complaint": _("A complaint that is about no file here"),
    "notification": _("A notification without identity"),
    "enquiry": _("An enquiry that became no file"),
    "event": _("The note of an event"),
}
"""What ends, by object type."""

COUNTED_FROM: dict[str, Text] = {
    "person": _("The last file of the person was closed on %(day)s"),
    "authority_request": _("It was answered on %(day)s"),
    "complaint": _("It was answered on %(day)s"),
    "notification": _("It arrived on %(day)s"),
    "enquiry": _("It arrived on %(day)s"),
    "event": _("It was recorded on %(day)s"),
}

GOES: dict[str, Text] = {
    "authority_request": _(
        "Who asked, for what, the advice and the answer: every word of it. Codes and days stay."
    ),
    "complaint": _("What was said, wished and answered: every word of it. Codes and days stay."),
    "notification": _("Its day, place, form of exploitation and code. That there was one stays."),
    "enquiry": _("Age, languages and what else was told in coarse terms. That there was an enquiry stays."),
    "event": _("The note. Kind of place, month and route stay as codes."),
}
"""What is erased with a record that is no person."""

FIRST_HELP: dict[str, Text] = {
    "same_day": _("On the same day"),
    "days_3": _("Within 3 days"),
    "week": _("Within a week"),
    "month": _("Within 30 days"),
    "longer": _("Later"),
    NOT_YET: _("No help recorded yet"),
    UNKNOWN: _("Day known only in part"),
}
"""How soon help began, by band."""
