"""Reads of packages and of what happened to them. What is returned of a thread was verified by signature."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from palermo.exchange.models import Body, Envelope, ExchangeEvent, PublicKeys
from palermo.exchange.policies import EXCHANGE, own_side
from palermo.exchange.sealing import NotAuthentic
from palermo.exchange.signed import check_envelope, check_event
from palermo.exchange.verbs import ExchangeVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record


@dataclass(frozen=True, kw_only=True)
class Handling:
    """How the acting office may use what it received in a thread: purposes and caveats, as codes."""

    purposes: tuple[str, ...]
    caveats: tuple[str, ...]


def public_keys(party_ids: Iterable[UUID]) -> dict[object, PublicKeys]:
    """Published keys by their party's id; parties without keys are left out."""
    return {row.party_id: row for row in PublicKeys.objects.filter(party_id__in=set(party_ids))}


def opening_envelope(actor: Actor, thread_id: UUID) -> Envelope | None:
    """The package that opened a thread of the acting office, its signature verified; None when there is none.

    One whose signature is wrong counts as none, and that is recorded.
    """
    row, known = _opening(actor, thread_id)
    return row if row is not None and _is_signed(actor, row, known) else None


def handling_of(actor: Actor, thread_id: UUID) -> Handling | None:
    """The restrictions that came with what the acting office received in a thread; None when nothing came.

    All packages of the thread together, each verified by its signature: the strictest holds.
    """
    rows = Envelope.objects.filter(
        receiver_id=actor.organisation_id, thread_id=thread_id, to_room__in=actor.rooms
    )
    found = list(rows.order_by("sent_at", "pk"))
    known = public_keys(row.sender_id for row in found)
    signed = [row for row in found if _is_signed(actor, row, known)]
    if not signed:
        return None
    return Handling(
        purposes=tuple(dict.fromkeys(row.purpose for row in signed)),
        caveats=tuple(dict.fromkeys(code for row in signed for code in row.caveats)),
    )


def packages_in(actor: Actor, thread_id: UUID, *, kinds: Collection[str]) -> list[Envelope]:
    """The packages of these kinds in a thread of the acting office, oldest first, each verified by its signature."""
    rows = Envelope.objects.filter(own_side(actor), thread_id=thread_id, kind__in=list(kinds))
    found = list(rows.select_related("sender__keys").order_by("sent_at", "pk"))
    # Read with the packages: a page that lists them asks the database once.
    known: dict[object, PublicKeys] = {
        row.sender_id: row.sender.keys for row in found if hasattr(row.sender, "keys")
    }
    return [row for row in found if _is_signed(actor, row, known)]


def thread_events(actor: Actor, thread_id: UUID) -> list[ExchangeEvent]:
    """What the two sides of a thread did, oldest first, each verified by its author's signature.

    Events of anybody but these two, and events whose signature is wrong, are left out; the latter are recorded.
    """
    opening, known = _opening(actor, thread_id)
    if opening is None or not _is_signed(actor, opening, known):
        return []
    sides = (opening.sender_id, opening.receiver_id)
    rows = ExchangeEvent.objects.select_related("author__organisation").filter(
        own_side(actor), thread_id=thread_id, author_id__in=sides, sender_id__in=sides, receiver_id__in=sides
    )
    return [row for row in rows.order_by("at", "pk") if _is_authentic(actor, row, known)]


def told_by_this_office(actor: Actor, thread_id: UUID) -> list[ExchangeEvent]:
    """Those of `thread_events` that the acting office signed."""
    return [row for row in thread_events(actor, thread_id) if row.author_id == actor.organisation_id]


def _opening(actor: Actor, thread_id: UUID) -> tuple[Envelope | None, dict[object, PublicKeys]]:
    """The package that opened a thread of the acting office, not verified yet, and the keys of its two sides."""
    row = Envelope.objects.filter(own_side(actor), pk=thread_id, thread_id=thread_id).first()
    return row, public_keys([row.sender_id, row.receiver_id]) if row else {}


def _is_signed(actor: Actor, row: Envelope, known: dict[object, PublicKeys]) -> bool:
    try:
        check_envelope(row, None, known)
    except NotAuthentic as error:
        _tell_of_forgery(actor, "package", row.pk, error)
        return False
    return True


def _is_authentic(actor: Actor, row: ExchangeEvent, known: dict[object, PublicKeys]) -> bool:
    try:
        check_event(row, known)
    except NotAuthentic as error:
        _tell_of_forgery(actor, "exchange_event", row.pk, error)
        return False
    return True


def _tell_of_forgery(actor: Actor, object_type: str, object_id: UUID, error: NotAuthentic) -> None:
    record(
        actor,
        verb=ExchangeVerb.EXCHANGE_FORGERY_FOUND,
        object_type=object_type,
        object_id=object_id,
        codes={"code": error.code},
    )


def packages(actor: Actor) -> QuerySet[Envelope]:
    """Packages the actor may see, newest first, with both sides; headers only, nothing of their content."""
    rows = Envelope.objects.select_related("sender__organisation", "receiver__organisation")
    return EXCHANGE.visible(actor, rows).order_by("-sent_at", "-pk")


def bodies_kept(envelope_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the packages whose sealed body is still there."""
    return set(Body.objects.filter(envelope_id__in=list(envelope_ids)).values_list("envelope_id", flat=True))
