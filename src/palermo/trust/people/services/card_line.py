"""The telephone line of the office on the rights cards that its colleagues print. Only what its administrator chose."""

from __future__ import annotations

from collections.abc import Mapping

from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.people.models import Organisation
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.telephone import read_telephone
from palermo.trust.service import Refused, service
from palermo.trust.verbs import PeopleAsked, PeopleVerb

LONGEST_HOURS = 120


@service
def set_card_line(actor: Actor, *, line: str, hours: Mapping[str, str]) -> Organisation:
    """Choose the line, and when it is answered by language; an empty line takes it off the cards.

    Raises Refused for what is no telephone number: an address, which may be a protected one, never gets there.
    """
    PEOPLE.require(actor, PeopleAction.ADMINISTER)
    office = Organisation.objects.select_for_update().get(pk=actor.organisation_id)
    number = read_telephone(line) if line.strip() else ""
    if number is None:
        raise Refused(
            "not_a_telephone", verb=PeopleAsked.OFFICE_CARD_LINE, object_type="office", object_id=office.pk
        )
    office.card_line = number
    office.card_hours = {
        language: words.strip()[:LONGEST_HOURS]
        for language, words in sorted(hours.items())
        if number and words.strip()
    }
    office.save(update_fields=["card_line", "card_hours"])
    record(
        actor,
        verb=PeopleVerb.OFFICE_CARD_LINE_SET,
        object_type="office",
        object_id=office.pk,
        codes={"state": "on" if number else "off"},
    )
    return office
