"""What one side tells the other about a thread: signed, insert-only, codes only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID, uuid4

from django.utils import timezone

from palermo.exchange.models import ExchangeEvent
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.queries import opening_envelope
from palermo.exchange.sealing import EventText, sign
from palermo.exchange.storing import store_event_text
from palermo.exchange.verbs import ExchangeAsked, ExchangeVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.vault.keys import party_private_key

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_CODES = 5


def holds_codes_only(verb: str, codes: Mapping[str, str]) -> bool:
    """Whether an event's verb and codes are codes, and few: nothing else travels in an event."""
    return len(codes) <= MAX_CODES and all(map(_CODE.fullmatch, (verb, *codes, *codes.values())))


@service
def store_event(
    actor: Actor, *, thread_id: UUID, receiver_id: UUID, verb: str, codes: Mapping[str, str]
) -> ExchangeEvent:
    """Sign and store an event of a thread between the acting office and `receiver_id`.

    Raises Refused("not_found") when the two are not its sides, ValueError for anything but codes.
    """
    if not holds_codes_only(verb, codes):
        raise ValueError("An event of a thread holds codes only.")
    opening = opening_envelope(actor, thread_id)
    if opening is None or not opening.is_between(actor.organisation_id, receiver_id):
        raise Refused(NOT_FOUND, verb=ExchangeAsked.EXCHANGE_TELL, object_type="thread", object_id=thread_id)
    EXCHANGE.require(actor, PackageAction.TELL, opening)
    text = EventText(
        id=uuid4(),
        thread_id=thread_id,
        author_id=actor.organisation_id,
        receiver_id=receiver_id,
        from_room=opening.room_of(actor.organisation_id),
        to_room=opening.room_of(receiver_id),
        verb=str(verb),
        codes={name: str(code) for name, code in codes.items()},
        at=timezone.now(),
    )
    signature = sign(text.canonical(), party_private_key(actor.organisation_id, "sign"))
    row = store_event_text(actor, text, signature=signature)
    record(
        actor,
        verb=ExchangeVerb.EXCHANGE_TOLD,
        object_type="thread",
        object_id=thread_id,
        codes={"what": text.verb, "to": str(receiver_id)},
    )
    return row
