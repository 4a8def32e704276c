"""Two acts on one person at the same moment: worlds to race in, who does what with which arguments, the barrier.

What races is what `exchange.acts` has registered. An act is given its arguments by their names, so a new one joins
by existing; where one asks for something that no act before it asked for, `arguments` says what is missing.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from importlib import import_module
from itertools import combinations_with_replacement
from pathlib import Path
from threading import Event, get_ident
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from tests.protection.conference import sitting
from tests.protection.flow import AGREED, ANSWERS, BIRTH, CONTACT, NAME, SAFE, agree, have_basis, work_off
from tests.protection.identification.asking import YES, let_ask
from tests.protection.identification.test_notifying import SAID
from tests.support.cast import Cast
from tests.support.services import offer

import palermo
import palermo.exchange.acts
from palermo.desk.duties.codes import Duty
from palermo.exchange.acts import Act, acts
from palermo.exchange.models import Envelope
from palermo.exchange.policies import INBOX
from palermo.protection.cases.codes import ROOM, EraseReason
from palermo.protection.cases.services.cases import open_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.children.codes import Conflict, GuardianEnd, MandateKind, Relation
from palermo.protection.children.services import record_guardian
from palermo.protection.conference.codes import PersonPart, SightEnd
from palermo.protection.conference.services.calling import call_conference, call_member, record_person_part
from palermo.protection.conference.services.holding import hold_conference, record_decision
from palermo.protection.identification.authority.codes import AskWithdrawalAnswer, Lawyer
from palermo.protection.identification.authority.models import Matter
from palermo.protection.identification.authority.services.asking import ask_authority
from palermo.protection.identification.authority.services.taking_back import take_back_ask
from palermo.protection.identification.authority.slice import Chosen
from palermo.protection.identification.services.decisions import decide
from palermo.protection.identification.services.presumption import presume
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.referral.codes import DeclineReason, WithdrawalAnswer
from palermo.protection.referral.codes.questions import Question
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.services.addresses import tell_place
from palermo.protection.referral.services.consent import record_yes
from palermo.protection.referral.services.more import send_more
from palermo.protection.referral.services.receiving import accept_in_principle
from palermo.protection.referral.services.sending import send_enquiry, send_identity_slice
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.protection.referral.services.without_consent import ask_without_consent
from palermo.reference.persons import NeedKind, Urgency
from palermo.trust.actor import Actor, Staff, System
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy, OverrideGround
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

LONGEST_WAIT = 20.0
"""Seconds after which a race has hung."""
DONE = "done"
MORE = {"code": "X", "safe_contact": SAFE, "changed": ["safe_contact"]}
PLACE = {"code": "X", "address": "Fernhollow Lane 12", "staff": "", "security": ""}


class Halt(StrEnum):
    """Where who is first halts until the second waits: only the lock taken, or all of it done and uncommitted."""

    BEHIND_THE_LOCK = "behind_the_lock"
    BEFORE_COMMIT = "before_commit"


class Stage(StrEnum):
    """Where the referral of a world stands when two acts meet."""

    WITHDRAWN = "withdrawn"
    ASKED = "asked"
    ACCEPTED = "accepted"
    SENT = "sent"


PREFERRED = (Stage.ACCEPTED, Stage.SENT, Stage.WITHDRAWN, Stage.ASKED)
"""Where two meet who may meet at several stages."""


@dataclass(frozen=True, kw_only=True)
class World:
    """One person of the owner's, a referral of theirs to a service of the partner's, and what hangs on it."""

    stage: Stage
    case_id: UUID
    person_id: UUID
    need_id: UUID
    referral_id: UUID
    thread_id: UUID
    enquiry_id: UUID
    guardian_id: UUID
    to_approve: UUID
    to_review: UUID
    slice_sent: Envelope | None
    place_sent: Envelope | None
    ask_id: UUID | None = None
    ask_thread_id: UUID | None = None
    matter_id: UUID | None = None
    matter_case_id: UUID | None = None
    conference_id: UUID | None = None
    member_id: UUID | None = None
    decision_id: UUID | None = None
    conference_thread_id: UUID | None = None
    more_sent: Envelope | None


@dataclass(frozen=True, kw_only=True)
class Ring:
    """The offices and services that every world of a run shares."""

    cast: Cast
    services: tuple[UUID, UUID, UUID]

    @property
    def lead(self) -> Staff:
        """Who acts at the owner."""
        return self.cast.owner[Role.COORDINATOR]

    @property
    def helper(self) -> Staff:
        """Who acts at the partner."""
        return self.cast.partner[Role.COORDINATOR]

    def worlds(self, stage: Stage, number: int) -> list[World]:
        """So many worlds, a few transactions for all of them. What is queued last is left to be worked off."""
        asks = self.cast.owner[Role.CASEWORKER]
        with unit_of_work(asks):
            begun = [self._begin(asks) for _ in range(number)]
        work_off()
        with unit_of_work(self.helper):
            enquiries = {
                row.thread_id: row
                for row in Enquiry.objects.filter(thread_id__in=[one["thread_id"] for one in begun])
            }
            for row in enquiries.values() if stage is not Stage.ASKED else ():
                accept_in_principle(self.helper, enquiry_id=row.pk)
        work_off()
        with unit_of_work(asks):
            for one in begun:
                self._allow(asks, one)
        if stage is Stage.WITHDRAWN:
            self._withdraw(asks, begun)
        # Before what is queued last.
        asked = self._ask(asks, begun, stage)
        met = self._meet(asks, begun, stage)
        sent = stage is Stage.SENT
        places, slices = (self._tell(enquiries), self._send(asks, begun)) if sent else ({}, {})
        more = self._send_more(asks, begun) if sent else {}
        return [
            World(
                stage=stage,
                enquiry_id=enquiries[one["thread_id"]].pk,
                slice_sent=slices.get(one["thread_id"]),
                place_sent=places.get(one["thread_id"]),
                more_sent=more.get(one["thread_id"]),
                **one,
                **asked.get(one["case_id"], {}),
                **met.get(one["case_id"], {}),
            )
            for one in begun
        ]

    def _ask(self, asks: Staff, begun: list[dict[str, Any]], stage: Stage) -> dict[UUID, dict[str, Any]]:
        """The partner is asked to decide about each: taken back, decided with an answer that waits, or open."""
        found: dict[UUID, dict[str, Any]] = {}
        with unit_of_work(asks):
            for one in begun:
                row = ask_authority(asks, case_id=one["case_id"], **asked_of(self.cast.partner.id))
                found[one["case_id"]] = {"ask_id": row.pk, "ask_thread_id": row.thread_id}
        work_off()
        if stage is Stage.WITHDRAWN:
            with unit_of_work(asks):
                for asked in found.values():
                    take_back_ask(asks, ask_id=asked["ask_id"])
            work_off()
        decides = self.cast.partner[Role.DECISION_MAKER]
        with unit_of_work(decides):
            for asked in found.values():
                matter = Matter.objects.get(thread_id=asked["ask_thread_id"])
                asked |= {"matter_id": matter.pk, "matter_case_id": matter.case_id}
                if stage is Stage.ACCEPTED:
                    decide(decides, case_id=matter.case_id, outcome="positive", reasons="Invented.")
                    Matter.objects.filter(pk=matter.pk).update(answer_waits=True)
        return found

    def _meet(self, asks: Staff, begun: list[dict[str, Any]], stage: Stage) -> dict[UUID, dict[str, Any]]:
        """A conference about each: called, or held with the partner, who took something on."""
        found: dict[UUID, dict[str, Any]] = {}
        with unit_of_work(asks):
            for one in begun:
                row = call_conference(asks, case_id=one["case_id"], **sitting.frame())
                record_person_part(asks, conference_id=row.pk, part=PersonPart.TAKES_PART)
                found[one["case_id"]] = {"conference_id": row.pk}
                if stage is Stage.ASKED:
                    continue
                sits = call_member(
                    asks,
                    conference_id=row.pk,
                    office_id=self.cast.partner.id,
                    classes=[DataClass.NAME],
                    yes=sitting.YES,
                )
                hold_conference(asks, conference_id=row.pk)
                decided = record_decision(
                    asks,
                    conference_id=row.pk,
                    office_id=self.cast.partner.id,
                    what=Duty.BRING,
                    due_on=timezone.now().date() + timedelta(days=3),
                )
                found[one["case_id"]] |= {
                    "member_id": sits.pk,
                    "decision_id": decided.pk,
                    "conference_thread_id": sits.thread_id,
                }
        work_off()
        return found

    def _begin(self, asks: Staff) -> dict[str, Any]:
        case = open_case(asks, age_band="18_25", gender="woman", languages=["fr"])
        record_identity(
            asks, person_id=case.person_id, name=NAME, safe_contact=SAFE, contact=CONTACT, birth=BIRTH
        )
        need = record_need(asks, case_id=case.pk, kind=NeedKind.ACCOMMODATION, urgency=Urgency.TONIGHT)
        presume(
            asks,
            case_id=case.pk,
            presumed_on=timezone.now().date() - timedelta(days=60),
            responder_kind="ngo",
            told=[],
        )
        guardian = record_guardian(
            asks,
            case_id=case.pk,
            name="Ottoline Invented",
            contact="",
            relation=Relation.RELATIVE,
            mandate=MandateKind.SAYS_SO,
        )
        asked = [
            send_enquiry(
                asks,
                need_id=need.pk,
                recipient_id=self.cast.partner.id,
                answers=ANSWERS,
                answer_within=timedelta(hours=4),
                service_id=service_id,
            )
            for service_id in (self.services[0], None)
        ]
        return {
            "case_id": case.pk,
            "person_id": case.person_id,
            "need_id": need.pk,
            "guardian_id": guardian.pk,
            "referral_id": asked[0].pk,
            "thread_id": asked[0].thread_id,
        }

    def _allow(self, asks: Staff, one: dict[str, Any]) -> None:
        record_yes(asks, referral_id=one["referral_id"], **yes())
        for name, ground in (
            ("to_approve", OverrideGround.COURT_ORDER),
            ("to_review", OverrideGround.DANGER_TO_LIFE),
        ):
            row = ask_without_consent(
                asks, referral_id=one["referral_id"], ground=ground, data_classes=[DataClass.NAME]
            )
            one[name] = row.pk

    def _send(self, asks: Staff, begun: list[dict[str, Any]]) -> dict[UUID, Envelope]:
        with unit_of_work(asks):
            for one in begun:
                send_identity_slice(asks, referral_id=one["referral_id"], data_classes=AGREED)
            return self._envelopes("identity_slice", begun)

    def _send_more(self, asks: Staff, begun: list[dict[str, Any]]) -> dict[UUID, Envelope]:
        with unit_of_work(asks):
            for one in begun:
                send_more(asks, referral_id=one["referral_id"], data_classes=AGREED)
            return self._envelopes("identity_update", begun)

    def _withdraw(self, asks: Staff, begun: list[dict[str, Any]]) -> None:
        self._send(asks, begun)
        work_off()
        with unit_of_work(asks):
            for one in begun:
                withdraw(asks, referral_id=one["referral_id"])
        work_off()

    def _tell(self, enquiries: Mapping[UUID, Enquiry]) -> dict[UUID, Envelope]:
        with unit_of_work(self.helper):
            told = [row for row in enquiries.values() if row.service_id is not None]
            for row in told:
                tell_place(self.helper, enquiry_id=row.pk)
            return self._envelopes("service_place", [{"thread_id": row.thread_id} for row in told])

    @staticmethod
    def _envelopes(kind: str, begun: list[dict[str, Any]]) -> dict[UUID, Envelope]:
        rows = Envelope.objects.filter(kind=kind, thread_id__in=[one["thread_id"] for one in begun])
        return {row.thread_id: row for row in rows}


def yes() -> dict[str, Any]:
    """How the person's yes to a recipient is recorded."""
    return {
        "given_by": GivenBy.SELF,
        "data_classes": AGREED,
        "form": ConsentMeans.SPOKEN,
        "language": "fr",
        "text_version": "disclosure-1",
        "alternative_existed": True,
        "told_limits": True,
        "valid_until": timezone.now().date() + timedelta(days=30),
    }


def asked_of(authority_id: UUID) -> dict[str, Any]:
    """How an authority is asked, with the name alone."""
    return {
        "recipient_id": authority_id,
        "chosen": Chosen(classes=frozenset({DataClass.NAME})),
        "yes": YES,
        "lawyer": Lawyer.HAS_ONE,
    }


def make_ring(cast: Cast) -> Ring:
    """Agreements, legal bases and three services of the partner's, whose places are recorded."""
    agree(cast)
    have_basis(cast)
    let_ask(cast)
    sitting.let_meet(cast, cast.partner)
    helper = cast.partner[Role.COORDINATOR]
    one, two, three = (offer(helper, name).pk for name in ("Night beds", "Day beds", "Far beds"))
    return Ring(cast=cast, services=(one, two, three))


@dataclass(frozen=True)
class Racer:
    """A registered act, as somebody does it in a world."""

    act: Act
    ring: Ring

    def __str__(self) -> str:
        return self.act.name

    @cached_property
    def service(self) -> Callable[..., Any]:
        """The act as rooms call it."""
        found: Callable[..., Any] = getattr(import_module(self.act.module), self.act.name)
        return found

    def actor(self, world: World) -> Actor:
        """Who does it: the inbox what arrived there, the partner what is done to its enquiry, else the owner."""
        names = inspect.signature(self.service).parameters
        if self.act.name == "decide":
            return self.ring.cast.partner[Role.DECISION_MAKER]
        if self.act.name == "receive_more" and world.more_sent is not None:
            return System(organisation_id=self.ring.cast.partner.id, reason=INBOX, rooms=frozenset({ROOM}))
        if "thread_id" in names or (self.act.name == "receive_place" and world.place_sent is not None):
            return System(organisation_id=self.ring.cast.owner.id, reason=INBOX, rooms=frozenset({ROOM}))
        return self.ring.helper if {"enquiry_id", "matter_id"} & names.keys() else self.ring.lead

    def arguments(self, world: World) -> dict[str, Any] | None:
        """What it is given there; None where the world has nothing to give. Raises KeyError for a new argument."""
        today = timezone.now().date()
        ring = self.ring
        meets = {"office_id": ring.cast.partner.id, "classes": [DataClass.NAME], "yes": sitting.YES}
        of_this_act: dict[str, dict[str, Any]] = {
            "send_enquiry": {"service_id": ring.services[1]},
            "end_guardian": {"reason": GuardianEnd.REPLACED},
            "decline": {"reason": DeclineReason.NO_ROOM},
            "add_never_share": {"office_id": ring.cast.partner.id},
            "approve_without_consent": {"override_id": world.to_approve},
            "review_without_consent": {"override_id": world.to_review},
            "answer_questions": {"answers": {Question.PETS: ["no"]}},
            "export_envelope": {"envelope": world.slice_sent},
            "receive_place": {"envelope": world.place_sent},
            "follow_asking": {"thread_id": world.ask_thread_id},
            "decide": {"case_id": world.matter_case_id},
            "receive_more": {"envelope": world.more_sent, "payload": MORE},
            "follow_conference": {"thread_id": world.conference_thread_id},
            "call_member": meets,
            "seat_authority": {**meets, "office_id": ring.cast.stranger.id},
            "record_decision": {
                "office_id": ring.cast.partner.id,
                "what": Duty.BRING,
                "due_on": today + timedelta(days=3),
            },
            "end_member": {"why": SightEnd.TAKEN_OUT},
            "notify": {"said": SAID},
        }
        by_name: dict[str, Any] = {
            **{name: getattr(world, name) for name in World.__dataclass_fields__},
            **yes(),
            "reason": EraseReason.PERSON_ASKED,
            "recipient_id": ring.cast.partner.id,
            "answers": ANSWERS,
            "answer_within": timedelta(hours=4),
            "service_ids": [ring.services[2]],
            "ground": OverrideGround.DUTY_TO_REPORT,
            "kind": NeverKind.OFFICE,
            "conflict": Conflict.FOUND,
            "checked_on": today,
            "mandate": MandateKind.COURT_ORDER,
            "verified_on": today,
            "on": today,
            "upheld": False,
            "answer": WithdrawalAnswer.ERASED,
            "payload": PLACE,
            **asked_of(ring.cast.partner.id),
            "taken": AskWithdrawalAnswer.ERASED,
            "outcome": "positive",
            "reasons": "Weighed; invented.",
        }
        own = of_this_act.get(self.act.name, {})
        given = {
            name: own[name] if name in own else by_name[name]
            for name, parameter in inspect.signature(self.service).parameters.items()
            if name != "actor" and (name in own or parameter.default is inspect.Parameter.empty)
        }
        return None if None in given.values() else given

    def run(self, world: World, *, before_commit: Callable[[], object] = bool) -> str:
        """Do it in a unit of work; DONE, or the reason for which it was refused."""
        given = self.arguments(world)
        if given is None:
            return "nothing_there"
        actor = self.actor(world)
        try:
            with unit_of_work(actor):
                self.service(actor, **given)
                before_commit()
        except Refused as refused:
            return refused.reason
        return DONE

    def is_able(self, world: World) -> bool:
        """Whether it would be done in a world, tried and taken back."""
        given = self.arguments(world)
        if given is None:
            return False
        actor = self.actor(world)
        try:
            with unit_of_work(actor):
                self.service(actor, **given)
                raise _TakenBack  # noqa: TRY301 - undoes the unit of work
        except _TakenBack:
            return True
        except Refused:
            return False


class _TakenBack(Exception):
    """Nothing is kept."""


def registered() -> tuple[Act, ...]:
    """Everything that is registered; the modules of the program that register are imported first."""
    source = Path(palermo.__file__).parent
    for path in sorted(source.rglob("*.py")):
        if re.search(r"^@(?:makes|ends)\(", path.read_text("utf-8"), re.MULTILINE):
            import_module(".".join(path.relative_to(source.parent).with_suffix("").parts))
    return acts()


def racers(ring: Ring) -> list[Racer]:
    """Everybody who races: what is registered, by name."""
    return [Racer(act, ring) for act in registered()]


def meetings(ring: Ring) -> list[tuple[Racer, Racer, Stage]]:
    """Every pair of what is registered, and where they meet: where both would be done, else where one would.

    Raises LookupError for an act that no world lets be done: then a world is missing.
    """
    probes = {stage: ring.worlds(stage, 1)[0] for stage in Stage}
    able = {
        str(racer): {stage for stage, world in probes.items() if racer.is_able(world)}
        for racer in racers(ring)
    }
    if idle := [name for name, stages in able.items() if not stages]:
        raise LookupError(f"In no world can be done: {', '.join(idle)}.")
    found = []
    for one, other in combinations_with_replacement(racers(ring), 2):
        together = able[str(one)] & able[str(other)] or able[str(one)] | able[str(other)]
        found.append((one, other, min(together, key=PREFERRED.index)))
    return found


@dataclass
class Course:
    """Two threads, each with its own connection, and the barrier after the first lock."""

    watch: psycopg.Connection[Any]
    _lanes: tuple[ThreadPoolExecutor, ThreadPoolExecutor] = field(
        default_factory=lambda: (ThreadPoolExecutor(1), ThreadPoolExecutor(1))
    )
    _holder: int = 0
    _at: Halt = Halt.BEHIND_THE_LOCK
    _held: Event = field(default_factory=Event)
    _go_on: Event = field(default_factory=Event)

    def lock(self, name: str) -> None:
        """What `exchange.acts` calls in place of the lock: the lock, and for who is first a halt behind it."""
        self._real(name)
        if self._at is Halt.BEHIND_THE_LOCK:
            self._halt()

    def _halt(self) -> None:
        if get_ident() == self._holder and not self._held.is_set():
            self._held.set()
            self._go_on.wait(LONGEST_WAIT)

    _real = staticmethod(palermo.exchange.acts.one_at_a_time)

    def race(self, world: World, first: Racer, second: Racer, at: Halt) -> tuple[str, str]:
        """`first` takes its lock and halts until `second` waits for it, or is through; what became of each.

        Raises what an act raises that is no refusal, TimeoutError where one hangs.
        """
        self._at = at
        self._held.clear()
        self._go_on.clear()
        ahead = self._lanes[0].submit(self._ahead, first, world)
        self._until(lambda: self._held.is_set() or ahead.done())
        behind = self._lanes[1].submit(second.run, world)
        self._until(lambda: behind.done() or self._somebody_waits())
        self._go_on.set()
        return ahead.result(LONGEST_WAIT), behind.result(LONGEST_WAIT)

    def _ahead(self, racer: Racer, world: World) -> str:
        self._holder = get_ident()
        return racer.run(world, before_commit=self._halt if self._at is Halt.BEFORE_COMMIT else bool)

    def _until(self, come: Callable[[], bool]) -> None:
        end = monotonic() + LONGEST_WAIT
        while not come():
            if monotonic() > end:
                self._go_on.set()
                raise TimeoutError
            sleep(0.001)

    def _somebody_waits(self) -> bool:
        found = self.watch.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN"
            " (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        ).fetchone()
        return bool(found and found[0])

    def close(self) -> None:
        """Close both connections and end both threads."""
        for lane in self._lanes:
            lane.submit(lambda: connection.close()).result(LONGEST_WAIT)
            lane.shutdown()


@contextmanager
def course(watch: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Course]:
    """A course, its barrier behind the lock of every registered act."""
    made = Course(watch)
    monkeypatch.setattr(palermo.exchange.acts, "one_at_a_time", made.lock)
    try:
        yield made
    finally:
        made.close()
