"""The neutral word by which a case is known: chosen by who works on it, and never like the person's name."""

from __future__ import annotations

from uuid import UUID

from palermo.protection.cases.models.cases import LONGEST_WORD, Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.rules import is_like_a_name
from palermo.protection.cases.services.cases import own_unerased_case
from palermo.protection.cases.services.drawing import draw_word
from palermo.protection.cases.services.name_tokens import sealed_names
from palermo.protection.cases.verbs import CaseVerb
from palermo.trust.actor import Actor
from palermo.trust.current import record
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_state_as_shown


@service
def call_case(actor: Actor, *, case_id: UUID, word: str, shown: str | None = None) -> Case:
    """Let the case be known by `word`. The ledger keeps that it was changed, not the word.

    Raises Refused for a word that is empty or longer than 40 signs, and for one that is like a name sealed in the
    person's file, like a part of one, or sounds like it; ChangedSinceShown where a colleague chose another meanwhile.
    """
    case = own_unerased_case(actor, case_id, policy=CASES, action=CaseAction.CALL)
    _require_as_shown(actor, shown, case)
    word = " ".join(word.split())
    reason = ""
    if not 0 < len(word) <= LONGEST_WORD:
        reason = "known_as_length"
    elif is_like_a_name(word, sealed_names(case.person)):
        reason = "known_as_like_a_name"
    if reason:
        raise Refused(reason, verb=CASES.asked(CaseAction.CALL), object_type="case", object_id=case.pk)
    return _call(actor, case, word)


@service
def draw_case_word(actor: Actor, *, case_id: UUID, shown: str | None = None) -> Case:
    """Let the case be known by another word, drawn by chance.

    Raises Refused once the person was erased, ChangedSinceShown where a colleague chose another meanwhile.
    """
    case = own_unerased_case(actor, case_id, policy=CASES, action=CaseAction.CALL)
    _require_as_shown(actor, shown, case)
    names = sealed_names(case.person)
    return _call(actor, case, draw_word(case.organisation_id, unlike=names, besides=case.known_as))


def draw_again_where_alike(actor: Actor, person: Person) -> None:
    """Part of the service that changes a person's names: no case of theirs stays known by a word that is like one."""
    names = sealed_names(person)
    cases = Case.objects.filter(organisation_id=person.organisation_id, person_id=person.pk)
    for case in cases.order_by("pk"):
        if names and is_like_a_name(case.known_as, names):
            _call(actor, case, draw_word(case.organisation_id, unlike=names))


def _require_as_shown(actor: Actor, shown: str | None, case: Case) -> None:
    require_state_as_shown(
        actor,
        shown,
        case.known_as,
        of="known_as",
        object_id=case.pk,
        verb=CASES.asked(CaseAction.CALL),
        about=("case", case.pk),
        changed_by=[CaseVerb.CASE_KNOWN_AS_CHANGED],
    )


def _call(actor: Actor, case: Case, word: str) -> Case:
    case.known_as = word
    case.save(update_fields=["known_as"])
    record(actor, verb=CaseVerb.CASE_KNOWN_AS_CHANGED, object_type="case", object_id=case.pk)
    return case
