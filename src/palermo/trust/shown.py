"""What a page showed to somebody before an act is what the act does, or it is refused and shown anew.

A page that shows what its button will do puts `shown_to(…)` into its form; the service is given it back and compares
under its locks (`require_as_shown`). Without a page before it (a task, a command) a service is given None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from palermo.kit.shown import Changed, Parts, differing, digests
from palermo.trust.actor import Actor
from palermo.trust.service import Refused
from palermo.trust.verbs import Verb, WhatWasAsked

REASON = "changed_since_shown"
PREFIX = "leaves."
_STATE = "leaves.state"
"""Begins the name of each part that a service compares; what else a page showed it compares itself."""


class ChangedSinceShown(Refused, Changed):
    """The refusal of what is not what was shown."""


def bound_to(actor: Actor, *, of: str, object_id: UUID) -> str:
    """Who looked, for which office, at what: a digest is worth nothing elsewhere."""
    return f"{actor.organisation_id}/{actor.user_id}/{of}/{object_id}"


def shown_to(actor: Actor, parts: Parts, *, of: str, object_id: UUID) -> str:
    """The hidden input of a page that showed `parts`."""
    return digests(parts, bound_to=bound_to(actor, of=of, object_id=object_id))


def require_as_shown(
    actor: Actor,
    shown: str | None,
    parts: Parts,
    *,
    of: str,
    object_id: UUID,
    verb: WhatWasAsked,
    object_type: str,
) -> None:
    """Raise ChangedSinceShown where `parts` are not those that the page showed. `shown` is None without a page."""
    if shown is None:
        return
    bound = bound_to(actor, of=of, object_id=object_id)
    if names := differing(shown, parts, bound_to=bound, prefix=PREFIX):
        refused = ChangedSinceShown(
            REASON,
            verb=verb,
            object_type=object_type,
            object_id=object_id,
            codes={"changed": str(len(names))},
        )
        refused.names = names
        raise refused


def state_shown(actor: Actor, state: object, *, of: str, object_id: UUID) -> str:
    """The hidden input of a form that changes something whose `state` the page showed."""
    return shown_to(actor, {_STATE: state}, of=of, object_id=object_id)


def require_state_as_shown(
    actor: Actor,
    shown: str | None,
    state: object,
    *,
    of: str,
    object_id: UUID,
    verb: WhatWasAsked,
    about: tuple[str, UUID],
    changed_by: Collection[Verb],
    part: Mapping[str, str] | None = None,
) -> None:
    """Raise ChangedSinceShown where somebody changed meanwhile what the page showed. `shown` is None without a page.

    `about` is the type and the id of what the ledger's events of such changes are about, `changed_by` their verbs and
    `part` the codes by which they name this one, so that the refusal can say who changed it and when.
    """
    bound = bound_to(actor, of=of, object_id=object_id)
    if shown is None or not differing(shown, {_STATE: state}, bound_to=bound, prefix=PREFIX):
        return
    refused = ChangedSinceShown(REASON, verb=verb, object_type=about[0], object_id=about[1], part=part)
    refused.changed_by = tuple(str(done) for done in changed_by)
    raise refused


@contextmanager
def leads_back_to(url: str) -> Iterator[None]:
    """Let a refusal of what has changed meanwhile lead to the page that shows how it stands now."""
    try:
        yield
    except Refused as refused:
        refused.back = url
        raise
