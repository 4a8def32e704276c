"""The reasons of the desk's refusals in plain words, and what its sealed column is called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.desk.codes import PutOffReason
from palermo.kit.choices import Text

COLUMNS: dict[str, Text] = {"answers": _("What was typed on pages not finished yet")}

PUT_OFF_REASONS: dict[str, Text] = {
    PutOffReason.PERSON_CHOSE: _("The person chose the day"),
    PutOffReason.NOT_REACHED: _("Nobody was reached"),
    PutOffReason.WAITS_FOR_OTHERS: _("It waits for somebody else"),
    PutOffReason.TOO_EARLY: _("It is too early for it"),
    PutOffReason.OTHER_FIRST: _("Something more urgent comes first"),
}

REASONS: dict[str, Text] = {
    "put_off_until_when": _("Choose a day that is still to come."),
    "clock_paused": _("The time is paused already."),
    "clock_runs": _("The time is running already."),
    "drafts_enough": _(
        "You keep 50 half-finished pages, the most there is room for. Finish one of them or throw one away: they stand"
        " on Today, in another tab. What you typed stays on this page meanwhile."
    ),
    "no_mail_here": _("This installation sends no mail. Ask its operator, and look at Today meanwhile."),
    "notice_without_kind": _("Choose at least one thing to be told of."),
    "notice_without_hour": _("Choose the hour at which the mail comes each day."),
    "quiet_hours": _(
        "Choose both the beginning and the end of the quiet hours, at different hours, or neither."
    ),
    "view_name_length": _("Enter a name of 1 to 40 letters."),
    "view_name_taken": _("You have a view of this name. Choose another name."),
    "view_too_long": _("These are too many filters for one view. Take one out."),
    "views_enough": _("You keep 20 views of this list. Delete one first."),
    "office_name_in_mail": _(
        "The name of your office stands in it. Whoever sees the mailbox would read where colleagues work: choose other"
        " words."
    ),
}
