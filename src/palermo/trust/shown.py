"""What a page showed to somebody before an act is what the act does, or it is refused and shown anew.

A page that shows what its button will do puts `shown_to(…)` into its form; the service is given it back and compares
under its locks (`require_as_shown`). Without a page before it (a task, a command) a service is given None.
"""

from __future__ import annotations

from uuid import UUID

from palermo.kit.shown import Changed, Parts, differing, digests
from palermo.trust.actor import Actor
from palermo.trust.service import Refused
from palermo.trust.verbs import WhatWasAsked

REASON = "changed_since_shown"
PREFIX = "leaves."
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
