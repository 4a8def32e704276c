"""Handing a colleague's open work over to others, in one act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from palermo.kit.choices import Text
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.open_work import OpenThing, open_work
from palermo.trust.people.leaving import receivers as colleagues_with_roles
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.service import Refused, service
from palermo.trust.verbs import PeopleVerb

NO_SUCH_ROLE: Final = "colleague_has_no_fitting_role"


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """One thing of a kind that was handed over to `to_id`, or left where it is for the reason whose code is given."""

    kind: Text
    thing: OpenThing
    to_id: UUID
    left_for: str = ""


@service
def hand_over(actor: Actor, *, user_id: UUID, receivers: Mapping[str, UUID]) -> list[HandedOver]:
    """Give what a colleague has open to others, by kind (code → account); what was moved, and what was left and why.

    Each thing goes by the service of its own page, which asks its own policy, to a colleague whose role is of its
    kind; what one refuses stays, and the rest moves. At most 100 of a kind in one act. Raises Refused for whoever may
    hand over nothing at all.
    """
    PEOPLE.require(actor, PeopleAction.HAND_OVER)
    roles = {one.user_id: one.roles for one in colleagues_with_roles(actor, but=user_id)}
    done: list[HandedOver] = []
    for found in open_work(actor, user_id, only=receivers):
        give = found.work.hand_over
        if give is None or not found.may_hand_over:
            continue
        to_id = receivers[found.work.code]
        # Who decides in a case does not help in its place, and who helps decides nothing.
        fits = bool(roles.get(to_id, frozenset()) & found.work.roles)
        for thing in found.things:
            reason = "" if fits else NO_SUCH_ROLE
            try:
                if fits:
                    give(actor, thing.id, user_id, to_id)
            except Refused as refused:
                reason = refused.reason
            done.append(HandedOver(kind=found.work.words, thing=thing, to_id=to_id, left_for=reason))
    moved = sum(not one.left_for for one in done)
    record(
        actor,
        verb=PeopleVerb.WORK_HANDED_OVER,
        object_type="account",
        object_id=user_id,
        codes={"moved": moved, "stayed": len(done) - moved},
    )
    return done
