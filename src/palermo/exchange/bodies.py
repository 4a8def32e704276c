"""Sealed bodies are deleted as soon as nobody needs them: declined, accepted, erased or expired."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from palermo.exchange.models import Body
from palermo.exchange.policies import EXCHANGE, PackageAction, own_side
from palermo.exchange.verbs import ExchangeVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import service


@service
def delete_bodies(actor: Actor, *, thread_id: UUID) -> int:
    """Delete every sealed body of a thread of the acting office; how many there were. The signed headers stay."""
    EXCHANGE.require(actor, PackageAction.DELETE_BODY)
    return _delete(actor, _own(actor).filter(envelope__thread_id=thread_id), why="done")


@service
def delete_body(actor: Actor, *, envelope_id: UUID) -> bool:
    """Delete the sealed body of one package of the acting office; False when it was gone."""
    EXCHANGE.require(actor, PackageAction.DELETE_BODY)
    return _delete(actor, _own(actor).filter(envelope_id=envelope_id), why="done") > 0


@service
def delete_expired_bodies(actor: Actor) -> int:
    """Delete the acting office's bodies whose time is over, read or not. The enquiry itself stays open and overdue."""
    EXCHANGE.require(actor, PackageAction.DELETE_BODY)
    return _delete(actor, _own(actor).filter(expires_at__lte=timezone.now()), why="expired")


def is_unread(actor: Actor, *, thread_id: UUID) -> bool:
    """Whether something that the acting office sent in a thread still lies there unopened."""
    return Body.objects.filter(sender_id=actor.organisation_id, envelope__thread_id=thread_id).exists()


def _own(actor: Actor) -> QuerySet[Body]:
    return Body.objects.filter(own_side(actor))


def _delete(actor: Actor, rows: QuerySet[Body], *, why: str) -> int:
    found = dict(rows.values_list("pk", "envelope_id"))
    for pk in sorted(
        found
    ):  # both sides delete them, each in the same order, so that neither waits for the other
        Body.objects.filter(pk=pk).delete()
    for envelope_id in found.values():
        record(
            actor,
            verb=ExchangeVerb.PACKAGE_BODY_DELETED,
            object_type="package",
            object_id=envelope_id,
            codes={"why": why},
        )
    return len(found)
