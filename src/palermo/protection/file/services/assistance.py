"""Help given, and the person's yes or no to it. It waits for no consent, no identification, no word with the police."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from palermo.exchange.acts import lock_person, person_in
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import ROOM, AssistanceKind
from palermo.protection.cases.currencies import CURRENCIES
from palermo.protection.cases.models.assistance import Assistance
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.rules import MOST_COST, MOST_UNITS
from palermo.protection.cases.services.cases import own_case
from palermo.protection.cases.services.needs import meet_needs
from palermo.protection.cases.verbs import CaseAsked, CaseVerb
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.services.receiving import begin_service
from palermo.reference.currencies import in_units
from palermo.trust.actor import Actor
from palermo.trust.basis.models import ServiceAgreement
from palermo.trust.basis.policies import named
from palermo.trust.basis.rules import ConsentMeans
from palermo.trust.basis.services import record_service_agreement
from palermo.trust.current import record
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal

_PERSON = person_in(Case, "case_id")


@service
def record_service_answer(
    actor: Actor, *, case_id: UUID, kind: str, agreed: bool, form: ConsentMeans
) -> ServiceAgreement:
    """Record the person's yes or no to one service of this office; a later answer counts instead of it.

    It allows no disclosure, and no help asks for it. Raises Refused once the person was erased.
    """
    case = own_case(actor, case_id, action=CaseAction.ASSIST)
    if case.person.erased_at is not None:
        raise Refused("erased", verb=CaseAsked.AGREEMENT_RECORD, object_type="case", object_id=case.pk)
    return record_service_agreement(
        actor,
        room=ROOM,
        subject_id=case.person_id,
        service=AssistanceKind(kind).value,
        agreed=agreed,
        form=form,
    )


@service
def record_assistance(
    actor: Actor,
    *,
    case_id: UUID,
    kind: str,
    given_on: PartialDate,
    units: int = 1,
    note: str = "",
    cost: Decimal | None = None,
    currency: str = "",
    meets: Collection[UUID] = (),
) -> Assistance:
    """Record help: what, when (as exactly as it is known), how many units (nights, sessions, parcels).

    `cost` is what all of it cost, in `currency` (ISO 4217), where that is known; help never waits for it.

    `meets` are the needs of the case that are met by it.

    `note` is sealed under the person's key. Where another office referred the person here, it is told, with the
    first help, that help began. Raises Refused for a day in the future, for units outside 1 to 10,000, for a
    cost without its currency, and once the person was erased.
    """
    lock_person(actor, _PERSON(actor, {"case_id": case_id}))  # it tells the other side of a referral
    case = own_case(actor, case_id, action=CaseAction.ASSIST)
    reason = None
    if case.person.erased_at is not None:
        reason = "erased"
    elif given_on.earliest > office_today():
        reason = "day_in_future"
    elif not 1 <= units <= MOST_UNITS:
        reason = "units_out_of_range"
    elif (cost is None) is not (not currency) or (currency and currency not in CURRENCIES):
        reason = "cost_and_currency"
    elif cost is not None and (not 0 <= cost < MOST_COST + 1 or in_units(cost, currency) is None):
        reason = "cost_impossible"
    if reason:
        raise Refused(reason, verb=CaseAsked.ASSISTANCE_RECORD, object_type="case", object_id=case.pk)
    enquiry = Enquiry.objects.filter(organisation_id=actor.organisation_id, case=case).order_by("-id").first()
    row = Assistance(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        enquiry=enquiry,
        kind=AssistanceKind(kind),
        given_on=given_on.iso,
        units=units,
        cost=cost,
        currency=currency,
        recorded_by_id=named(actor),
    )
    if note:
        seal(row, note=note)
    row.save(force_insert=True)
    record(
        actor,
        verb=CaseVerb.ASSISTANCE_RECORDED,
        object_type="case",
        object_id=case.pk,
        codes={"assistance": str(row.pk), "kind": row.kind, "units": units},
    )
    meet_needs(actor, case.pk, Q(pk__in=list(meets)), through_id=row.pk)
    if enquiry is not None:
        # Help is recorded whatever becomes of the message about it.
        with suppress(Refused):
            begin_service(actor, enquiry=enquiry)
    return row
