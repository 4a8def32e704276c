"""The inbox tasks of an office, and what the installation is told of bad files."""

from __future__ import annotations

from uuid import UUID

from palermo.exchange.bodies import delete_body
from palermo.exchange.events import store_event
from palermo.exchange.inbox import follow_thread, receive_package
from palermo.exchange.models import Envelope, ExchangeEvent
from palermo.exchange.policies import INBOX
from palermo.exchange.verbs import ExchangeVerb
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.background import enqueue, office_task
from palermo.trust.current import record
from palermo.trust.service import Refused

NOT_OPENED = "not_opened"
"""The event by which a receiver tells that it could not open a package, with the reason's code."""

_NOT_TOLD = frozenset({"package_not_authentic", "package_of_no_thread", "not_found", "role_missing"})
"""Refusals of which an alleged sender hears nothing: it may not be the one it says."""


@office_task(reason=INBOX, though_off=True)
def receive(actor: System, *, envelope_id: UUID) -> None:
    """Take in one package. A package that may not be opened is refused, and its sender is told why.

    An office that closed its room takes none in, and says so: nobody waits for an answer that does not come.
    """
    try:
        receive_package(actor, envelope_id=envelope_id)
    except Refused as refused:
        if refused.reason in _NOT_TOLD:
            raise
        envelope = Envelope.objects.get(pk=envelope_id)
        # Refused for good: what this office may not open does not lie here either.
        delete_body(actor, envelope_id=envelope_id)
        event = store_event(
            actor,
            thread_id=envelope.thread_id,
            receiver_id=envelope.sender_id,
            verb=NOT_OPENED,
            codes={"code": refused.reason},
        )
        enqueue_notice(event)


@office_task(reason=INBOX, though_off=True)
def notice(actor: System, *, thread_id: UUID) -> None:
    """Bring the office's own rows to what the thread's events say: an end too, in a room that is closed."""
    follow_thread(actor, thread_id=thread_id)


@office_task(reason="bad_file")
def tell_installation(actor: System, *, office_id: UUID, code: str) -> None:
    """Record in the installation's chain that an office was given a file that is no package for it."""
    record(
        actor,
        verb=ExchangeVerb.FILE_REFUSED,
        object_type="office",
        object_id=office_id,
        codes={"reason": code},
    )


def enqueue_receive(envelope: Envelope) -> None:
    """Queue the receiver's inbox task for a package."""
    enqueue(receive, organisation_id=envelope.receiver_id, room=envelope.to_room, envelope_id=envelope.pk)


def enqueue_notice(event: ExchangeEvent) -> None:
    """Queue the other side's inbox task for an event. A party that is not here has none; it is given a file."""
    if event.receiver.organisation_id is None:
        return
    enqueue(notice, organisation_id=event.receiver_id, room=event.to_room, thread_id=event.thread_id)


def enqueue_tell_installation(*, office_id: UUID, code: str) -> None:
    """Queue the installation's record of a bad file. One transaction serves one organisation, hence a task."""
    enqueue(tell_installation, organisation_id=INSTALLATION_ID, office_id=office_id, code=code)
