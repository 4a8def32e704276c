"""Notifying in plain language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.identification.notifying.codes import (
    AgeClass,
    NotDue,
    NotificationState,
    NotifiedAbout,
    NotifiedSex,
    PersonSays,
)

STATES: dict[str, Text] = {
    NotificationState.SENT: _("Sent, without identity"),
    NotificationState.NOT_DUE: _("Not due"),
    NotificationState.IN_ERROR: _("Entered in error"),
}
ABOUT: dict[str, Text] = {
    NotifiedAbout.PRESUMED: _("Presumed to be a victim"),
    NotifiedAbout.IDENTIFIED: _("Formally identified as a victim"),
}
AGE_CLASSES: dict[str, Text] = {
    AgeClass.CHILD: _("A child"),
    AgeClass.IN_DOUBT: _("Age in doubt"),
    AgeClass.ADULT: _("An adult"),
    AgeClass.NOT_KNOWN: _("Not known"),
}
SEXES: dict[str, Text] = {
    NotifiedSex.WOMAN: _("Woman or girl"),
    NotifiedSex.MAN: _("Man or boy"),
    NotifiedSex.OTHER: _("Other"),
    NotifiedSex.NOT_KNOWN: _("Not known"),
}
SAYS: dict[str, Text] = {
    PersonSays.NOTHING_AGAINST: _("They were told, and say nothing against it"),
    PersonSays.OBJECTS: _("They were told, and object"),
    PersonSays.NOT_REACHED: _("They could not be told: they are not here any more"),
}
NOT_DUE: dict[str, Text] = {
    NotDue.PERSON_OBJECTS: _("The person objects, and then it does not go"),
    NotDue.TOLD_WITH_REQUEST: _("The authority was asked to decide, and knows already"),
    NotDue.ANOTHER_OFFICE: _("Another office has notified it"),
    NotDue.OUTSIDE: _("It was notified in another way, outside Palermo"),
    NotDue.LAW_DOES_NOT_APPLY: _("The law does not require it here"),
    NotDue.DANGER: _("Even without a name, it would put the person in danger"),
}
REASONS: dict[str, Text] = {
    "notification_not_due": _("No notification is due in this case, or it is dealt with already."),
    "notification_receiver": _(
        "It goes to the office that the State’s profile names, and to no other. Choose one of those offered."
    ),
    "notification_stopped": _(
        "The person objects, and by the State’s profile it does not go then. Record that it is not due."
    ),
    "notification_goes_anyway": _(
        "By the State’s profile it goes although the person objects. Send it, or record another reason."
    ),
    "notification_other_state": _("This notification was not sent, or is marked as an error already."),
    "notification_place": _("Choose the zone in which the person was met."),
}
