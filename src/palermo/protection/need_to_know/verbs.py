"""What this subject records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class NeedToKnowVerb(Verb):
    """Of searches by a name and of whom never to tell."""

    CASE_SEARCHED = "case.searched"
    CASE_SEARCHED_FOR = "case.searched_for"
    CASE_FOUND = "case.found"
    LOOK_ALIKE_FOUND = "look_alike.found"
    LOOK_ALIKE_ANSWERED = "look_alike.answered"
    FILES_JOINED = "files.joined"
    FILES_PARTED = "files.parted"
    FILES_CONTACT_CHOSEN = "files.contact_chosen"
    NEVER_SHARE_ADDED = "never_share.added"
    NEVER_SHARE_ENDED = "never_share.ended"


class NeedToKnowAsked(Asked):
    """What was asked here and refused."""

    LOOK_ALIKE_ANSWER = "look_alike.answer"
    FILES_JOIN = "files.join"
    FILES_PART = "files.part"
    FILES_CHOOSE_CONTACT = "files.choose_contact"
    NEVER_SHARE_CHANGE = "never_share.change"


VERBS: Final[dict[Verb, Text]] = {
    NeedToKnowVerb.CASE_SEARCHED: _("Cases searched"),
    NeedToKnowVerb.CASE_SEARCHED_FOR: _("A search came upon a case of others"),
    NeedToKnowVerb.CASE_FOUND: _("A search by a name found a case"),
    NeedToKnowVerb.LOOK_ALIKE_FOUND: _("A file of somebody whose name sounds alike was there"),
    NeedToKnowVerb.LOOK_ALIKE_ANSWERED: _("Whether two files are of one person was answered"),
    NeedToKnowVerb.FILES_JOINED: _("Two files of one person joined"),
    NeedToKnowVerb.FILES_PARTED: _("Joining of two files undone"),
    NeedToKnowVerb.FILES_CONTACT_CHOSEN: _("Safe contact chosen for joined files"),
    NeedToKnowVerb.NEVER_SHARE_ADDED: _("Entry added to a never-share list"),
    NeedToKnowVerb.NEVER_SHARE_ENDED: _("Entry taken off a never-share list"),
}
