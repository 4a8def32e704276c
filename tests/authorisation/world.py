"""The objects the matrix puts into addresses: one of each kind, owned by the first office of the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.conference import sitting
from tests.protection.identification import asking
from tests.support.begun import BEGUN
from tests.support.canaries import (
    WORDS,
    Planted,
    plant,
    plant_answers,
    plant_change,
    plant_child,
    plant_identification,
    plant_person,
    plant_place,
    traces,
)
from tests.support.cast import Cast, make_cast, signed_in
from tests.support.retention import notice_about

from palermo.desk.kept.services import keep_view
from palermo.desk.kept_pages.models import KeptPage
from palermo.desk.models import Draft
from palermo.directory.states.services import (
    ask_for_signature,
    begin_draft,
    digest_of,
    sign_draft,
    write_draft,
)
from palermo.exchange.models import Envelope
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.cases import assign_case, open_case
from palermo.protection.conference.services.holding import write_note
from palermo.protection.identification.authority.codes import Interpreted, LetterKept
from palermo.protection.identification.authority.services.asking import Again
from palermo.protection.identification.authority.services.taking_back import take_back_ask
from palermo.protection.identification.authority.services.telling import record_told
from palermo.protection.identification.codes import AskedBy
from palermo.protection.identification.notifying.codes import (
    NotDue,
    NotificationState,
    NotifiedAbout,
)
from palermo.protection.identification.notifying.models import Notification
from palermo.protection.identification.notifying.verbs import NotificationVerb
from palermo.protection.identification.services.decisions import decide
from palermo.protection.need_to_know.models import LookAlike
from palermo.protection.need_to_know.services.joining import ask_about, say_same_person
from palermo.protection.referral.services.addresses import tell_place
from palermo.protection.referral.terms import PURPOSE
from palermo.trust.actor import Actor, Staff
from palermo.trust.basis.models import ProcessingBasis
from palermo.trust.basis.overrides import request_override
from palermo.trust.basis.rules import DataClass, OverrideGround
from palermo.trust.current import UnitOfWork, record
from palermo.trust.ledger.breaches import note_breach
from palermo.trust.ledger.codes import BreachKind
from palermo.trust.ledger.exposure import Window
from palermo.trust.ledger.models import BreachNotice
from palermo.trust.mandates import Mandate, Role
from palermo.trust.people import middleware
from palermo.trust.people.models import RoleAssignment, Unit, User
from palermo.trust.people.services import invite_colleague, prove_address
from palermo.trust.people.services.invitations import Way
from palermo.trust.unit_of_work import unit_of_work

WITH_THE_RIGHT = {
    ("own", Role.COORDINATOR),
    ("own", Role.CASEWORKER),
    ("partner", Role.COORDINATOR),
    ("partner", Role.FOCAL_POINT),
}
"""Who works on the planted file, and after the person's yes who answers for it in the other office."""

READS_TO_DECIDE = {
    ("own", Role.DECISION_MAKER, f"protection:{name}")
    for name in ("account", "presumption", "decision", "age_answer", "asking")
}
"""Sealed texts that a decision-maker reads in a case assigned to them: what was told, and reasons."""

NOT_FOLLOWED = ("/leave/", "/account/logout/", "/static/", "/partnership/", "/rights/")
"""Addresses that end the visit, and the rooms whose pages are the same for everybody."""
ONLOOKERS = {
    "a caseworker of a stranger office": ("stranger", Role.CASEWORKER),
    "a coordinator of a stranger office": ("stranger", Role.COORDINATOR),
    "the office's own analyst": ("owner", Role.ANALYST),
    "the office's own administrator": ("owner", Role.ADMINISTRATOR),
    "the office's own police officer": ("owner", Role.POLICE_OFFICER),
    "the operator of the installation": ("owner", Role.OPERATOR),
}
"""Who has no right to the planted file, and to which office of the cast they belong."""


def canaries_in(answer: HttpResponse) -> list[str]:
    """The planted words in an answer: status line, headers, cookies and page."""
    told = [
        answer.reason_phrase,
        *(f"{name}: {value}" for name, value in answer.items()),
        answer.cookies.output(),
    ]
    return traces("\n".join(told).encode() + b"\n" + bytes(answer.content))


@dataclass
class World:
    """The cast, what they made, and a browser for each of them."""

    cast: Cast
    subjects: dict[str, list[Any]]
    planted: Planted
    browsers: dict[UUID, Client] = field(default_factory=dict)
    nobody: Client = field(default_factory=Client)

    def browser(self, actor: Staff | None = None) -> Client:
        """A browser in which this colleague is signed in, or nobody; what it does to its cookies is its own affair.

        Each colleague signs in once, and all browsers are answered by one chain of middleware.
        """
        browser = Client()
        browser.handler = self.nobody.handler
        if actor is not None:
            if actor.user_id not in self.browsers:
                self.browsers[actor.user_id] = signed_in(actor)
            browser.cookies = deepcopy(self.browsers[actor.user_id].cookies)
        return browser

    def arguments(self, subject: str) -> list[Any]:
        """What stands in the address for a subject of the matrix ("-" for nothing)."""
        return self.subjects[subject]

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Requests inside commit nothing, so that each row of the matrix finds the world as it was."""
        opened: Callable[[Actor], Any] = unit_of_work

        @contextmanager
        def rolled_back(actor: Actor) -> Iterator[UnitOfWork]:
            with opened(actor) as work:
                yield work
                work.fail()

        with patch.object(middleware, "unit_of_work", rolled_back):
            yield


def build_world() -> World:
    """An agreement, a case with planted words, one referral whose identity was sent and one that waits, an override."""
    cast = make_cast()
    agreement_id = flow.agree(cast)
    flow.have_basis(cast)
    asker, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    file = plant(asker)
    plant_answers(cast.owner[Role.COORDINATOR], file)
    with unit_of_work(cast.owner[Role.COORDINATOR]) as work:
        assign_case(work.actor, case_id=file.case.pk, user_id=cast.owner[Role.DECISION_MAKER].user_id)
    plant_person(asker)  # of the same name
    with unit_of_work(asker):
        alike = LookAlike.objects.get(other_id=file.case.person_id)
        code_only = open_case(asker)
        pair = ask_about(asker, case_id=code_only.pk, other_case_id=file.case.pk)
        joining = say_same_person(asker, pair_id=pair.pk, leads_id=file.case.person_id)
    identified = plant_identification(asker, cast.owner[Role.DECISION_MAKER], file.case)
    asked = plant_asked(cast, file.case)
    child_id, age_id = plant_child(asker)
    with unit_of_work(cast.owner[Role.COORDINATOR]) as work:
        assign_case(work.actor, case_id=child_id, user_id=cast.owner[Role.DECISION_MAKER].user_id)
    plant_place(cast.owner[Role.COORDINATOR])
    place = plant_place(cast.partner[Role.COORDINATOR])
    waiting = flow.enquire(asker, file.need, cast.partner.id)
    referral = flow.enquire(asker, file.need, cast.partner.id, service_id=place.pk)
    enquiry = flow.accepted(helper, referral)
    with unit_of_work(asker):
        override = request_override(
            asker,
            room="protection",
            subject_id=referral.person_id,
            recipient_id=cast.partner.id,
            ground=OverrideGround.COURT_ORDER,
            data_classes=[DataClass.SAFE_CONTACT],
        )
    with unit_of_work(helper):
        tell_place(helper, enquiry_id=enquiry.pk)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    plant_change(helper, asker, referral)
    flow.work_off()
    with unit_of_work(asker):
        kept_view = keep_view(
            asker, room="protection", page="protection:cases", name="Mine", query="trouble=3"
        )
        kept_page = KeptPage.objects.get()
        envelope = Envelope.objects.get(kind="identity_slice")
        draft = Draft.objects.get(flow="identity", object_id=file.case.pk)
        basis = ProcessingBasis.objects.get(processing_purpose=PURPOSE)
    case_id = file.case.pk
    breach_id, notice_id = plant_breach(cast.owner[Role.AUDITOR], file.case)
    subjects: dict[str, list[Any]] = {
        "-": [],
        "step": [BEGUN, "start"],
        "begun": [BEGUN],
        "paper": ["intake", "ar"],
        "number": ["open"],
        "agreement": [agreement_id],
        "profile": [plant_profile(cast.owner[Role.COORDINATOR], cast.owner[Role.ADMINISTRATOR])],
        "part": ["days"],
        "basis": [basis.pk],
        "package": [envelope.pk],
        "service": [place.pk],
        "service-step": [place.pk, BEGUN, "start"],
        "case": [case_id],
        "kept-view": [kept_view.pk],
        "kept-page": [kept_page.pk],
        "draft": [draft.pk],
        "notice": [notice_about(cast.owner.system, file.case.person_id).pk],
        "case-step": [case_id, BEGUN, "contact"],
        "case-alike": [case_id, alike.pk],
        "case-joined": [case_id, joining.pk],
        "case-need": [case_id, file.need.pk],
        "case-help": [case_id, file.assistance_id],
        "case-start": [case_id, BEGUN, "start"],
        "case-account": [case_id, identified["account"]],
        "case-presumption": [case_id, identified["presumption"]],
        "case-pause": [case_id, "pause"],
        "case-decision": [case_id, identified["decision"]],
        "case-ask": [case_id, asked["answered"]],
        **plant_conference(cast, file.case),
        "case-again": [case_id, asked["again"]],
        "ask-start": [asked["answered"], "start"],
        "case-notification": [case_id, plant_not_due(asker, file.case)],
        "matter": [asked["matter"]],
        "taken-back": [asked["taken_back"]],
        "case-question": [case_id, "view"],
        "case-view": [case_id, identified["view"]],
        "case-guardian": [case_id, identified["guardian"], "verify"],
        "child-age": [child_id, age_id],
        "need": [file.need.pk],
        "case-goal": [case_id, file.goal_id],
        "case-paper": [case_id, "en"],
        "case-note": [case_id, file.day["note"]],
        "case-task": [case_id, file.day["task"]],
        "case-appointment": [case_id, file.day["appointment"]],
        "handover": [file.day["handover"]],
        "request": [file.request_id],
        "complaint": [file.complaint_id],
        "breach": [breach_id],
        "switch": ["enquiries"],
        "case-breach": [case_id, notice_id],
        "need-step": [file.need.pk, BEGUN, "start"],
        "referral": [referral.pk],
        "referral-step": [referral.pk, BEGUN, "start"],
        "referral-override": [referral.pk, override.pk],
        "waiting": [waiting.pk],
        "thing": ["with_others", waiting.pk],
        "enquiry": [enquiry.pk],
        "case-decline": [case_id, file.decline_id],
        "case-interpreter": [case_id, file.interpreting_id],
        "case-words": [case_id, file.information_id],
        "event": [file.event_id],
        "language": ["fr"],
        "guide": ["caseworker"],
        "language-version": ["fr", 1],
        "new-enquiry": [flow.received(helper, waiting).pk],
        "state": ["ALB"],
        "reset": ["1", "set-password"],
        "colleague": [cast.owner[Role.ANALYST].user_id],
        "assignment": [_assignment(cast.owner[Role.ANALYST])],
        "invitation": [_offer(cast.owner[Role.ADMINISTRATOR], "nobody.yet@owner.example")],
        "offered": [_offer_to(cast.owner[Role.CASEWORKER], cast.partner[Role.ADMINISTRATOR])],
        "mailed": ["none"],
    }
    return World(cast=cast, subjects=subjects, planted=file)


def _offer(administrator: Staff, email: str) -> UUID:
    """A role in an assistance unit, offered to the address with a code."""
    with unit_of_work(administrator):
        unit = Unit.objects.get(organisation_id=administrator.organisation_id, mandate=Mandate.ASSISTANCE)
        offered = invite_colleague(
            administrator,
            email=email,
            full_name="Nobody Yet",
            unit_id=unit.pk,
            role=Role.CASEWORKER,
            valid_from=timezone.now().date(),
            way=Way.CODE,
        )
    return offered.invitation.pk


def _offer_to(colleague: Staff, administrator: Staff) -> UUID:
    """The same for a colleague of another office, whose address is proved."""
    with unit_of_work(colleague):
        prove_address(colleague, user_id=colleague.user_id)
        email = User.objects.get(pk=colleague.user_id).email
    return _offer(administrator, email)


def plant_conference(cast: Cast, case: Case) -> dict[str, list[Any]]:
    """A conference that was held, with a member, decisions on both sides and a note; the seat at the partner."""
    works, sits = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    words = {column: WORDS["protection_conference", column] for column in ("place", "words")}
    sitting.let_meet(cast, cast.partner)
    row = sitting.called(works, case, **words)
    member = sitting.call_to(works, row, cast.partner, [DataClass.NEEDS])
    decided = sitting.held(
        works, row, cast.partner.id, words=WORDS["protection_conference_decision", "words"]
    )
    with unit_of_work(works):
        write_note(works, conference_id=row.pk, text=WORDS["protection_conference", "note"])
    flow.work_off()
    return {
        "conference": [row.pk],
        "conference-start": [row.pk, BEGUN, "start"],
        "conference-to": [row.pk, "closed"],
        "conference-member": [member.pk],
        "decided": [decided.pk],
        "seat": [sitting.seat_at(sits).pk],
    }


def plant_asked(cast: Cast, case: Case) -> dict[str, UUID]:
    """An asking that was answered and told, another of the same case that waits, and one that was taken back."""
    asking.let_ask(cast)
    works, decides = cast.owner[Role.CASEWORKER], cast.partner[Role.DECISION_MAKER]
    answered = asking.ask(works, case, cast.partner.id, classes=frozenset())
    found = asking.matter(decides, answered)
    with unit_of_work(decides):
        decide(
            decides,
            case_id=found.case_id,
            outcome="negative",
            reasons=WORDS["protection_ask", "reasons"],
            early_reason="safety",
            early_why="Invented",
        )
    flow.work_off()
    with unit_of_work(works):
        record_told(
            works,
            ask_id=answered.pk,
            told_on=timezone.now().date(),
            language="fr",
            interpreted=Interpreted.INTERPRETER,
            letter_kept=LetterKept.WITH_OFFICE,
        )
    again = asking.ask(
        works,
        case,
        cast.partner.id,
        classes=frozenset({DataClass.ACCOUNT}),
        again=Again(
            about_id=answered.pk, asked_by=AskedBy.PERSON, grounds=WORDS["protection_ask", "grounds"]
        ),
    )
    taken = asking.ask(works, asking.presumed(works), cast.partner.id, classes=frozenset())
    with unit_of_work(works):
        take_back_ask(works, ask_id=taken.pk)
    flow.work_off()
    return {
        "answered": answered.pk,
        "again": again.pk,
        "matter": found.pk,
        "taken_back": asking.matter(decides, taken).pk,
    }


def plant_not_due(actor: Staff, case: Case) -> UUID:
    """That nothing is notified of the case."""
    day = timezone.now()
    with unit_of_work(actor):
        row = Notification.objects.create(
            organisation_id=case.organisation_id,
            case=case,
            person=case.person,
            about=NotifiedAbout.PRESUMED,
            event_on=day.date(),
            due_on=day.date(),
            state=NotificationState.NOT_DUE,
            reason=NotDue.OUTSIDE,
            done_at=day,
            recorded_by_id=actor.user_id,
        )
        record(actor, verb=NotificationVerb.NOT_DUE, object_type="case", object_id=case.pk)
    return row.pk


def plant_profile(writer: Staff, second: Staff) -> UUID:
    """A signed version of the State's profile, and one that waits for its signature."""
    values = {"reflection.minimum": {"count": 31, "kind": "calendar"}}
    signed = None
    for _number in range(2):
        with unit_of_work(writer):
            begin_draft(writer)
            write_draft(writer, values=values, sources={})
            draft = ask_for_signature(writer, valid_from=timezone.now().date())
        if signed is None:
            with unit_of_work(second):
                signed = sign_draft(second, digest=digest_of(draft.body))
    assert signed is not None
    return signed.pk


def plant_breach(auditor: Staff, case: Case) -> tuple[UUID, UUID]:
    """A breach over all that was done so far, and that it concerns the person of the case."""
    with unit_of_work(auditor):
        breach = note_breach(auditor, kind=BreachKind.OTHER, window=Window(), known_at=timezone.now())
    flow.work_off()
    with unit_of_work(auditor):
        return breach.pk, BreachNotice.objects.get(breach=breach, subject_id=case.person_id).pk


def _assignment(colleague: Staff) -> UUID:
    with unit_of_work(colleague):
        return RoleAssignment.objects.get(user_id=colleague.user_id).pk
