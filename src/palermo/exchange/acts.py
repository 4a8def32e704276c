"""What makes a disclosure of a person, and what ends one: one at a time for each person, never both at once.

    @service
    @makes(person_in(Referral, "referral_id"))
    def send_identity_slice(actor: Actor, *, referral_id: UUID, …) -> Referral: …

An act marked so takes the lock of its person before anything else and keeps it until its transaction ends. Whoever
comes second waits, and then finds what the first one did. To be marked is to be registered: the race test pairs
what is registered, and `tests/house/test_disclosing.py` finds what discloses or ends and is not.

The order of locks, for every act on a person's file: the thread (inbox tasks alone), the person, then rows: cases,
the person's row, needs, referrals and enquiries, guardians, consents, bodies; the journal of erasures; the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db.models import Model

from palermo.trust.actor import Actor
from palermo.trust.locks import one_at_a_time

P = ParamSpec("P")
R = TypeVar("R")
Given = Mapping[str, Any]
Whose = Callable[[Actor, Given], UUID | None]
"""From the actor and what an act is given by name: whose file it is, None for a row that is not there."""


class Does(StrEnum):
    """What an act does to disclosures of a person."""

    MAKES = "makes"
    ENDS = "ends"


@dataclass(frozen=True, kw_only=True)
class Act:
    """A registered act: the module and the name under which the service is called, and what it does."""

    module: str
    name: str
    does: Does


_acts: dict[tuple[str, str], Act] = {}


def acts() -> tuple[Act, ...]:
    """Every registered act of what was imported, by module and name."""
    return tuple(_acts[key] for key in sorted(_acts))


def lock_person(actor: Actor, person_id: UUID | None) -> None:
    """Wait until nobody else of the acting office makes or ends a disclosure of this person; free with the transaction.

    Taken again inside, it does not wait. Without a person nothing is locked: then there is no such row, and the act
    refuses.
    """
    if person_id is not None:
        lock_person_of(actor.organisation_id, person_id)


def lock_person_of(organisation_id: UUID, person_id: UUID) -> None:
    """`lock_person`, for work that no actor's rights decide.

    Of a person with two files the leading one is locked as well: what holds for one holds for both.
    """
    one_at_a_time(f"person:{organisation_id}:{person_id}")
    for leading in _leading:
        # Asked once the first lock is held, so that a joining made meanwhile is seen.
        if (leads := leading(organisation_id, person_id)) != person_id:
            one_at_a_time(f"person:{organisation_id}:{leads}")


Leading = Callable[[UUID, UUID], UUID]
_leading: list[Leading] = []


def find_leading_with(leading: Leading) -> None:
    """Register what names the file that leads a person's files, the person's own where nothing is joined."""
    _leading[:] = [leading]


def person_in(model: type[Model], given: str, *, by: str = "pk", column: str = "person_id") -> Whose:
    """Whose the acting office's row of `model` is, found by the argument called `given`; nothing is locked."""

    def whose(actor: Actor, arguments: Given) -> UUID | None:
        rows = model._default_manager.filter(
            **{by: arguments[given], "organisation_id": actor.organisation_id}
        )
        found: UUID | None = rows.values_list(column, flat=True).first()
        return found

    return whose


def person_given(name: str) -> Whose:
    """The person is named by the argument called `name` itself."""
    return lambda _actor, arguments: arguments[name]


def makes(
    whose: Whose,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Mark a service that discloses something of a person, or allows it; inside of `@service`."""
    return _marked(Does.MAKES, whose)


def ends(
    whose: Whose,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Mark a service that ends a disclosure of a person, or what allowed it; inside of `@service`."""
    return _marked(Does.ENDS, whose)


def _marked(
    does: Does, whose: Whose
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    def mark(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(function)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            lock_person(actor, whose(actor, kwargs))
            return function(actor, *args, **kwargs)

        act = Act(module=function.__module__, name=function.__name__, does=does)
        _acts[act.module, act.name] = act
        return run

    return mark
