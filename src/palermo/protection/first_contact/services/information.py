"""Information given, and interpreters: who was there, whether checked, and the right to another."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.services.cases import check_codes, own_case
from palermo.protection.first_contact.codes import (
    AsWished,
    ConflictCheck,
    Independent,
    InformationForm,
    Presence,
    Understood,
)
from palermo.protection.first_contact.models.information import Information, Interpreting
from palermo.protection.first_contact.rights import find_card
from palermo.protection.first_contact.verbs import FirstContactAsked, FirstContactVerb
from palermo.reference.spoken_codes import new_code, read_code
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_state_as_shown
from palermo.trust.vault.vault import seal


@service
def record_interpreter(
    actor: Actor,
    *,
    case_id: UUID,
    language: str,
    presence: Presence,
    independent: Independent,
    as_wished: AsWished,
    code: str = "",
) -> Interpreting:
    """Record that an interpreter works in the case. `code` is the office's own for the interpreter; "" makes a new one.

    Raises Refused for a code that is none, and once the person was erased.
    """
    case = _standing_case(actor, case_id, verb=FirstContactAsked.INTERPRETER_RECORD)
    check_codes(language)
    known = read_code(code) if code else new_code()
    if known is None:
        raise Refused(
            "not_an_interpreter",
            verb=FirstContactAsked.INTERPRETER_RECORD,
            object_type="case",
            object_id=case.pk,
        )
    row = Interpreting.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        code=known,
        language=language,
        presence=presence,
        independent=independent,
        as_wished=as_wished,
        recorded_by_id=named(actor),
    )
    _tell(actor, row, FirstContactVerb.INTERPRETER_RECORDED)
    return row


@service
def check_interpreter(
    actor: Actor,
    *,
    case_id: UUID,
    interpreting_id: UUID,
    result: ConflictCheck,
    shown: str | None = None,
) -> Interpreting:
    """Record what a check for a conflict of interest found; the colleague who checked is kept with it.

    Raises ChangedSinceShown where somebody changed it after the page showed it.
    """
    row = _own_interpreting(actor, case_id, interpreting_id)
    require_state_as_shown(
        actor,
        shown,
        row.check_result,
        of="interpreter",
        object_id=row.pk,
        verb=FirstContactAsked.INTERPRETER_CHECK,
        about=("case", row.case_id),
        changed_by=[FirstContactVerb.INTERPRETER_CHECKED],
        part={"interpreter": str(row.pk)},
    )
    row.check_result, row.checked_by_id, row.checked_at = result, named(actor), timezone.now()
    row.save(update_fields=["check_result", "checked_by_id", "checked_at"])
    _tell(actor, row, FirstContactVerb.INTERPRETER_CHECKED, result=result.value)
    return row


@service
def want_another_interpreter(actor: Actor, *, case_id: UUID, interpreting_id: UUID) -> Interpreting:
    """Record that the person wants another interpreter. No reason is asked; saying it twice changes nothing."""
    row = _own_interpreting(actor, case_id, interpreting_id)
    if row.another_wanted_at is None:
        row.another_wanted_at = timezone.now()
        row.save(update_fields=["another_wanted_at"])
        _tell(actor, row, FirstContactVerb.INTERPRETER_ANOTHER_WANTED)
    return row


@service
def record_information(
    actor: Actor,
    *,
    case_id: UUID,
    language: str,
    form: InformationForm,
    given_on: PartialDate,
    understood: Understood = Understood.NOT_ASKED,
    words: str = "",
    interpreting_id: UUID | None = None,
) -> Information:
    """Record that the person was given the rights card in a language, in its newest version, and what they understood.

    `words` are their own, sealed. Raises Refused for a language in which there is no card, for a day in the future, and
    once they were erased.
    """
    case = _standing_case(actor, case_id, verb=FirstContactAsked.INFORMATION_RECORD)
    card = find_card(language)
    reason = "no_card_in_language" if card is None else None
    if given_on.earliest > office_today():
        reason = "day_in_future"
    if card is None or reason:
        raise Refused(
            reason or "no_card_in_language",
            verb=FirstContactAsked.INFORMATION_RECORD,
            object_type="case",
            object_id=case.pk,
        )
    interpreting = _own_interpreting(actor, case_id, interpreting_id) if interpreting_id else None
    row = Information(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        card=card.name,
        language=card.language,
        version=card.version,
        form=form,
        understood=understood,
        interpreting=interpreting,
        given_on=given_on.iso,
        given_by_id=named(actor),
    )
    if words.strip():
        seal(row, words=words.strip())
    row.save(force_insert=True)
    record(
        actor,
        verb=FirstContactVerb.INFORMATION_GIVEN,
        object_type="case",
        object_id=case.pk,
        codes={
            "card": row.card,
            "language": row.language,
            "version": row.version,
            "understood": row.understood,
        },
    )
    return row


def _standing_case(actor: Actor, case_id: UUID, *, verb: FirstContactAsked) -> Case:
    case = own_case(actor, case_id, action=CaseAction.ASSIST)
    if case.person.erased_at is not None:
        raise Refused("erased", verb=verb, object_type="case", object_id=case.pk)
    return case


def _own_interpreting(actor: Actor, case_id: UUID, interpreting_id: UUID) -> Interpreting:
    case = _standing_case(actor, case_id, verb=FirstContactAsked.INTERPRETER_RECORD)
    return own_row(
        actor,
        Interpreting.objects.filter(case=case),
        interpreting_id,
        verb=FirstContactAsked.INTERPRETER_RECORD,
        object_type="interpreter",
    )


def _tell(actor: Actor, row: Interpreting, verb: FirstContactVerb, **codes: str) -> None:
    record(
        actor,
        verb=verb,
        object_type="case",
        object_id=row.case_id,
        codes={"interpreter": str(row.pk), **codes},
    )
