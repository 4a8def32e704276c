"""One object answers both questions of a room: may this actor do this, and which rows may it see.

A list and a detail page cannot disagree, because both ask the same policy. Each verdict carries a reason code,
which the refusal page explains and the ledger keeps.

Policies fail closed. A policy's actions are an enum of its own, and its rules are positive lists: they name who may
do what and end in a refusal. What is no member of the enum is refused here, before a policy's rules are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar, final
from uuid import UUID

from django.db.models import Model, QuerySet

from palermo.trust.actor import Actor
from palermo.trust.rows import row_or_404
from palermo.trust.service import Refused
from palermo.trust.verbs import OfPolicy

M = TypeVar("M", bound=Model)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True)
class Verdict:
    """Allowed or not, and why (a code)."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


def allowed(reason: str) -> Verdict:
    """A verdict that permits, with its reason code."""
    return Verdict(allowed=True, reason=reason)


def refused(reason: str) -> Verdict:
    """A verdict that refuses, with its reason code."""
    return Verdict(allowed=False, reason=reason)


class Policy(Generic[M, A]):
    """Base of a room's policies: subclasses give `object_type`, `actions`, `_decide` and `visible`."""

    object_type: str
    actions: type[A]
    """Everything that can be asked of this policy."""

    @final
    def may(self, actor: Actor, action: A, obj: M | None = None) -> Verdict:
        """May `actor` do `action` (to `obj`)? What is no member of `actions` is refused, whoever asks."""
        if not isinstance(action, self.actions):
            return refused("unknown_action")
        return self._decide(actor, action, obj)

    def _decide(self, actor: Actor, action: A, obj: M | None) -> Verdict:
        """The policy's rules: who may do what, by name; refused otherwise."""
        raise NotImplementedError

    def visible(self, actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
        """Those of `rows` that `actor` may see; none unless a subclass says otherwise."""
        raise NotImplementedError

    def asked(self, action: A) -> OfPolicy:
        """What the ledger calls `action` when it was refused."""
        return OfPolicy(f"{self.object_type}.{action}")

    def require(self, actor: Actor, action: A, obj: M | None = None) -> None:
        """Raise Refused with the verdict's reason unless `actor` may do `action`."""
        verdict = self.may(actor, action, obj)
        if not verdict:
            raise Refused(
                verdict.reason,
                verb=self.asked(action),
                object_type=self.object_type,
                object_id=obj.pk if obj is not None else None,
            )


def get_or_404(actor: Actor, policy: Policy[M, Any], rows: QuerySet[M], object_id: UUID) -> M:
    """The visible row with this id. A foreign id and an unknown one are answered alike: 404, counted as a probe."""
    return row_or_404(actor, policy.visible(actor, rows), object_id, object_type=policy.object_type)
