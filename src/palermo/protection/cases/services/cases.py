"""Opening, closing and reopening a case, and who works on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from palermo.kit.choices import is_unsaid
from palermo.kit.fields import today
from palermo.kit.office_time import office_today
from palermo.protection.cases.assignments import ASSIGNABLE, open_assignments
from palermo.protection.cases.codes import CaseState, CloseReason
from palermo.protection.cases.codes.goals import ReopenReason
from palermo.protection.cases.models.cases import Case, CaseAssignment
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.rules import is_plain_code
from palermo.protection.cases.services.arrival import UNKNOWN, NewArrival, write_arrival
from palermo.protection.cases.services.closing import last_reopening, write_closing, write_reopening
from palermo.protection.cases.services.drawing import draw_word, is_taken
from palermo.protection.cases.services.name_tokens import sealed_names, write_tokens
from palermo.protection.cases.services.nationalities import check_nationalities
from palermo.protection.cases.services.urgency import refresh_urgency
from palermo.protection.cases.verbs import CaseAsked, CaseVerb
from palermo.reference.persons import AgeBand, Gender
from palermo.reference.spoken_codes import new_code
from palermo.trust.actor import Actor, Staff
from palermo.trust.current import record
from palermo.trust.people.models import RoleAssignment
from palermo.trust.people.queries import in_force
from palermo.trust.policy import Policy
from palermo.trust.rows import own_row
from palermo.trust.service import NOT_FOUND, Refused, service
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.services import use_switch
from palermo.trust.vault.vault import seal

A = TypeVar("A", bound=StrEnum)
M = TypeVar("M", Person, Case)
_TRIES = 5


@service
def open_case(
    actor: Actor,
    *,
    opened_on: date | None = None,
    assign_to: UUID | None = None,
    age_band: str = AgeBand.NOT_ASKED,
    gender: str = Gender.NOT_ASKED,
    nationality: str = "not_asked",
    other_nationalities: Sequence[str] = (),
    languages: Sequence[str] = (),
    narrative: str = "",
    came: NewArrival = UNKNOWN,
) -> Case:
    """Open a file for a person: the person's code, the case's code and its word in one act, the rest optional.

    `opened_on` is today unless told. The case is assigned to `assign_to`, or to the colleague who opens it. How the
    office came to know the person (`came`) is recorded with it, if only as not known.
    Raises Refused for a role that may not, for a code that is none, and for a day in the future.
    """
    CASES.require(actor, CaseAction.OPEN)
    opened_on = opened_on or office_today()
    if opened_on > office_today():
        raise Refused("day_in_future", verb=CASES.asked(CaseAction.OPEN), object_type="case")
    check_codes(nationality, *other_nationalities, *languages)
    check_nationalities(nationality, *other_nationalities)
    use_switch(actor, SwitchCode.CASE_FILES)
    person = _with_a_new_code(
        lambda code: Person(
            organisation_id=actor.organisation_id,
            code=code,
            age_band=AgeBand(age_band),
            age_said_on=None if is_unsaid(age_band) else today(),
            gender=Gender(gender),
            nationality=nationality,
            other_nationalities=list(other_nationalities),
            languages=list(languages),
        )
    )
    write_tokens(person)
    word = draw_word(actor.organisation_id)
    case = _with_a_new_code(
        lambda code: Case(
            organisation_id=actor.organisation_id,
            person=person,
            code=code,
            known_as=word,
            opened_on=opened_on,
        )
    )
    if narrative:
        seal(case, narrative=narrative)
        case.save(update_fields=["narrative"])
    write_arrival(actor, case=case, came=came)
    record(
        actor,
        verb=CaseVerb.CASE_OPENED,
        object_type="case",
        object_id=case.pk,
        codes={"person": str(person.pk), "came_by": came.by.value},
    )
    first = assign_to or (actor.user_id if isinstance(actor, Staff) else None)
    if first is not None:
        _assign(actor, case, first)
    return case


@service
def record_narrative(actor: Actor, *, case_id: UUID, narrative: str) -> Case:
    """Seal what was told, as far as the work needs it; an empty text empties it. Raises Refused once erased."""
    case = own_case(actor, case_id, action=CaseAction.IDENTIFY)
    if case.person.erased_at is not None:
        raise Refused("erased", verb=CaseAsked.CASE_RECORD_NARRATIVE, object_type="case", object_id=case.pk)
    if narrative or bytes(case.narrative):
        seal(case, narrative=narrative.strip())
        case.save(update_fields=["narrative"])
    record(
        actor,
        verb=CaseVerb.PERSON_IDENTITY_RECORDED,
        object_type="person",
        object_id=case.person_id,
        codes={"columns": "narrative"},
    )
    return case


def check_codes(*codes: str) -> None:
    """Raise Refused unless each is a code; free text has no place in a coded column."""
    if not all(is_plain_code(code) for code in codes):
        raise Refused("not_a_code", verb=CaseAsked.PERSON_RECORD, object_type="person")


def _with_a_new_code(make: Callable[[str], M]) -> M:
    """Save what `make` gives under a code that is new in the office."""
    for attempt in range(_TRIES):
        row = make(new_code())
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
        else:
            return row
    raise AssertionError("unreachable")


@service
def assign_case(actor: Actor, *, case_id: UUID, user_id: UUID) -> CaseAssignment:
    """Let a colleague of the office work on the case. Raises Refused when no role of theirs fits."""
    case = own_case(actor, case_id, action=CaseAction.ASSIGN)
    return _assign(actor, case, user_id)


def _assign(actor: Actor, case: Case, user_id: UUID) -> CaseAssignment:
    fits = RoleAssignment.objects.filter(
        in_force(office_today()),
        organisation_id=actor.organisation_id,
        user_id=user_id,
        role__in=[role.value for role in ASSIGNABLE],
    )
    if not fits.exists():
        raise Refused(
            "colleague_has_no_fitting_role",
            verb=CASES.asked(CaseAction.ASSIGN),
            object_type="case",
            object_id=case.pk,
        )
    earlier = CaseAssignment.objects.filter(
        organisation_id=actor.organisation_id, case=case, user_id=user_id, ended_at__isnull=True
    )
    if there := open_assignments(earlier).first():
        return there
    # What a lost role closed ends now, so that the new assignment opens the case again.
    earlier.update(ended_at=timezone.now())
    row = CaseAssignment.objects.create(
        organisation_id=actor.organisation_id,
        case=case,
        user_id=user_id,
        assigned_by_id=actor.user_id or actor.organisation_id,
    )
    _count_hands(case)
    record(
        actor,
        verb=CaseVerb.CASE_ASSIGNED,
        object_type="case",
        object_id=case.pk,
        codes={"colleague": str(user_id)},
    )
    return row


def _count_hands(case: Case) -> None:
    """Bring `case.hands` to the assignments that are not ended, for the list of cases nobody works on."""
    rows = CaseAssignment.objects.filter(
        organisation_id=case.organisation_id, case=case, ended_at__isnull=True
    )
    case.hands = rows.count()
    case.save(update_fields=["hands"])


@service
def unassign_case(actor: Actor, *, case_id: UUID, user_id: UUID) -> None:
    """End a colleague's assignment: from the next request on the case is closed to them."""
    case = own_case(actor, case_id, action=CaseAction.ASSIGN)
    ended = CaseAssignment.objects.filter(
        organisation_id=actor.organisation_id, case=case, user_id=user_id, ended_at__isnull=True
    ).update(ended_at=timezone.now())
    if not ended:
        raise Refused(NOT_FOUND, verb=CaseAsked.CASE_UNASSIGN, object_type="account", object_id=user_id)
    _count_hands(case)
    record(
        actor,
        verb=CaseVerb.CASE_UNASSIGNED,
        object_type="case",
        object_id=case.pk,
        codes={"colleague": str(user_id)},
    )


@service
def close_case(
    actor: Actor,
    *,
    case_id: UUID,
    reason: CloseReason,
    closed_on: date | None = None,
    continues: Collection[str] = (),
    summary: str = "",
) -> Case:
    """Close an open case for a coded reason, today unless told. Raises Refused when it is closed.

    `continues` are kinds of help that go on elsewhere, `summary` says how, sealed under the person's key.
    """
    case = own_case(actor, case_id, action=CaseAction.CLOSE)
    closed_on = closed_on or office_today()
    if case.state == CaseState.CLOSED:
        raise Refused(
            "case_closed", verb=CASES.asked(CaseAction.CLOSE), object_type="case", object_id=case.pk
        )
    if not (last_reopening(case) or case.opened_on) <= closed_on <= office_today():
        raise Refused(
            "closing_day", verb=CASES.asked(CaseAction.CLOSE), object_type="case", object_id=case.pk
        )
    if summary and case.person.erased_at is not None:
        raise Refused("erased", verb=CASES.asked(CaseAction.CLOSE), object_type="case", object_id=case.pk)
    case.state, case.closed_on, case.closed_reason, case.trouble = CaseState.CLOSED, closed_on, reason, 0
    case.save(update_fields=["state", "closed_on", "closed_reason", "trouble"])
    write_closing(actor, case, closed_on=closed_on, reason=reason, continues=continues, summary=summary)
    codes = {"reason": reason.value}
    record(actor, verb=CaseVerb.CASE_CLOSED, object_type="case", object_id=case.pk, codes=codes)
    return case


@service
def reopen_case(actor: Actor, *, case_id: UUID, why: ReopenReason = ReopenReason.PERSON_CAME_BACK) -> Case:
    """Open a closed case again for a coded reason, with a new neutral word where another case has its own by now.
    Raises Refused when it is open, or the person was erased."""
    case = own_case(actor, case_id, action=CaseAction.REOPEN)
    reason = "case_open" if case.state == CaseState.OPEN else None
    if case.person.erased_at is not None:
        reason = "erased"
    if reason:
        raise Refused(reason, verb=CASES.asked(CaseAction.REOPEN), object_type="case", object_id=case.pk)
    case.state, case.closed_on, case.closed_reason = CaseState.OPEN, None, ""
    if is_taken(case):
        case.known_as = draw_word(actor.organisation_id, unlike=sealed_names(case.person))
        record(actor, verb=CaseVerb.CASE_KNOWN_AS_CHANGED, object_type="case", object_id=case.pk)
    case.save(update_fields=["state", "closed_on", "closed_reason", "known_as"])
    write_reopening(actor, case, reopened_on=office_today(), reason=why)
    refresh_urgency(case)
    record(
        actor, verb=CaseVerb.CASE_REOPENED, object_type="case", object_id=case.pk, codes={"reason": why.value}
    )
    return case


def own_case(actor: Actor, case_id: UUID, *, action: CaseAction) -> Case:
    """The office's case, locked, if `actor` may do `action`. Raises Refused; a foreign id is not found."""
    rows = Case.objects.select_related("person")
    case = own_row(actor, rows, case_id, verb=CASES.asked(action), object_type="case")
    CASES.require(actor, action, case)
    return case


def own_unerased_case(actor: Actor, case_id: UUID, *, policy: Policy[Case, A], action: A) -> Case:
    """As `own_case` by a policy of another subject, and the person was not erased. Raises Refused."""
    case = own_case(actor, case_id, action=CaseAction.SEE)
    policy.require(actor, action, case)
    if case.person.erased_at is not None:
        raise Refused("erased", verb=policy.asked(action), object_type="case", object_id=case.pk)
    return case
