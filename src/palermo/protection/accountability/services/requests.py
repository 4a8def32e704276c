"""Requests of authorities: recorded, advised on, decided by another person. Nothing here discloses anything."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.utils import timezone

from palermo.kit.office_time import office_today
from palermo.protection.accountability.codes import (
    AskedFor,
    AuthorityKind,
    ClaimedBasis,
    RequestAnswer,
    RequestState,
)
from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import REQUESTS, RequestAction
from palermo.protection.accountability.verbs import AccountabilityAsked, AccountabilityVerb
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.policies import CaseAction
from palermo.protection.cases.services.cases import own_case
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.current import record
from palermo.trust.rows import own_row
from palermo.trust.service import Refused, service
from palermo.trust.shown import PREFIX, require_as_shown, require_state_as_shown
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.services import use_switch
from palermo.trust.vault.vault import seal, unseal


@service
def record_request(
    actor: Actor,
    *,
    asked_by: AuthorityKind,
    claimed_basis: ClaimedBasis,
    asked_for: Collection[AskedFor],
    received_on: date,
    case_id: UUID | None = None,
    office_id: UUID | None = None,
    asker: str = "",
    asked: str = "",
    answer_due: date | None = None,
) -> AuthorityRequest:
    """Record what an authority asked, about a case of the actor or about nobody the office names.

    Until a second person decides on legal advice the answer is "not disclosed". Raises Refused without anybody
    who asks, for a day in the future, and for an answer due before the day it was received.
    """
    REQUESTS.require(actor, RequestAction.RECORD)
    case: Case | None = own_case(actor, case_id, action=CaseAction.IDENTIFY) if case_id else None
    reason = None
    if office_id is None and not asker.strip():
        reason = "request_without_asker"
    elif received_on > office_today():
        reason = "day_in_future"
    elif answer_due is not None and answer_due < received_on:
        reason = "due_before_received"
    if reason:
        raise Refused(reason, verb=AccountabilityAsked.REQUEST_RECORD, object_type="authority_request")
    use_switch(actor, SwitchCode.CASE_FILES)
    row = AuthorityRequest(
        organisation_id=actor.organisation_id,
        case=case,
        asked_by=asked_by,
        office_id=office_id,
        claimed_basis=claimed_basis,
        asked_for=sorted(code.value for code in asked_for),
        received_on=received_on,
        answer_due=answer_due,
        recorded_by_id=named(actor),
    )
    seal(row, asker=asker.strip(), asked=asked.strip())
    row.save(force_insert=True)
    _tell(actor, AccountabilityVerb.REQUEST_RECORDED, row, asked_by=asked_by.value, basis=claimed_basis.value)
    return row


@service
def record_advice(
    actor: Actor,
    *,
    request_id: UUID,
    adviser: str,
    advice: str,
    advised_on: date,
    shown: str | None = None,
) -> AuthorityRequest:
    """Record the legal advice: whose, what, when. Later advice takes its place until the request is answered.

    Raises Refused for a day before the request or in the future, and once it is answered; ChangedSinceShown where
    somebody recorded other advice after the page was opened.
    """
    row = _found(actor, request_id, RequestAction.ADVISE, AccountabilityAsked.REQUEST_ADVISE)
    if row.state == RequestState.ANSWERED:
        raise _refused("request_answered", AccountabilityAsked.REQUEST_ADVISE, row.pk)
    if advised_on > office_today():
        raise _refused("day_in_future", AccountabilityAsked.REQUEST_ADVISE, row.pk)
    if advised_on < row.received_on:
        raise _refused("advice_before_request", AccountabilityAsked.REQUEST_ADVISE, row.pk)
    require_state_as_shown(
        actor,
        shown,
        advised(row),
        of="request_advice",
        object_id=row.pk,
        verb=AccountabilityAsked.REQUEST_ADVISE,
        about=("authority_request", row.pk),
        changed_by=[AccountabilityVerb.REQUEST_ADVISED],
    )
    seal(row, adviser=adviser.strip(), advice=advice.strip())
    row.advised_on, row.advice_recorded_by_id = advised_on, named(actor)
    row.state = RequestState.ADVISED
    row.save(update_fields=["adviser", "advice", "advised_on", "advice_recorded_by_id", "state"])
    _tell(actor, AccountabilityVerb.REQUEST_ADVISED, row)
    return row


@service
def decide_request(
    actor: Actor, *, request_id: UUID, answer: RequestAnswer, words: str = "", shown: str | None = None
) -> AuthorityRequest:
    """Answer as the second, named person, on the advice. The answer discloses nothing by itself.

    What may lawfully leave is asked for on its own, as a disclosure without consent, by two people. Raises
    Refused without advice, for whoever recorded the request or its advice, and once it is answered;
    ChangedSinceShown where the page showed other advice.
    """
    row = _found(actor, request_id, RequestAction.DECIDE, AccountabilityAsked.REQUEST_DECIDE)
    if row.state == RequestState.ANSWERED:
        raise _refused("request_answered", AccountabilityAsked.REQUEST_DECIDE, row.pk)
    if row.advised_on is None:
        raise _refused("request_without_advice", AccountabilityAsked.REQUEST_DECIDE, row.pk)
    if actor.user_id in {row.recorded_by_id, row.advice_recorded_by_id}:
        raise _refused("request_needs_second_person", AccountabilityAsked.REQUEST_DECIDE, row.pk)
    if shown is not None:
        require_as_shown(
            actor,
            shown,
            advice_read(row, unseal(row, "adviser", "advice")),
            of="request_decision",
            object_id=row.pk,
            verb=AccountabilityAsked.REQUEST_DECIDE,
            object_type="authority_request",
        )
    if words.strip():
        seal(row, answer_words=words.strip())
    row.answer, row.state = answer, RequestState.ANSWERED
    row.decided_by_id, row.decided_at = named(actor), timezone.now()
    row.save(update_fields=["answer", "state", "answer_words", "decided_by_id", "decided_at"])
    _tell(actor, AccountabilityVerb.REQUEST_DECIDED, row, answer=answer.value)
    return row


def advised(row: AuthorityRequest) -> list[str]:
    """Which advice stands, without a word of it: the page that records another compares it."""
    digest = hashlib.sha256(bytes(row.advice or b"")).hexdigest()
    return [row.state, str(row.advised_on), str(row.advice_recorded_by_id), digest]


def advice_read(row: AuthorityRequest, texts: Mapping[str, str]) -> dict[str, object]:
    """The advice on which a request is decided, as the page showed it and the service compares it."""
    return {
        f"{PREFIX}adviser": texts["adviser"],
        f"{PREFIX}advice": texts["advice"],
        f"{PREFIX}advised_on": str(row.advised_on),
    }


def _found(
    actor: Actor, request_id: UUID, action: RequestAction, asked: AccountabilityAsked
) -> AuthorityRequest:
    rows = AuthorityRequest.objects.select_related("case")
    row = own_row(actor, rows, request_id, verb=asked, object_type="authority_request")
    REQUESTS.require(actor, action, row)
    return row


def _refused(reason: str, asked: AccountabilityAsked, request_id: UUID) -> Refused:
    return Refused(reason, verb=asked, object_type="authority_request", object_id=request_id)


def _tell(actor: Actor, verb: AccountabilityVerb, row: AuthorityRequest, **codes: str) -> None:
    record(actor, verb=verb, object_type="authority_request", object_id=row.pk, codes=codes)
