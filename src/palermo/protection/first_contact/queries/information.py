"""In which language a person was informed."""

from __future__ import annotations

from palermo.kit.choices import is_unsaid
from palermo.protection.cases.models.persons import Person
from palermo.protection.first_contact.models.information import Information
from palermo.trust.actor import Actor


def language_of(actor: Actor, person: Person) -> str:
    """The language of the rights card that the person was given last, else the first they are helped in; "" if none."""
    cards = Information.objects.filter(organisation_id=actor.organisation_id, person_id=person.pk)
    last = cards.order_by("-id").values_list("language", flat=True).first()
    return last or next((code for code in person.languages if not is_unsaid(code)), "")
