"""Tasks of an office, for the tests of background work only. Their effect is one ledger event for each thing."""

from __future__ import annotations

import time
from uuid import UUID

from django.db import connection

from palermo.trust.actor import System
from palermo.trust.background import office_task
from palermo.trust.current import record
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.models import Organisation
from palermo.trust.service import Refused

GATE = 4242
"""The advisory lock at which `pass_the_gate` waits."""

CANARY = "Canary Invented"
refusing: set[UUID] = set()


def _once(actor: System, thing_id: UUID) -> None:
    if not LedgerEvent.objects.filter(object_id=thing_id, verb="thing.done").exists():
        record(actor, verb="thing.done", object_type="thing", object_id=thing_id)


@office_task(reason="test")
def do_once(actor: System, *, thing_id: UUID) -> None:
    """Idempotent, as the contract asks."""
    _once(actor, thing_id)


@office_task(reason="test")
def pass_the_gate(actor: System, *, thing_id: UUID) -> None:
    """Do half of it, wait for the gate, do the rest."""
    Organisation.objects.filter(pk=actor.organisation_id).update(contact_point="half done")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATE])
    _once(actor, thing_id)


@office_task(reason="test")
def quote_a_name(actor: System, *, thing_id: UUID) -> None:
    """Fail with an error that quotes what it worked on, in its message, its cause and its arguments."""
    record(actor, verb="thing.begun", object_type="thing", object_id=thing_id)
    try:
        int(CANARY)
    except ValueError as error:
        raise LookupError(f"nobody called {CANARY}", CANARY) from error


@office_task(reason="test")
def break_a_constraint(actor: System, *, thing_id: UUID) -> None:
    """Fail with a database error, whose message quotes the row."""
    Organisation.objects.create(id=actor.organisation_id, name=CANARY, kind="ngo")


@office_task(reason="test")
def refuse(actor: System, *, thing_id: UUID) -> None:
    """Write, then refuse."""
    Organisation.objects.filter(pk=actor.organisation_id).update(contact_point="never")
    record(actor, verb="thing.begun", object_type="thing", object_id=thing_id)
    raise Refused("no_room", verb="thing.do", object_type="thing", object_id=thing_id)


@office_task(reason="test")
def look_elsewhere(actor: System, *, other_id: UUID) -> None:
    """Try to see another office's ledger."""
    found = LedgerEvent.objects.filter(organisation_id=other_id).count()
    record(actor, verb="thing.counted", codes={"found": found})


@office_task(reason="test")
def wait_a_little(actor: System, *, thing_id: UUID) -> None:
    """Take a moment."""
    time.sleep(0.05)
    _once(actor, thing_id)
