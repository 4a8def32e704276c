"""Opening a file that another office gave: a package, or what it told about one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from palermo.exchange.files import events, packages
from palermo.exchange.files.events import SignedEvent, read_events, take_events
from palermo.exchange.files.packages import Package, read_package, take_package
from palermo.exchange.files.values import content_of
from palermo.exchange.models import Envelope
from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.exchange.tasks import enqueue_tell_installation
from palermo.trust.actor import Actor
from palermo.trust.locks import one_at_a_time
from palermo.trust.service import Refused, service

_TOLD = frozenset(
    {
        "file_not_a_package",
        "file_not_for_this_office",
        "file_sender_unknown",
        "file_altered",
        "file_of_another_office",
    }
)
"""Refusals that the installation's own chain takes too."""


def import_file(actor: Actor, *, data: bytes) -> Envelope:
    """Take in a file addressed to the acting office, and queue its inbox task; the package it is, or is about.

    Raises Refused for a file that is none, is for another office, was altered or signed by nobody known, or by an
    office that has no part in the thread: these are recorded in the installation's own chain too. And for what was
    signed at a time to come, for a package that has expired, is covered by no agreement or is not in its kind's rooms,
    and for events of a thread that is not known here. Call it outside any service, or that record is undone with the
    service.
    """
    try:
        return _import(actor, data=data)
    except Refused as refused:
        if refused.reason in _TOLD:
            enqueue_tell_installation(office_id=actor.organisation_id, code=refused.reason)
        raise


@service
def _import(actor: Actor, *, data: bytes) -> Envelope:
    EXCHANGE.require(actor, PackageAction.IMPORT)
    read = read_file(data)
    # Who sends the same file twice at once is told the same twice: the second waits and finds it here.
    one_at_a_time(f"file:{actor.organisation_id}")
    return take_package(actor, read) if isinstance(read, Package) else take_events(actor, read)


def read_file(data: bytes) -> Package | list[SignedEvent]:
    """What stands in a file, nothing verified yet. Raises Refused("file_not_a_package")."""
    try:
        return _parsed(content_of(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise Refused("file_not_a_package", verb=EXCHANGE.asked(PackageAction.IMPORT)) from None


def _parsed(content: Mapping[str, Any]) -> Package | list[SignedEvent]:
    match content["format"]:
        case packages.FORMAT | packages.ONE_ROOM_FORMAT:
            return read_package(content)
        case events.FORMAT:
            return read_events(content)
        case _:
            raise ValueError("another format")
