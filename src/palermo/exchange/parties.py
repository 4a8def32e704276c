"""An office's public keys for packages: published when the office is created, and when its keys are changed."""

from __future__ import annotations

import hashlib

from django.utils import timezone

from palermo.exchange.models import LEAKED, PublicKeys
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


def publish_next_pair(actor: Actor) -> None:
    """Publish the acting office's new pair in place of the one before, which stays to verify what it signed.

    Inside the service that makes the pair; nothing for an office that never published one.
    """
    row = PublicKeys.objects.filter(party_id=actor.organisation_id).first()
    if row is None:
        return
    keys, now = party_public_keys(actor.organisation_id), timezone.now()
    row.former = [*row.former, {"sign": bytes(row.sign_public).hex(), "until": now.isoformat()}]
    row.sign_public, row.seal_public, row.valid_from = keys["sign"], keys["seal"], now
    row.save(update_fields=["sign_public", "seal_public", "valid_from", "former"])
    record(actor, verb=ExchangeVerb.PARTY_PUBLISHED, object_type="office", object_id=actor.organisation_id)


def distrust_former(actor: Actor) -> None:
    """Mark the acting office's former signing keys: what arrives from now on is not taken from them.

    Inside the service that says so. A mark that is there already stays as early as it is.
    """
    row = PublicKeys.objects.filter(party_id=actor.organisation_id).first()
    if row is None:
        return
    now = timezone.now().isoformat()
    row.former = [{**old, LEAKED: old.get(LEAKED, now)} for old in row.former]
    row.save(update_fields=["former"])


def fingerprint(published: PublicKeys) -> str:
    """32 hexadecimal signs of both public keys, in groups of four: to be compared by telephone or in person.

    Whoever runs the server can replace published keys; two offices that compared this would notice.
    """
    digest = hashlib.sha256(bytes(published.sign_public) + bytes(published.seal_public)).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
