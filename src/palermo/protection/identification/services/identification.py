"""Screening and accounts: what was asked, seen and told. None of it is a finding, and none of it is asked for help."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils import timezone

from palermo.kit.choices import is_unsaid
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.services.cases import check_codes, own_unerased_case
from palermo.protection.children.queries.guardians import require_guardian
from palermo.protection.identification.codes import NONE_SEEN, Observed, Standing
from palermo.protection.identification.models import Account, Screening
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.verbs import IdentificationAsked, IdentificationVerb
from palermo.reference.indicators import SCHEME, Element, indicators, offered
from palermo.reference.persons import is_child
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal


@service
def record_screening(
    actor: Actor,
    *,
    case_id: UUID,
    answers: Mapping[str, str],
    acts: Collection[str] = (),
    means: Collection[str] = (),
    purposes: Collection[str] = (),
    stopped: bool = False,
) -> Screening:
    """Keep what was asked and seen; what `answers` leaves out was not asked. A child needs no means: none are kept.

    Raises Refused for a child without a guardian who counts, and for a code that the prompts do not have.
    """
    case = own_unerased_case(actor, case_id, policy=IDENTIFICATION, action=IdentificationAction.SCREEN)
    require_guardian(actor, case, verb=IdentificationAsked.SCREENING_RECORD)
    known = {indicator.code for indicator in indicators()}
    if not known >= answers.keys():
        raise Refused(
            "not_a_code", verb=IdentificationAsked.SCREENING_RECORD, object_type="case", object_id=case.pk
        )
    row = Screening.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        scheme=SCHEME,
        answers={code: Observed(said).value for code, said in answers.items()},
        acts=_element_codes(Element.ACT, acts),
        means=[] if is_child(case.person.age_band) else _element_codes(Element.MEANS, means),
        purposes=_element_codes(Element.PURPOSE, purposes),
        stopped=stopped,
        recorded_by_id=named(actor),
    )
    record(
        actor,
        verb=IdentificationVerb.SCREENING_RECORDED,
        object_type="case",
        object_id=case.pk,
        codes={"screening": str(row.pk), "stopped": stopped},
    )
    return row


def _element_codes(element: Element, chosen: Collection[str]) -> list[str]:
    known = {one.code for one in offered(element)} | {NONE_SEEN}
    found = [code for code in chosen if code in known or is_unsaid(code)]
    if len(found) != len(chosen):
        raise Refused("not_a_code", verb=IdentificationAsked.SCREENING_RECORD, object_type="case")
    return found


@service
def record_account(
    actor: Actor,
    *,
    case_id: UUID,
    text: str,
    told_on: PartialDate,
    language: str = "not_asked",
    corrects_id: UUID | None = None,
) -> Account:
    """Seal what was told, with author and time. The first stays the first; `corrects_id` names what this corrects.

    Raises Refused for an empty text, a day to come, a child without a guardian who counts, and an unknown id.
    """
    case = own_unerased_case(
        actor, case_id, policy=IDENTIFICATION, action=IdentificationAction.RECORD_ACCOUNT
    )
    require_guardian(actor, case, verb=IdentificationAsked.ACCOUNT_RECORD)
    check_codes(language)
    reason = None
    if not text.strip():
        reason = "account_empty"
    elif told_on.earliest > timezone.now().date():
        reason = "day_in_future"
    if reason:
        raise Refused(reason, verb=IdentificationAsked.ACCOUNT_RECORD, object_type="case", object_id=case.pk)
    held = Account.objects.filter(organisation_id=actor.organisation_id, case=case)
    corrected = (
        own_row(
            actor,
            held,
            corrects_id,
            verb=IdentificationAsked.ACCOUNT_RECORD,
            object_type="account",
            lock=False,
        )
        if corrects_id
        else None
    )
    standing = Standing.CORRECTION if corrected else Standing.FURTHER if held.exists() else Standing.FIRST
    row = Account(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        standing=standing,
        corrects=corrected,
        told_on=told_on.iso,
        language=language,
        recorded_by_id=named(actor),
    )
    seal(row, account=text.strip())
    row.save(force_insert=True)
    record(
        actor,
        verb=IdentificationVerb.ACCOUNT_RECORDED,
        object_type="case",
        object_id=case.pk,
        codes={"account": str(row.pk), "standing": standing.value},
    )
    return row
