"""Calling a conference: the conference itself, the person, each office with the yes that was given for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.utils import timezone

from palermo.exchange.acts import makes, person_in
from palermo.exchange.parcels import Parcel
from palermo.exchange.services import send_identity
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM, CaseState
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.queries.joined import is_undecided
from palermo.protection.cases.services.cases import own_unerased_case
from palermo.protection.children.queries.guardians import guardian_ids, require_guardian
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.conference.codes import ConferenceState, PersonPart, Point, Where
from palermo.protection.conference.leaving import leaves_with, leaving
from palermo.protection.conference.models import Conference, Member
from palermo.protection.conference.services.steps import (
    evaluate_member,
    moved,
    own_conference,
    refused,
    require_open_case,
    require_state,
    tell,
)
from palermo.protection.conference.terms import (
    CAVEATS,
    KEPT_UNREAD,
    OFFERED,
    ONLY_AS_WISHED,
    PURPOSE,
    TEXT_VERSION,
)
from palermo.protection.conference.verbs import ConferenceAsked, ConferenceVerb
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.reference.spoken_codes import new_code
from palermo.trust.actor import Actor
from palermo.trust.basis.models import Consent
from palermo.trust.basis.policies import named
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy
from palermo.trust.basis.services import record_consent
from palermo.trust.people.queries import offices
from palermo.trust.service import Refused, service
from palermo.trust.shown import require_as_shown
from palermo.trust.vault.vault import seal


@dataclass(frozen=True, kw_only=True)
class Yes:
    """How the yes for one office was given."""

    given_by: GivenBy
    form: ConsentMeans
    language: str
    told_limits: bool
    valid_until: date
    guardian_id: UUID | None = None


@service
def call_conference(
    actor: Actor,
    *,
    case_id: UUID,
    day: date,
    hour: time,
    zone: str,
    place_kind: Where,
    place: str,
    points: Collection[Point],
    words: str = "",
) -> Conference:
    """Call a conference about a case, by code; nobody is told before the person said yes to them.

    Raises Refused for a day that is over, without a point, in a closed case, for a child without a guardian.
    """
    case = own_unerased_case(actor, case_id, policy=CASES, action=CaseAction.REFER)
    require_guardian(actor, case, verb=ConferenceAsked.CALL)
    reason = None
    if case.state != CaseState.OPEN:
        reason = "case_closed_first"
    elif not points:
        reason = "conference_without_a_point"
    elif day < office_today():
        reason = "conference_day_over"
    if reason:
        raise Refused(reason, verb=ConferenceAsked.CALL, object_type="case", object_id=case.pk)
    row = Conference(
        organisation_id=actor.organisation_id,
        case=case,
        person=case.person,
        code=new_code(),
        day=day,
        hour=hour,
        zone=zone,
        place_kind=place_kind,
        points=[point.value for point in Point if point in points],
        called_by_id=named(actor),
    )
    seal(row, place=place.strip(), words=words.strip())
    row.save(force_insert=True)
    tell(actor, row, ConferenceVerb.CALLED)
    return row


@service
def record_person_part(
    actor: Actor, *, conference_id: UUID, part: PersonPart, moves: int | None = None
) -> Conference:
    """Record what the person said when they were asked to take part, or to send somebody."""
    row = own_conference(actor, conference_id, verb=ConferenceAsked.ASK_PERSON, moves=moves)
    require_state(row, ConferenceState.CALLED, verb=ConferenceAsked.ASK_PERSON)
    if part is PersonPart.NOT_ASKED:
        raise refused("person_not_asked", row, ConferenceAsked.ASK_PERSON)
    row.person_part, row.person_asked_on = part, office_today()
    moved(row, "person_part", "person_asked_on")
    tell(actor, row, ConferenceVerb.PERSON_ASKED, codes={"person_part": part.value})
    return row


@service
@makes(person_in(Conference, "conference_id"))
def call_member(
    actor: Actor,
    *,
    conference_id: UUID,
    office_id: UUID,
    classes: Collection[DataClass],
    yes: Yes,
    shown: str | None = None,
) -> Member:
    """Call one office: record the yes for it and its classes alone, and send what was shown, and nothing else.

    Raises Refused for an office that is barred, of a kind to which nothing travels, or called already, while nobody
    chose which of two rules of safe contact holds, and with the reason where agreement, basis or yes do not cover it;
    ChangedSinceShown where it is not what the page showed.
    """
    verb = ConferenceAsked.CALL_MEMBER
    row = own_conference(actor, conference_id, verb=verb)
    _require_free(actor, row, office_id, verb=verb)
    if reason := barred_offices(actor, row.person_id).get(office_id):
        raise refused(reason, row, verb)
    if is_undecided(row.organisation_id, row.person_id):
        raise refused("safe_contact_two", row, verb)
    agreed = frozenset({*classes, DataClass.SAFE_CONTACT})
    if not agreed <= {*OFFERED, DataClass.SAFE_CONTACT}:
        raise refused("data_class_not_named", row, verb)
    consent = _record_yes(actor, row, office_id, agreed, yes)
    evaluation, disclosure = evaluate_member(actor, row, office_id, agreed)
    parts = leaving(row, agreed)
    if not parts["safe_contact"].strip():
        raise refused("safe_contact_missing", row, verb)
    require_as_shown(
        actor,
        shown,
        leaves_with(row, office_id, agreed, parts),
        of="conference_member",
        object_id=row.pk,
        verb=verb,
        object_type="conference",
    )
    now = timezone.now()
    envelope = send_identity(
        actor,
        evaluation=evaluation,
        disclosure=disclosure,
        parcel=Parcel(
            kind="conference_call",
            receiver_id=office_id,
            payload={
                "code": row.code,
                "day": row.day.isoformat(),
                "hour": row.hour.strftime("%H:%M"),
                "zone": row.zone,
                "place_kind": row.place_kind,
                "points": row.points,
                "until": yes.valid_until.isoformat(),
                **parts,
            },
            purpose=PURPOSE,
            data_classes=agreed,
            caveats=CAVEATS,
            due_at=now + timedelta(days=1),
            expires_at=now + KEPT_UNREAD,
        ),
    )
    member = _member(row, office_id, agreed, consent, thread_id=envelope.thread_id)
    moved(row)
    codes = {"recipient": str(office_id), "classes": ".".join(sorted(agreed))}
    tell(actor, row, ConferenceVerb.MEMBER_CALLED, codes=codes)
    return member


@service
@makes(person_in(Conference, "conference_id"))
def seat_authority(
    actor: Actor, *, conference_id: UUID, office_id: UUID, classes: Collection[DataClass], yes: Yes
) -> Member:
    """Record that the person wishes an authority of police, prosecution or immigration to sit there.

    Nothing travels to it; `classes` are what may be said at the table. Raises Refused for any other kind of office.
    """
    verb = ConferenceAsked.CALL_MEMBER
    row = own_conference(actor, conference_id, verb=verb)
    _require_free(actor, row, office_id, verb=verb)
    kinds = [kind.value for kind in ONLY_AS_WISHED]
    if not offices().filter(pk=office_id, kind__in=kinds).exists():
        raise refused("not_such_an_authority", row, verb)
    agreed = frozenset(classes)
    if not agreed <= set(OFFERED):
        raise refused("data_class_not_named", row, verb)
    consent = _record_yes(actor, row, office_id, agreed, yes)
    member = _member(row, office_id, agreed, consent, thread_id=None)
    moved(row)
    codes = {"recipient": str(office_id), "classes": ".".join(sorted(agreed))}
    tell(actor, row, ConferenceVerb.AUTHORITY_WISHED, codes=codes)
    return member


def _require_free(actor: Actor, row: Conference, office_id: UUID, *, verb: ConferenceAsked) -> None:
    require_state(row, ConferenceState.CALLED, ConferenceState.HELD, verb=verb)
    require_guardian(actor, row.case, verb=verb)
    held = Member.objects.filter(organisation_id=row.organisation_id, conference=row, office_id=office_id)
    if held.filter(ended_at__isnull=True).exists():
        raise refused("conference_called_already", row, verb)
    require_open_case(row, verb=verb)


def _record_yes(
    actor: Actor, row: Conference, office_id: UUID, agreed: Collection[DataClass], yes: Yes
) -> Consent:
    counting = guardian_ids(actor, row.person_id, lock=True)
    return record_consent(
        actor,
        room=ROOM,
        subject_id=row.person_id,
        subject_is_child=is_childs_yes(row.person),
        recipient_id=office_id,
        purpose=PURPOSE,
        data_classes=agreed,
        given_by=yes.given_by,
        guardian_id=yes.guardian_id if yes.guardian_id in counting else None,
        form=yes.form,
        language=yes.language,
        text_version=TEXT_VERSION,
        alternative_existed=True,
        told_limits=yes.told_limits,
        valid_until=yes.valid_until,
    )


def _member(
    row: Conference,
    office_id: UUID,
    agreed: Collection[DataClass],
    consent: Consent,
    *,
    thread_id: UUID | None,
) -> Member:
    member: Member = Member.objects.create(
        organisation_id=row.organisation_id,
        conference=row,
        person=row.person,
        office_id=office_id,
        thread_id=thread_id,
        consent_id=consent.pk,
        classes=sorted(code.value for code in agreed),
    )
    return member
