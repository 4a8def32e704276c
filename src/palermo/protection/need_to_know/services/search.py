"""Looking for a file: what the actor works on is found, of the rest only that it exists and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CASES
from palermo.protection.cases.queries.cases import CaseLine
from palermo.protection.need_to_know.codes import FoundBy
from palermo.protection.need_to_know.models import SearchHit
from palermo.protection.need_to_know.queries.search import MOST_FOUND, find_cases, matching
from palermo.protection.need_to_know.queries.whom_to_ask import whom_to_ask
from palermo.protection.need_to_know.verbs import NeedToKnowVerb
from palermo.reference.spoken_codes import looks_like_code
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.service import service


@dataclass(frozen=True, kw_only=True)
class Found:
    """Cases the actor works on, and colleagues to ask because a case of theirs fits too.

    `ask` says of those cases nothing else: no code, no name, not even how many there are.
    """

    lines: Sequence[CaseLine]
    ask: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.lines or self.ask)


@service
def search_cases(actor: Actor, text: str) -> Found:
    """Look for a case by code or name. That somebody else's file was come upon is kept, and shown on that file.

    Raises Refused as `find_cases` does.
    """
    lines = find_cases(actor, text)
    how = FoundBy.CODE if looks_like_code(text) else FoundBy.NAME
    if how is FoundBy.NAME:
        _record_found(actor, lines)
    return Found(lines=lines, ask=_ask_about(actor, _elsewhere(actor, [text]), how))


@service
def search_before_opening(actor: Actor, names: Sequence[str]) -> Found:
    """Whether a file may exist under one of these names, before another one is opened. Each counts as a search.

    Raises Refused after too many searches by name.
    """
    lines: dict[UUID, CaseLine] = {}
    for name in names:
        lines.update((line.case.pk, line) for line in find_cases(actor, name))
    _record_found(actor, lines.values())
    return Found(lines=list(lines.values()), ask=_ask_about(actor, _elsewhere(actor, names), FoundBy.OPENING))


def _record_found(actor: Actor, lines: Iterable[CaseLine]) -> None:
    record_found(actor, [line.case for line in lines])


def record_found(actor: Actor, cases: Iterable[Case]) -> None:
    """That a name led to these files: whoever holds a stolen account learned that the person is here."""
    for case in cases:
        record(actor, verb=NeedToKnowVerb.CASE_FOUND, object_type="case", object_id=case.pk)


def _elsewhere(actor: Actor, texts: Sequence[str]) -> list[Case]:
    """Cases of the office that fit one of `texts` and that the actor does not work on."""
    rows = Case.objects.filter(organisation_id=actor.organisation_id)
    others = rows.exclude(pk__in=CASES.visible(actor, Case.objects.all()).values("pk"))
    found: dict[UUID, Case] = {}
    for text in texts:
        found.update((case.pk, case) for case in matching(actor, others, text).order_by("-id")[:MOST_FOUND])
    return list(found.values())


def _ask_about(actor: Actor, cases: Sequence[Case], how: FoundBy) -> tuple[str, ...]:
    record_hits(actor, cases, how)
    return whom_to_ask(actor, cases)


def record_hits(actor: Actor, cases: Iterable[Case], how: FoundBy) -> None:
    """That the actor came upon these files, which are not theirs: kept, and shown on each."""
    for case in cases:
        SearchHit.objects.create(
            organisation_id=actor.organisation_id, case=case, searched_by_id=named(actor), found_by=how
        )
        record(
            actor,
            verb=NeedToKnowVerb.CASE_SEARCHED_FOR,
            object_type="case",
            object_id=case.pk,
            codes={"by": how.value},
        )
