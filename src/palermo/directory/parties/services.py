"""Each office here is a party from its first moment on."""

from __future__ import annotations

from uuid import UUID

from palermo.directory.parties.models import Party, PartyKind
from palermo.directory.verbs import DirectoryAsked, DirectoryVerb
from palermo.trust.actor import Actor, System
from palermo.trust.current import record
from palermo.trust.service import Refused, service


@service
def become_party(actor: Actor) -> Party:
    """Make the acting office a party, under its organisation's id; the row there is, if it was done before."""
    if not isinstance(actor, System):
        raise Refused("role_missing", verb=DirectoryAsked.PARTY_CREATE)
    known = Party.objects.filter(organisation_id=actor.organisation_id).first()
    if known is not None:
        return known
    party = Party.objects.create(
        id=actor.organisation_id, kind=PartyKind.HERE, organisation_id=actor.organisation_id
    )
    record(actor, verb=DirectoryVerb.PARTY_CREATED, object_type="office", object_id=actor.organisation_id)
    return party


def party_names(ids: frozenset[UUID]) -> dict[UUID, str]:
    """The public names of parties, by id; unknown ids are left out."""
    return {party.pk: party.name for party in Party.objects.filter(pk__in=ids).select_related("organisation")}
