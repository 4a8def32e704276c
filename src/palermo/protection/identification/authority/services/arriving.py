"""A request arrives at the authority: a matter to decide, in a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.utils import timezone

from palermo.desk.clocks import move_clock, start_clock
from palermo.directory.profiles import profile_of
from palermo.exchange.models import Envelope
from palermo.kit.office_time import day_ends, local_day, office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import ROOM, CaseState, Stage
from palermo.protection.cases.codes.arrival import CameBy, Route
from palermo.protection.cases.codes.clocks import ClockKind
from palermo.protection.cases.codes.goals import ReopenReason
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.rules import nationalities_in
from palermo.protection.cases.services.arrival import NewArrival
from palermo.protection.cases.services.cases import assign_case, open_case, reopen_case
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.cases.services.stage import set_stage
from palermo.protection.identification.authority.codes import (
    Lawyer,
)
from palermo.protection.identification.authority.models import Matter
from palermo.protection.identification.authority.queries import decision_makers
from palermo.protection.identification.authority.services.matters import last_decision, tell_matter
from palermo.protection.identification.codes import (
    AskedBy,
    Observed,
    Standing,
    Threshold,
)
from palermo.protection.identification.models import (
    Account,
    Presumption,
    Reconsideration,
    Screening,
)
from palermo.protection.identification.policies import IDENTIFICATION, IdentificationAction
from palermo.protection.identification.verbs import IdentificationVerb
from palermo.reference.indicators import elements, indicators
from palermo.reference.profile_parts import Deciders
from palermo.trust.actor import Actor
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal, unseal


@service
def receive_request(actor: Actor, *, envelope: Envelope, payload: Mapping[str, Any]) -> Matter:
    """Make an arrived request a matter to decide, in a file of this office's own. Repeating it changes nothing."""
    IDENTIFICATION.require(actor, IdentificationAction.RECEIVE)
    known = Matter.objects.filter(organisation_id=actor.organisation_id, thread_id=envelope.thread_id).first()
    if known is not None:
        return known
    before = _before(actor, envelope, payload)
    case = before.case if before else _open_own_file(actor, envelope, payload)
    if before and case.state == CaseState.CLOSED:
        case = reopen_case(actor, case_id=case.pk, why=ReopenReason.ANOTHER_OFFICE_ASKED)
    _keep_screening(actor, envelope, case, payload)
    _keep_accounts(actor, envelope, case, payload)
    if before is None:
        _keep_presumption(actor, envelope, case, payload)
    else:
        _ask_again(actor, envelope, case, payload)
    minimum = payload["reflection_until"]
    row = Matter.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        sender_id=envelope.sender_id,
        code=payload["code"],
        thread_id=envelope.thread_id,
        is_again=before is not None,
        received_at=timezone.now(),
        due_at=envelope.due_at,
        minimum_until=date.fromisoformat(minimum) if minimum else None,
        lawyer=Lawyer(payload["lawyer"]),
    )
    _wait(actor, row)
    set_stage(case, Stage.ASKED_AGAIN if before else Stage.PRESUMED)
    _give(actor, case)
    tell_matter(actor, row, IdentificationVerb.MATTER_RECEIVED, again=row.is_again)
    return row


def _before(actor: Actor, envelope: Envelope, payload: Mapping[str, Any]) -> Matter | None:
    """The matter that a request asks about again, if its file is still here and a decision stands in it."""
    if not payload["about"]:
        return None
    row = (
        Matter.objects.select_related("case__person")
        .filter(organisation_id=actor.organisation_id, sender_id=envelope.sender_id, code=payload["about"])
        .order_by("-id")
        .first()
    )
    if row is None or row.person.erased_at is not None or last_decision(row.case) is None:
        return None
    return row


def _open_own_file(actor: Actor, envelope: Envelope, payload: Mapping[str, Any]) -> Case:
    case = open_case(
        actor,
        age_band=payload.get("age_band", "not_asked"),
        gender=payload.get("gender", "not_asked"),
        **nationalities_in(payload),
        languages=payload.get("languages", []),
        came=NewArrival(
            by=CameBy.REFERRED,
            route=Route.REFERRAL,
            on=PartialDate.of(office_today()),
            referrer_id=envelope.sender_id,
        ),
    )
    columns = [column for column in Person.sealed_columns() if payload.get(column)]
    record_identity(actor, person_id=case.person_id, **{column: payload[column] for column in columns})
    return case


def _keep_presumption(
    actor: Actor, envelope: Envelope, case: Case, payload: Mapping[str, Any]
) -> Presumption:
    row: Presumption = Presumption.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        presumed_on=date.fromisoformat(payload["presumed_on"]),
        responder_kind=payload["responder_kind"],
        threshold=Threshold(profile_of(case.profile_version).presumption_threshold),
        told=[],
        language="not_known",
        recorded_by_id=envelope.sender_id,
    )
    return row


def _ask_again(actor: Actor, envelope: Envelope, case: Case, payload: Mapping[str, Any]) -> None:
    """Let a decision wait to be looked at again, unless it waits already."""
    here = {"organisation_id": actor.organisation_id, "case": case}
    decision = last_decision(case)
    if decision is None or Reconsideration.objects.filter(**here, answer__isnull=True).exists():
        return
    asked_by = payload["asked_by"] if payload["asked_by"] in set(AskedBy) else AskedBy.OFFICE
    row = Reconsideration(
        **here,
        person=case.person,
        purpose="identification",
        decision=decision,
        asked_on=office_today(),
        asked_by=AskedBy(asked_by),
        recorded_by_id=envelope.sender_id,
    )
    if payload.get("grounds"):
        seal(row, grounds=payload["grounds"])
    row.save(force_insert=True)


def _keep_screening(actor: Actor, envelope: Envelope, case: Case, payload: Mapping[str, Any]) -> None:
    if not payload.get("screening_scheme"):
        return
    known = {one.code for one in indicators()}
    found = {one.code for one in elements()} | {"none_seen", "not_known", "not_said"}
    answers = {
        code: observed.value
        for name, observed in (
            ("observed", Observed.OBSERVED),
            ("not_observed", Observed.NOT_OBSERVED),
            ("not_said", Observed.NOT_SAID),
        )
        for code in payload.get(name, [])
        if code in known
    }
    Screening.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        purpose="identification",
        scheme=payload["screening_scheme"],
        answers=answers,
        recorded_by_id=envelope.sender_id,
        **{
            name: [code for code in payload.get(name, []) if code in found]
            for name in ("acts", "means", "purposes")
        },
    )


def _keep_accounts(actor: Actor, envelope: Envelope, case: Case, payload: Mapping[str, Any]) -> None:
    """Seal what the person told, each text once, however often it is sent."""
    rows = Account.objects.filter(organisation_id=actor.organisation_id, case=case)
    told = {unseal(row, "account")["account"] for row in rows}
    for one in payload.get("accounts", []):
        if one["text"] in told:
            continue
        told.add(one["text"])
        row = Account(
            organisation_id=actor.organisation_id,
            case=case,
            person=case.person,
            purpose="identification",
            standing=Standing.FURTHER if rows.exists() else Standing.FIRST,
            told_on=one["told_on"],
            language=one["language"],
            recorded_by_id=envelope.sender_id,
        )
        seal(row, account=one["text"])
        row.save(force_insert=True)


def _wait(actor: Actor, row: Matter) -> None:
    """Let the time to decide run from now, by this office's own profile."""
    profile = profile_of(row.case.profile_version)
    due_at = day_ends(profile.calendar.after(local_day(row.received_at), profile.decision_within))
    clock = start_clock(
        actor,
        room=ROOM,
        kind=ClockKind.DECISION,
        object_id=row.case_id,
        started_at=row.received_at,
        due_at=due_at,
    )
    if clock.due_at != due_at:
        move_clock(actor, kind=ClockKind.DECISION, object_id=row.case_id, due_at=due_at)


def _give(actor: Actor, case: Case) -> None:
    """Give the file to who decides: to the one decision-maker there is, to all of them where a panel decides."""
    deciders = decision_makers(actor)
    panel = profile_of(case.profile_version).authority.deciders is Deciders.PANEL
    if len(deciders) == 1 or panel:
        for user_id in deciders:
            with suppress(Refused):
                assign_case(actor, case_id=case.pk, user_id=user_id)
