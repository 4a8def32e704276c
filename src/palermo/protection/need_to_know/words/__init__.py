"""Never-share lists and searches in plain language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.need_to_know.codes import Alike, FoundBy, NeverKind

NEVER_KINDS: dict[str, Text] = {
    NeverKind.OFFICE: _("Organisation"),
    NeverKind.OFFICIAL: _("Person in an office"),
    NeverKind.PLACE: _("Place"),
}

FOUND_BY: dict[str, Text] = {
    FoundBy.CODE: _("by a code"),
    FoundBy.NAME: _("by a name"),
    FoundBy.OPENING: _("before opening a case"),
    FoundBy.WRITING: _("by writing a name in a file"),
}

ALIKE: dict[str, Text] = {
    Alike.OPEN: _("Nobody has said yet"),
    Alike.ANOTHER: _("Another person"),
    Alike.SAME: _("The same person"),
}

THERE = "there"
"""What a search that came upon a file shows of it, beside the sealed texts."""

COLUMNS: dict[str, Text] = {
    "never_share": _("Never share with"),
    "goals": _("The person’s own goals"),
    "judgement": _("What the person says of a service"),
    "closing": _("Summary when the case was closed"),
    THERE: _("That the person is here (a search)"),
}
"""Sealed texts as "who saw this file" calls them, beside those of `words.COLUMNS`."""

REASONS: dict[str, Text] = {
    "never_share": _("This office is on the never-share list of this file. Nothing about it goes there."),
    "never_share_own_office": _("Your own office keeps the file. Choose another organisation."),
    "never_share_without_words": _("Write who or what is meant."),
    "joined_already": _("One of the two leads other files, or is joined already. Undo that first."),
    "joined_erased": _("One of the two was erased."),
    "joining_final": _("More than 30 days have passed: the two files stay joined."),
    "safe_contact_two": _(
        "Two joined files say differently how the person is reached safely. Choose which holds before anything leaves."
    ),
    "look_alike_answered": _("Somebody has answered this already."),
    "never_share_ended": _("This entry was taken off the list already."),
}
