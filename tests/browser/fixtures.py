"""What the pages show while they are looked at: files, referrals in each state, flows stopped half-way."""

from __future__ import annotations

from dataclasses import dataclass, field
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
from tests.support.background import until
from tests.support.cast import Cast
from tests.support.retention import closed_long_ago
from tests.support.services import offer

from palermo.desk.kept.services import keep_view
from palermo.directory.models import Agreement
from palermo.directory.rules import ControllerRole
from palermo.directory.services import propose
from palermo.exchange.models import Envelope
from palermo.kit.partial_date import PartialDate
from palermo.protection.accountability.codes import AskedFor, AuthorityKind, ClaimedBasis, ComplaintAbout
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.accountability.services.requests import record_advice, record_request
from palermo.protection.cases.codes.goals import GoalArea
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.services.goals import record_goal
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.protection.file.services.assistance import record_assistance
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
from palermo.trust.ledger import exposure
from palermo.trust.ledger.breaches import note_breach
from palermo.trust.ledger.codes import BreachKind
from palermo.trust.ledger.models import BreachNotice
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import reveal

SENDER, RECEIVER, SENDING_LEAD, RECEIVING_LEAD, NOBODY = "sender", "receiver", "lead", "other lead", "nobody"


@dataclass
class Scene:
    """A cast, the things that addresses name, and a window for each who looks."""

    cast: Cast
    url: str
    browser: Browser
    things: dict[str, Any] = field(default_factory=dict)
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)

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
        return reverse(name, args=[self.things.get(argument, argument) for argument in arguments])


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
        kept_view = keep_view(
            asker, room="protection", page="protection:cases", name="Tonight", query="trouble=3"
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
        live = Agreement.objects.get()
        basis = ProcessingBasis.objects.get()
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
        "need": file.need,
        "other need": flow.open_file(asker).need,
        "look alike": _look_alike(asker, file.case),
        **_joined(asker),
        "help": help_given,
        "kept view": kept_view,
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
    window.go(scene.path("protection:referral", "accepted"))
    referral_steps.answer_yes(window)
    window.go(scene.path("protection:referral_identity", "agreed", "start"))
    referral_steps.preview_slice(window)
