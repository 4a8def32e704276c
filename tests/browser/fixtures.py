"""What the pages show while they are looked at: files, referrals in each state, flows stopped half-way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser
from tests.browser import referral_steps
from tests.browser.browser_page import Window, context_for
from tests.browser.in_thread import in_thread
from tests.protection import contact, flow
from tests.protection.conference import sitting
from tests.protection.identification import asking
from tests.support.background import until
from tests.support.begun import BEGUN
from tests.support.cast import Cast, another
from tests.support.kept_pages import marker
from tests.support.retention import closed_long_ago
from tests.support.services import offer

from palermo.desk.appointments.codes import AppointmentKind
from palermo.desk.appointments.services import make_appointment
from palermo.desk.duties.codes import Duty
from palermo.desk.duties.services import give_task
from palermo.desk.kept.services import keep_view
from palermo.desk.kept_pages.codes import How
from palermo.desk.kept_pages.services import keep_page
from palermo.desk.models import Draft
from palermo.desk.notes.codes import NoteKind
from palermo.desk.notes.services import write_note
from palermo.desk.safety.services import write_plan
from palermo.desk.shifts.services import hand_over
from palermo.directory.models import Agreement
from palermo.directory.rules import ControllerRole
from palermo.directory.services import propose
from palermo.directory.states.models import StateProfile
from palermo.directory.states.services import (
    ask_for_signature,
    begin_draft,
    digest_of,
    sign_draft,
    write_draft,
)
from palermo.exchange.models import Envelope
from palermo.kit.partial_date import PartialDate
from palermo.protection.accountability.codes import AskedFor, AuthorityKind, ClaimedBasis, ComplaintAbout
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.accountability.services.requests import record_advice, record_request
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.codes.goals import GoalArea
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.goals import record_goal
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.identification.authority.codes import Interpreted, LetterKept
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.services.taking_back import take_back_ask
from palermo.protection.identification.authority.services.telling import record_told
from palermo.protection.identification.notifying.models import Notification
from palermo.protection.identification.notifying.verbs import NotificationVerb
from palermo.protection.identification.services.decisions import decide
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.queries.look_alikes import pairs_of
from palermo.protection.need_to_know.services.joining import ask_about, say_same_person
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.protection.referral.models.changes import ArrivedChange
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.more import send_more
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.protection.referral.terms import PURPOSE
from palermo.trust.actor import Staff
from palermo.trust.basis.models import ProcessingBasis
from palermo.trust.basis.overrides import request_override
from palermo.trust.basis.rules import DataClass, LegalBasis, OverrideGround
from palermo.trust.current import record
from palermo.trust.ledger import exposure
from palermo.trust.ledger.breaches import note_breach
from palermo.trust.ledger.codes import BreachKind
from palermo.trust.ledger.models import BreachNotice
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import reveal

FLOWS = frozenset(
    {
        *(
            f"protection:{name}"
            for name in ("open_case", "open_case_step", "identity", "enquire", "find_service")
        ),
        *(f"protection:{name}" for name in ("referral_answer", "referral_identity")),
        *(
            f"protection:{name}"
            for name in ("request_add", "case_request_add", "complaint_add", "case_complaint_add")
        ),
        *("protection:ask_authority", "protection:ask_authority_again"),
        *("protection:call_member", "protection:notify"),
        *("directory:propose", "services:add", "services:change"),
    }
)
"""Addresses that name a beginning before their step."""
SENDER, RECEIVER, SENDING_LEAD, RECEIVING_LEAD, NOBODY = "sender", "receiver", "lead", "other lead", "nobody"


@dataclass
class Scene:
    """A cast, the things that addresses name, a window for each who looks, and what was begun of a flow."""

    cast: Cast
    url: str
    browser: Browser
    things: dict[str, Any] = field(default_factory=dict)
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    begun: dict[tuple[str, ...], str] = field(default_factory=dict)

    def actor(self, who: str) -> Staff | None:
        """The colleague who looks; None for a visitor."""
        match who:
            case "sender":
                return self.cast.owner[Role.CASEWORKER]
            case "receiver":
                return self.cast.partner[Role.FOCAL_POINT]
            case "lead":
                return self.cast.owner[Role.COORDINATOR]
            case "other lead":
                return self.cast.partner[Role.COORDINATOR]
            case _:
                return None

    def window(self, who: str, name: str = "") -> Window:
        """Their window; another `name` gives another window of theirs."""
        if (who, name) not in self.windows:
            context = context_for(self.browser, self.url, self.actor(who))
            self.windows[who, name] = Window(context.new_page(), self.url)
        return self.windows[who, name]

    def path(self, name: str, *arguments: str) -> str:
        """The address of a page; an argument that names a thing of the scene stands for its id."""
        named = [self.things.get(argument, argument) for argument in arguments]
        if name in FLOWS:
            named.insert(max(0, len(named) - 1), self.begun.get((name, *arguments[:1]), BEGUN))
        return reverse(name, args=named)


def set_scene(browser: Browser, url: str) -> Scene:
    """Make everything the pages need."""
    cast = referral_steps.two_offices()
    scene = Scene(cast, url, browser, _things(cast))
    _stop_half_way(scene)
    return scene


@in_thread
def _things(cast: Cast) -> dict[str, Any]:
    asker, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    file = flow.open_file(asker)
    service = offer(cast.partner[Role.COORDINATOR])
    waiting, accepted, declared, unasked = (referral_steps.sent(cast) for _number in range(4))
    disclosed, withdrawn = referral_steps.disclosed(cast), referral_steps.disclosed(cast)
    for referral in (accepted, declared, unasked):
        flow.accepted(helper, referral)
        referral_steps.wait_for_referral(cast, referral, "accepted_in_principle")
    flow.consent(asker, declared)
    with unit_of_work(asker):
        withdraw(asker, referral_id=withdrawn.pk)
        erased = flow_case(withdrawn)
        help_given = record_assistance(
            asker,
            case_id=file.case.pk,
            kind="material",
            given_on=PartialDate(2026, 11),
            note=flow.SAFE,
        )
        told = contact.met_and_told(asker, file.case)
        kept = _apart(asker, file.case)
        day = _day(asker, file.case)
        kept_view = keep_view(
            asker, room="protection", page="protection:cases", name="Tonight", query="trouble=3"
        )
        kept_page = keep_page(
            asker,
            marker=marker(asker, path="/protection/cases/", title="Record help given"),
            fields={"note": ["Half a sentence"]},
            how=How.PAUSED,
        )
        override = request_override(
            asker,
            room="protection",
            subject_id=accepted.person_id,
            recipient_id=cast.partner.id,
            ground=OverrideGround.DUTY_TO_REPORT,
            data_classes=[DataClass.SAFE_CONTACT, DataClass.NAME],
        )
    referral_steps.wait_for_enquiry(cast, withdrawn, "withdrawn")
    with unit_of_work(asker):
        record_identity(asker, person_id=disclosed.person_id, safe_contact="Only by letter, to the school")
        send_more(asker, referral_id=disclosed.pk, data_classes=[])
        record_identity(asker, person_id=disclosed.person_id, safe_contact="Only by letter, to the clinic")
    lead, other = cast.owner[Role.COORDINATOR], cast.partner[Role.COORDINATOR]
    with unit_of_work(lead):
        erase_person(lead, person_id=erased.person_id, reason="person_asked")
        live = Agreement.objects.filter(purposes=[PURPOSE]).get()
        basis = ProcessingBasis.objects.get(processing_purpose=PURPOSE)
        offered = propose(
            lead,
            partner_id=cast.partner.id,
            title="Advice by day",
            purposes=[PURPOSE],
            data_classes=flow.AGREED,
            legal_basis=LegalBasis.PUBLIC_TASK,
            own_role=ControllerRole.INDEPENDENT,
            partner_role=ControllerRole.INDEPENDENT,
            valid_from=live.valid_from,
            valid_until=live.valid_until,
        )
    with unit_of_work(other):
        package = Envelope.objects.filter(thread_id=disclosed.thread_id).first()
    rows: dict[str, Model | None] = {
        "case": file.case,
        "profile": _profile(cast),
        **_conferences(cast),
        **_asked(cast),
        "need": file.need,
        "other need": flow.open_file(asker).need,
        "look alike": _look_alike(asker, file.case),
        **_joined(asker),
        "help": help_given,
        "kept view": kept_view,
        "kept page": kept_page,
        "event": told.event,
        "interpreter": told.interpreting,
        "information": told.information,
        "erased": erased,
        "unanswered": waiting,
        "accepted": accepted,
        "agreed": declared,
        "unasked": unasked,
        "disclosed": disclosed,
        "withdrawn": withdrawn,
        "override": override,
        "agreement": live,
        "offered": offered,
        "basis": basis,
        **kept,
        **day,
        "package": package,
        "service there": service,
        "breach notice": _breach(cast, file.case),
        "notice": closed_long_ago(cast.owner.system, flow.open_file(asker).case),
    }
    things: dict[str, Any] = {name: row.pk for name, row in rows.items() if row is not None}
    things["guide"] = "caseworker"
    things["colleague"] = asker.user_id
    until(lambda: _changed_there(helper))
    return things | _received(helper, waiting=waiting, disclosed=disclosed, withdrawn=withdrawn)


def _apart(asker: Staff, case: Case) -> dict[str, Model]:
    """What stands outside the file or is hers alone: a request with advice, a complaint, a goal, a list entry."""
    today = timezone.now().date()
    record_goal(asker, case_id=case.pk, area=GoalArea.WORK, words="A stall at the weekly market")
    add_never_share(asker, case_id=case.pk, kind=NeverKind.PLACE, words="The bus station by night")
    request = record_request(
        asker,
        case_id=case.pk,
        asked_by=AuthorityKind.POLICE,
        claimed_basis=ClaimedBasis.DUTY_TO_ASSIST,
        asked_for=[AskedFor.WHEREABOUTS, AskedFor.STATEMENT],
        received_on=today,
        answer_due=today,
        asker="Duty officer, by telephone",
    )
    record_advice(asker, request_id=request.pk, adviser="Legal aid", advice="Object", advised_on=today)
    complaint = record_complaint(
        asker,
        case_id=case.pk,
        about=ComplaintAbout.SERVICE,
        words="The room was locked at night",
        received_on=today,
        answer_due=today,
    )
    return {"request": request, "complaint": complaint}


def _day(asker: Staff, case: Case) -> dict[str, Model]:
    """A note, a task, an appointment, two versions of a safety plan and a hand-over."""
    today, here = timezone.localdate(), {"room": ROOM, "file_id": case.pk}
    note = write_note(
        asker,
        **here,
        kind=NoteKind.CALL,
        text="Rang at noon. Comes on Thursday and brings the contract.",
        happened_on=PartialDate.of(today),
        hour=time(12, 5),
        third_person=True,
    )
    task = give_task(
        asker, **here, what=Duty.RING, due_on=today, to_id=asker.user_id, words="Between nine and eleven"
    )
    appointment = make_appointment(
        asker,
        **here,
        kind=AppointmentKind.DOCTOR,
        day=today,
        hour=time(10),
        place="Quay Clinic",
        goes_id=asker.user_id,
    )
    plan = write_plan(asker, **here, answers={"risk": "Somebody waits at the market"}, review_on=today)
    write_plan(
        asker,
        **here,
        answers={"where": "At the market, in the morning", "code_word": "Kestrel"},
        review_on=today,
        replaces=str(plan.pk),
    )
    shift = hand_over(
        asker, room=ROOM, since=timezone.now() - timedelta(hours=8), file_ids=[case.pk], line="Ring at nine"
    )
    return {"case note": note, "case task": task, "case appointment": appointment, "handover": shift}


def _conferences(cast: Cast) -> dict[str, Model]:
    """A conference that was held, with a member and a decision; another that is called; the seat at the receiver."""
    works, sits = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    sitting.let_meet(cast, cast.partner)
    row = sitting.called(works, flow.open_file(works).case)
    member = sitting.call_to(works, row, cast.partner, [DataClass.NAME, DataClass.NEEDS])
    until(lambda: sitting.seats_at(sits))
    decided = sitting.held(works, row, cast.partner.id)
    flow.work_off()
    return {
        "conference case": row.case,
        "conference": row,
        "called conference": sitting.called(works, row.case),
        "member": member,
        "decided": decided,
        "seat": sitting.seat_at(sits),
    }


def _asked(cast: Cast) -> dict[str, Model]:
    """Somebody presumed, an asking that was answered and told, a matter that was taken back."""
    asking.let_ask(cast)
    works, decides = cast.owner[Role.CASEWORKER], cast.partner[Role.DECISION_MAKER]
    answered, taken = (asking.ask(works, asking.presumed(works), cast.partner.id) for _number in range(2))
    until(lambda: _matter(decides, answered) and _matter(decides, taken))
    found, matter = asking.matter(decides, answered), asking.matter(decides, taken)
    with unit_of_work(decides):
        decide(decides, case_id=found.case_id, outcome="negative", reasons=asking.WHY)
    with unit_of_work(works):
        take_back_ask(works, ask_id=taken.pk)
    flow.work_off()
    until(lambda: _state(works, Ask, answered.pk) == "answered")
    until(lambda: _state(decides, Matter, matter.pk) == "withdrawn")
    with unit_of_work(works):
        record_told(
            works,
            ask_id=answered.pk,
            told_on=timezone.now().date(),
            language="fr",
            interpreted=Interpreted.INTERPRETER,
            letter_kept=LetterKept.WITH_OFFICE,
        )
    child, day = asking.presumed(works), timezone.now()
    with unit_of_work(works):
        Person.objects.filter(pk=child.person_id).update(age_band="12_17")
        notified = Notification.objects.create(
            organisation_id=works.organisation_id,
            case=answered.case,
            person=answered.person,
            recipient_id=cast.partner.id,
            code="7777-7777",
            thread_id=answered.thread_id,
            about="presumed",
            event_on=day.date(),
            due_on=day.date(),
            state="sent",
            person_says="nothing_against",
            done_at=day,
            recorded_by_id=works.user_id,
        )
        record(works, verb=NotificationVerb.SENT, object_type="case", object_id=answered.case_id)
    return {
        "presumed": asking.presumed(works),
        "decided case": answered.case,
        "decided ask": answered,
        "taken back": matter,
        "presumed child": child,
        "notified": notified,
    }


def _matter(decides: Staff, row: Ask) -> Matter | None:
    with unit_of_work(decides):
        return Matter.objects.filter(thread_id=row.thread_id).first()


def _state(actor: Staff, model: type[Model], pk: UUID) -> str:
    with unit_of_work(actor):
        return str(model._default_manager.values_list("state", flat=True).get(pk=pk))


def _profile(cast: Cast) -> StateProfile:
    """A version of the State's profile that the lead signed, and one more of the same colleague to sign."""
    writer, lead = another(cast.owner, Role.COORDINATOR, "Writer"), cast.owner[Role.COORDINATOR]
    found = []
    for days in (31, 35):
        with unit_of_work(writer):
            begin_draft(writer)
            values = {"reflection.minimum": {"count": days, "kind": "calendar"}}
            write_draft(writer, values=values, sources=dict.fromkeys(values, "Act 12 of 2020 (invented)"))
            draft = ask_for_signature(writer, valid_from=timezone.now().date())
        if not found:
            with unit_of_work(lead):
                found.append(sign_draft(lead, digest=digest_of(draft.body)))
    return found[0]


def _breach(cast: Cast, case: Case) -> BreachNotice:
    """That the case was opened on a telephone that was lost, as whoever works on it reads it."""
    works, auditor = cast.owner[Role.CASEWORKER], cast.owner[Role.AUDITOR]
    with unit_of_work(works):
        reveal(works, Case.objects.get(pk=case.pk).person, "name", "safe_contact", object_type="person")
    with unit_of_work(auditor):
        note_breach(auditor, kind=BreachKind.DEVICE_LOST, window=exposure.Window(), known_at=timezone.now())

    def found() -> BreachNotice | None:
        with unit_of_work(works):
            return BreachNotice.objects.filter(subject_id=case.person_id).first()

    until(found)
    notice = found()
    assert notice is not None
    return notice


def _changed_there(helper: Staff) -> bool:
    """Whether what was sent anew has arrived."""
    with unit_of_work(helper):
        return ArrivedChange.objects.exists()


def _received(helper: Staff, **referrals: Referral) -> dict[str, UUID]:
    """The other side's rows: enquiries as "waiting there", and its own file."""
    with unit_of_work(helper):
        rows = {name: Enquiry.objects.get(thread_id=row.thread_id) for name, row in referrals.items()}
    there: dict[str, Any] = {f"{name} there": row.pk for name, row in rows.items()}
    return there | {"file there": rows["disclosed"].case_id}


def _look_alike(asker: Staff, case: Case) -> Model | None:
    """That another file may be of the same person as the case: all files here are of one name."""
    with unit_of_work(asker):
        return pairs_of(case.organisation_id, case.person_id).order_by("id").first()


def _joined(asker: Staff) -> dict[str, Model]:
    """Two files of one person, joined, that say differently how the person is reached safely."""
    leads, other = flow.open_file(asker).case, flow.open_file(asker).case
    with unit_of_work(asker):
        record_identity(
            asker, person_id=other.person_id, safe_contact="Only the new number, never the old one"
        )
        pair = ask_about(asker, case_id=other.pk, other_case_id=leads.pk)
        return {
            "case joined": leads,
            "joining": say_same_person(asker, pair_id=pair.pk, leads_id=leads.person_id),
        }


def flow_case(referral: Referral) -> Case:
    """The case a referral began at."""
    return Case.objects.get(pk=referral.case_id)


def _stop_half_way(scene: Scene) -> None:
    """Leave each flow of a referral on its last page, so that all its pages can be opened."""
    window = scene.window(SENDER)
    window.go(scene.path("protection:case", "case"))
    referral_steps.prepare_enquiry(window, scene.cast.partner)
    scene.begun["protection:enquire", "need"] = window.path.split("/")[-3]
    window.go(scene.path("protection:referral", "accepted"))
    referral_steps.answer_yes(window)
    scene.begun["protection:referral_answer", "accepted"] = window.path.split("/")[-3]
    window.go(scene.path("protection:referral_identity", "agreed", "start"))
    referral_steps.preview_slice(window)
    scene.begun["protection:referral_identity", "agreed"] = window.path.split("/")[-3]
    scene.things["draft"] = _draft(scene.cast.owner[Role.CASEWORKER])


@in_thread
def _draft(author: Staff) -> UUID:
    """One of what was stopped half-way."""
    with unit_of_work(author):
        return Draft.objects.filter(flow="enquiry").latest("id").pk
