"""What an erasure does to first contact, events, information and interpreters. Part of `file.erasing.erase_rows`."""

from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Left

from palermo.protection.cases.models.arrival import FirstContact
from palermo.protection.first_contact.models.events import Event, EventPerson
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.reference.persons import NOT_KEPT
from palermo.trust.vault.keys import destroy_subject_keys


def erase_first_contact(organisation_id: UUID, subject_id: UUID) -> None:
    """Unlink the person from events, offices and interpreters, delete their words, leave months for days.

    The note of an event at which the person was met goes too: it is one text about all, and nobody can tell which of it
    is about whom. How the person came to be known stays as a code, for estimates.
    """
    theirs = {"organisation_id": organisation_id, "person_id": subject_id}
    events = list(EventPerson.objects.filter(**theirs).values_list("event_id", flat=True))
    for event_id in events:
        destroy_subject_keys(organisation_id, event_id)
    Event.objects.filter(organisation_id=organisation_id, pk__in=events).update(note=b"")
    EventPerson.objects.filter(**theirs).delete()
    FirstContact.objects.filter(**theirs).update(came_on=Left("came_on", 7), referrer=None)
    Information.objects.filter(**theirs).update(words=b"", language=NOT_KEPT, given_on=Left("given_on", 7))
    Interpreting.objects.filter(**theirs).update(code="", language=NOT_KEPT)
