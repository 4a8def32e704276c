"""An office's public keys for packages: published when the office is created."""

from __future__ import annotations

import hashlib

from palermo.exchange.models import PublicKeys
from palermo.exchange.verbs import ExchangeAsked, ExchangeVerb
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.service import Refused, service
from palermo.trust.vault.keys import party_public_keys


@service
def publish_party(actor: Actor) -> PublicKeys:
    """Publish the acting office's public keys; the row there is, if it was done before."""
    if not isinstance(actor, System) and not (isinstance(actor, Staff) and actor.has(Role.ADMINISTRATOR)):
        raise Refused("role_missing", verb=ExchangeAsked.PARTY_PUBLISH)
    known = PublicKeys.objects.filter(party_id=actor.organisation_id).first()
    if known is not None:
        return known
    keys = party_public_keys(actor.organisation_id)
    published = PublicKeys.objects.create(
        party_id=actor.organisation_id, sign_public=keys["sign"], seal_public=keys["seal"]
    )
    record(actor, verb=ExchangeVerb.PARTY_PUBLISHED, object_type="office", object_id=actor.organisation_id)
    return published


def fingerprint(published: PublicKeys) -> str:
    """32 hexadecimal signs of both public keys, in groups of four: to be compared by telephone or in person.

    Whoever runs the server can replace published keys; two offices that compared this would notice.
    """
    digest = hashlib.sha256(bytes(published.sign_public) + bytes(published.seal_public)).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
