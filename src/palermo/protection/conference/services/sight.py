"""The end of a member's sight: the caller takes it out, the yes or the agreement ends, the person is erased."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from palermo.directory.queries import coverage
from palermo.exchange.acts import ends, lock_person, person_in
from palermo.exchange.services import delete_bodies, emit
from palermo.kit.office_time import office_today
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.persons import Person
from palermo.protection.children.queries.guardians import guardian_ids
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.conference.codes import ConferenceState, SightEnd, Told
from palermo.protection.conference.models import Conference, Member
from palermo.protection.conference.services.steps import moved, own_conference, refused, tell
from palermo.protection.conference.terms import PURPOSE
from palermo.protection.conference.verbs import ConferenceAsked, ConferenceVerb
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.trust.actor import Actor
from palermo.trust.basis.models import Consent
from palermo.trust.basis.queries import consent_terms, consents_in_force
from palermo.trust.basis.rules import DataClass, Disclosure, evaluate_consents
from palermo.trust.basis.services import withdraw_consent
from palermo.trust.rows import own_row
from palermo.trust.service import service

BY_CALLER = (SightEnd.WITHDRAWN, SightEnd.TAKEN_OUT)


@service
@ends(person_in(Member, "member_id"))
def end_member(actor: Actor, *, member_id: UUID, why: SightEnd) -> Member:
    """End an office's sight: the person takes the yes for it back, or it is taken out. What it has read stays read.

    Raises Refused for one whose sight ended already.
    """
    verb = ConferenceAsked.END_MEMBER
    member = own_row(
        actor, Member.objects.all(), member_id, verb=verb, object_type="conference_member", lock=False
    )
    row = own_conference(actor, member.conference_id, verb=verb)
    member.refresh_from_db()
    if member.ended_at is not None or why not in BY_CALLER:
        raise refused("conference_moved_on", row, verb)
    if why is SightEnd.WITHDRAWN:
        held = Consent.objects.filter(
            organisation_id=actor.organisation_id, pk=member.consent_id, withdrawn_at__isnull=True
        )
        for consent in held:
            withdraw_consent(actor, consent_id=consent.pk)
    end_sight(actor, row, member, why=why)
    return member


def end_sight(actor: Actor, row: Conference, member: Member, *, why: SightEnd, by_them: bool = False) -> None:
    """End one member's sight; unless the office itself left it is told, and erases. The rows are locked."""
    member.ended_at, member.ended_why = timezone.now(), why
    member.save(update_fields=["ended_at", "ended_why"])
    moved(row)
    if member.thread_id is not None:
        delete_bodies(actor, thread_id=member.thread_id)
        if not by_them:
            emit(
                actor,
                thread_id=member.thread_id,
                receiver_id=member.office_id,
                verb=Told.ENDED,
                codes={"code": why.value},
            )
    verb = ConferenceVerb.MEMBER_LEFT if by_them else ConferenceVerb.MEMBER_ENDED
    tell(actor, row, verb, codes={"recipient": str(member.office_id), "sight_ended": why.value})


def end_every_sight(actor: Actor, row: Conference, *, why: SightEnd) -> None:
    """End the sight of every member of a conference; the row is locked."""
    members = Member.objects.select_for_update().filter(
        organisation_id=row.organisation_id, conference=row, ended_at__isnull=True
    )
    for member in members.order_by("id"):
        end_sight(actor, row, member, why=why)


@service
def end_without_ground(actor: Actor) -> int:
    """End the sight of members whose yes or agreement is over, or who are barred now; how many. About once a minute."""
    ended = 0
    live = Member.objects.filter(organisation_id=actor.organisation_id, ended_at__isnull=True)
    for member_id, person_id in live.order_by("id").values_list("pk", "person_id"):
        member = live.select_related("person").get(pk=member_id)
        if _ground_lost(actor, member) is None:
            continue
        lock_person(actor, person_id)
        row = Conference.objects.select_for_update(of=("self",)).get(pk=member.conference_id)
        still = live.select_for_update(of=("self",)).filter(pk=member_id).first()
        if still is not None and (why := _ground_lost(actor, still)):
            end_sight(actor, row, still, why=why)
            ended += 1
    return ended


def _ground_lost(actor: Actor, member: Member) -> SightEnd | None:
    classes = frozenset(map(DataClass, member.classes))
    if member.thread_id is not None:
        if member.office_id in barred_offices(actor, member.person_id):
            return SightEnd.TAKEN_OUT
        now = timezone.now()
        if coverage(actor, member.office_id, purpose=PURPOSE, data_classes=member.classes, now=now).refusal:
            return SightEnd.NO_AGREEMENT
    held = consents_in_force(actor, member.person_id, room=ROOM, day=office_today())
    asked = Disclosure(
        recipient_id=member.office_id,
        purpose=PURPOSE,
        data_classes=classes,
        now=timezone.now(),
        subject_is_child=is_childs_yes(member.person),
        guardians=guardian_ids(actor, member.person_id),
    )
    answer = evaluate_consents(asked, [consent_terms(one) for one in held])
    return None if answer.allowed else SightEnd.WITHDRAWN


def end_before_erasure(actor: Actor, *, subject_id: UUID, reason: str) -> None:  # noqa: ARG001 - one shape for all
    """Tell every member that it sees nothing any more and erases: before the person's keys are destroyed."""
    if not Person.objects.filter(organisation_id=actor.organisation_id, pk=subject_id).exists():
        return
    rows = Conference.objects.select_for_update(of=("self",)).filter(
        organisation_id=actor.organisation_id, person_id=subject_id
    )
    for row in rows.order_by("id"):
        end_every_sight(actor, row, why=SightEnd.ERASED)
        if row.state == ConferenceState.CALLED:
            row.state = ConferenceState.CALLED_OFF
            moved(row, "state")
