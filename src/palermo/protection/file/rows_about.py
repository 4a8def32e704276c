"""The ids of everything the room keeps about one person, as they stand in addresses of pages."""

from __future__ import annotations

from uuid import UUID

from django.apps import apps
from django.db.models import Q

from palermo.protection.first_contact.models.events import EventPerson


def ids_about(organisation_id: UUID, person_id: UUID) -> set[UUID]:
    """Of the person, of every row that names them or one of their files, and of the events at which they were met."""
    found = {person_id}
    for model in apps.get_app_config("protection").get_models():
        names = {field.name for field in model._meta.concrete_fields}
        theirs = Q()
        if "person" in names:
            theirs |= Q(person_id=person_id)
        if "case" in names:
            theirs |= Q(case__person_id=person_id)
        if theirs:
            rows = model._default_manager.filter(theirs, organisation_id=organisation_id)
            found.update(rows.values_list("pk", flat=True))
    met = EventPerson.objects.filter(organisation_id=organisation_id, case__person_id=person_id)
    return found | set(met.values_list("event_id", flat=True))
