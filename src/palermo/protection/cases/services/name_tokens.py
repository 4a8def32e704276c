"""The tokens under which a person is found by name: written with the names, made anew when their rules change."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef

from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.cases.rules import names_in
from palermo.protection.cases.verbs import CaseVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import service
from palermo.trust.vault.names import VERSION
from palermo.trust.vault.tokens import name_tokens
from palermo.trust.vault.vault import unseal

AT_ONCE: Final = 500


def write_tokens(person: Person) -> None:
    """Write the tokens of a person's names in place of those before; inside the service that changes the names."""
    names = unseal(person, "name", "other_names")
    tokens = {
        token
        for name in names_in(names["name"], names["other_names"])
        for token in name_tokens(person.organisation_id, name)
    }
    NameToken.objects.filter(organisation_id=person.organisation_id, person=person).delete()
    NameToken.objects.bulk_create(
        NameToken(organisation_id=person.organisation_id, person=person, token=token, version=VERSION)
        for token in sorted(tokens)
    )


@service
def renew_tokens(actor: Actor) -> int:
    """Make the tokens of earlier rules anew; how many persons', at most 500 a time. The names are shown to nobody."""
    old = NameToken.objects.filter(
        organisation_id=actor.organisation_id, person_id=OuterRef("pk"), version__lt=VERSION
    )
    rows = Person.objects.filter(Exists(old), organisation_id=actor.organisation_id)
    persons = list(rows.order_by("pk").select_for_update(skip_locked=True)[:AT_ONCE])
    for person in persons:
        write_tokens(person)
    if persons:
        record(
            actor,
            verb=CaseVerb.NAMES_RENEWED,
            object_type="organisation",
            object_id=actor.organisation_id,
            codes={"persons": len(persons), "version": VERSION},
        )
    return len(persons)
