"""Finding cases by a name or a code: what a search may show, and how it was found."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import NameToken
from palermo.protection.cases.policies import CASES, PERSONS, CaseAction, PersonAction
from palermo.protection.cases.queries.cases import CaseLine, case_lines, without_seals
from palermo.protection.cases.queries.joined import with_joined
from palermo.protection.cases.queries.meant import of_codes
from palermo.protection.cases.verbs import CaseAsked
from palermo.protection.need_to_know.queries.search_limit import record_search, require_few_searches
from palermo.reference.spoken_codes import codes_in, looks_like_code
from palermo.trust.actor import Actor
from palermo.trust.service import Refused
from palermo.trust.vault.tokens import tokens_to_find

MOST_FOUND = 20


def find_cases(actor: Actor, text: str) -> list[CaseLine]:
    """Visible cases whose own or person's code is in `text`, or whose person may bear that name; at most 20.

    A name is found whole or by two of its words, whatever the spelling or script. The search is recorded: how
    it was made and how much it found, never what was typed. Raises Refused by name for those who may see no
    identity, and after 30 searches by name within 10 minutes.
    """
    CASES.require(actor, CaseAction.SEE)
    by = how_searched(actor, text)
    fits = matching(actor, CASES.visible(actor, Case.objects.all()), text)
    found = list(without_seals(fits).order_by("-id")[:MOST_FOUND])
    record_search(actor, by=by, found=len(found))
    return case_lines(actor, found)


def how_searched(actor: Actor, text: str) -> str:
    """ "code" or "name", as `text` can be read. Raises Refused where the actor may not search by name (now).

    A code with a slip is no name: it is searched as the code that nobody has.
    """
    if looks_like_code(text):
        return "code"
    if not PERSONS.may(actor, PersonAction.SEE_IDENTITY):
        raise Refused("role_missing", verb=CaseAsked.CASE_FIND_BY_NAME, object_type="case")
    require_few_searches(actor)
    return "name"


def matching(actor: Actor, rows: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those of `rows` whose own or person's code is in `text`, or whose person may bear that name."""
    if looks_like_code(text):
        return with_joined(actor, rows, of_codes(actor, rows, codes_in(text)))
    tokens = tokens_to_find(actor.organisation_id, text)
    tokens_of_person = NameToken.objects.filter(
        organisation_id=actor.organisation_id, person_id=OuterRef("person_id"), token__in=tokens
    )
    return rows.filter(Exists(tokens_of_person)) if tokens else rows.none()
