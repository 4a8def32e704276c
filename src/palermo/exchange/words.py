"""Packages in plain language: kinds, caveats, and the reasons why one is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.exchange.caveats import Caveat
from palermo.kit.choices import Text

KINDS: dict[str, Text] = {
    "came_back": _("That a person came back"),
    "conference_call": _("Call to a case conference"),
    "conference_decisions": _("Decisions of a case conference"),
    "enquiry": _("Enquiry without identity"),
    "enquiry_answers": _("Answers inside an enquiry"),
    "identity_slice": _("Identity"),
    "identity_update": _("More of an identity, or what has changed"),
    "service_place": _("Address of a service"),
    "identification_request": _("Request to decide on identification"),
    "notification": _("Notification without identity"),
    "identification_answer": _("Decision on identification"),
}

CAVEATS: dict[str, Text] = {
    Caveat.PURPOSE_ONLY: _("Use it for the stated purpose only."),
    Caveat.NO_ONWARD: _("Pass it on to nobody unless the sender agrees."),
    Caveat.NOT_FOR_ENFORCEMENT: _("Not for police, prosecution or immigration control."),
    Caveat.NOT_AS_EVIDENCE: _("Not to be used as evidence unless the sender agrees."),
    Caveat.SAFE_CONTACT_ONLY: _("Contact the person only in the way stated as safe."),
    Caveat.ERASE_WHEN_DONE: _("Erase it when the purpose is fulfilled."),
    Caveat.NOT_FOR_MIGRATION: _("Not for any decision on stay or removal."),
    Caveat.NOT_AGAINST_PERSON: _("Not against the person, in whatever proceedings."),
}

REASONS: dict[str, Text] = {
    "unknown_kind": _("There is no such kind of message."),
    "payload_wrong": _("Something in the message does not fit its form. Check the answers and try again."),
    "data_class_not_named": _("The message holds data of a class that was not chosen. Nothing was sent."),
    "identity_needs_evaluation": _(
        "Who a person is leaves only with consent or on a lawful ground. Record one of them first."
    ),
    "no_package_to_this_kind_of_office": _(
        "Help for a person and control of migration are kept apart: nothing of this kind goes to this office."
    ),
    "package_of_another_room": _("Messages of this kind belong to another part of the program."),
    "package_times": _("The answer has to be due in the future, and before the message expires."),
    "package_opens_a_thread": _("A message of this kind begins an exchange of its own."),
    "party_not_here": _("This office is not on this server. Nothing can be delivered to it from here."),
    "recipient_without_keys": _("This office has published no keys yet, so nothing can be sealed for it."),
    "package_not_authentic": _("This message is not what its sender signed. It was not opened."),
    "package_beyond_its_header": _(
        "This message holds data of a class that its header does not name. It was not taken in."
    ),
    "package_of_no_thread": _("This message answers nothing that your office knows of. It was not opened."),
    "package_expired": _("This message has expired. Ask the sender to send it again."),
    "body_deleted": _("The sealed content is deleted already; only the header is left."),
    "file_not_a_package": _("This file is no message of Palermo, or it was damaged. It was not opened."),
    "file_not_for_this_office": _("This file is addressed to another office. It was not opened."),
    "file_sender_unknown": _("The office that signed this file is not known here. It was not opened."),
    "file_altered": _("This file is not what its sender signed. It was not opened."),
    "events_of_no_thread": _("This file answers nothing that your office knows of. It was not opened."),
    "file_of_the_future": _(
        "What stands in this file is said to have happened at a time that cannot be right. It was not opened."
    ),
    "file_of_another_office": _(
        "The office that signed this file has no part in what it is about. It was not opened."
    ),
    "nothing_told": _("Your office has told the other one nothing about this message yet."),
    "told_too_much": _("What your office told about this message is more than one file may hold."),
    "package_known": _("This message has arrived already and was dealt with."),
}
