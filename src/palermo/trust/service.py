"""Services: every write goes through one. A service is a savepoint: all of it, or nothing and a reason.

    @service
    def decline_enquiry(actor: Actor, *, referral_id: UUID, reason: DeclineReason) -> Referral: …

A refusal (`Refused`) undoes the service's rows and its events; the refusal itself is recorded by the outer
frame, so it is kept although nothing else is. A service that writes and records nothing is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction

from palermo.trust.actor import Actor, System
from palermo.trust.current import current
from palermo.trust.event import Event
from palermo.trust.verbs import LedgerVerb, OfPolicy, WhatWasAsked

P = ParamSpec("P")
R = TypeVar("R")

NOT_FOUND = "not_found"
"""The reason for a foreign id and for an unknown one."""


class Refused(Exception):
    """The act is refused; nothing of it was done.

    `reason` is a code (shown to people through `palermo.trust.reasons`), `verb` what was asked,
    `object_type` and `object_id` what it was asked of, `codes` what else the ledger keeps of the refusal; `part` names,
    as the ledger's codes do, the part of the object that it is about. `changed_by` are the verbs of what could have
    changed it meanwhile. `back` is the address of the page that shows how it stands, where that is another than the one
    that was sent.
    """

    def __init__(
        self,
        reason: str,
        *,
        verb: WhatWasAsked,
        object_type: str = "",
        object_id: UUID | None = None,
        codes: Mapping[str, str | int | bool] | None = None,
        part: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.verb = str(verb)
        self.object_type = object_type
        self.object_id = object_id
        self.part = dict(part or {})
        self.codes = {**self.part, **(codes or {})}
        self.changed_by: tuple[str, ...] = ()
        self.back = ""
        self.recorded = False


def service(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Make `function(actor, …)` a savepoint whose refusal is recorded outside it.

    Raises Refused again, and UnrecordedWrite for a write without an event.
    """

    @wraps(function)
    def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        work = current()
        if actor != work.actor:
            raise Refused("not_the_acting_one", verb=OfPolicy(f"service.{function.__name__}"))
        mark = work.mark()
        try:
            with transaction.atomic():
                result = function(actor, *args, **kwargs)
                work.require_event_since(mark)
                return result
        except BaseException as error:
            work.back_to(mark)
            if isinstance(error, Refused):
                record_refusal(error)
            raise

    return run


def record_refusal(refused: Refused) -> None:
    """Buffer the refusal in the running unit of work; of an id that somebody asked for and that was not found, a probe.

    An outer service drops what an inner one buffered and records the same refusal itself, so it is kept once.
    """
    somebody = not isinstance(current().actor, System)
    probed = somebody and refused.reason == NOT_FOUND and refused.object_id is not None
    codes = {**refused.codes, "asked": refused.verb}
    event = Event(
        verb=(LedgerVerb.PROBED if probed else LedgerVerb.REFUSED).value,
        object_type=refused.object_type,
        object_id=refused.object_id,
        codes=codes if probed else {**codes, "reason": refused.reason},
    )
    current().events.append(event)
    refused.recorded = True
