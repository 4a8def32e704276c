"""What the page of identification shows of asking: the office's own askings, and what it was asked to decide."""

from __future__ import annotations

from typing import Any

from palermo.exchange.components import caveat_words
from palermo.exchange.queries import handling_of
from palermo.protection.cases.models.cases import Case
from palermo.protection.identification.authority.codes import AskState
from palermo.protection.identification.authority.components import ask_facts, matter_facts
from palermo.protection.identification.authority.queries import asks_of, matters_of
from palermo.protection.identification.authority.words import NOT_ASKING
from palermo.protection.identification.models import Presumption
from palermo.trust.actor import Actor
from palermo.trust.gather import gather

MOST = 20


def asking_section(
    actor: Actor, case: Case, presumptions: tuple[Presumption, ...], *, may_ask: bool
) -> dict[str, Any]:
    """Context of `authority/section.html`. One statement, and one more for each matter."""
    found = gather({"asks": asks_of(actor, case)[:MOST], "matters": matters_of(actor, case)[:MOST]})
    asks, matters = list(found["asks"]), list(found["matters"])
    newest = presumptions[0] if presumptions else None
    waits = any(row.state == AskState.OPEN for row in asks)
    answered = bool(asks) and asks[0].state == AskState.ANSWERED
    is_open = newest is not None and not waits and not matters
    again_presumed = newest is not None and (not answered or newest.created_at > asks[0].sent_at)
    return {
        "asks": [ask_facts(row, office=row.office) for row in asks],
        "matters": [(row, matter_facts(row), _handling(actor, row)) for row in matters],
        "may_ask": may_ask and is_open and again_presumed,
        "unasked": is_open and not asks and newest is not None and not newest.not_asking,
        "not_asking": NOT_ASKING.get(newest.not_asking, "") if newest is not None else "",
    }


def _handling(actor: Actor, row: Any) -> list[Any]:
    found = handling_of(actor, row.thread_id)
    return caveat_words(found.caveats) if found else []
