"""Planted words, one for each sealed column of the program, and a search that knows how bytes hide a word."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote
from uuid import UUID

from django.apps import apps
from django.utils import timezone
from tests.support.begun import BEGUN
from tests.support.kept_pages import marker

from palermo.desk.appointments.codes import AppointmentKind
from palermo.desk.appointments.services import make_appointment
from palermo.desk.drafts import SealedDraft
from palermo.desk.duties.codes import Duty
from palermo.desk.duties.services import give_task
from palermo.desk.kept.services import keep_view
from palermo.desk.kept_pages.codes import How
from palermo.desk.kept_pages.services import keep_page
from palermo.desk.notes.codes import NoteKind
from palermo.desk.notes.services import write_note
from palermo.desk.safety.services import write_plan
from palermo.desk.shifts.services import hand_over
from palermo.directory.offers.codes import ServiceKind
from palermo.directory.offers.models import Service
from palermo.directory.offers.services import Face, add_service, record_place
from palermo.kit.office_time import office_today
from palermo.kit.partial_date import PartialDate
from palermo.protection.accountability.codes import (
    AskedFor,
    AuthorityKind,
    ClaimedBasis,
    ComplaintAbout,
    ComplaintOutcome,
    RequestAnswer,
)
from palermo.protection.accountability.services.complaints import answer_complaint, record_complaint
from palermo.protection.accountability.services.requests import decide_request, record_advice, record_request
from palermo.protection.cases.codes import ROOM, AssistanceKind, CloseReason
from palermo.protection.cases.codes.arrival import Route
from palermo.protection.cases.codes.goals import GoalArea, Judgement
from palermo.protection.cases.codes.paper import PaperKind
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.services.cases import close_case, open_case, record_narrative, reopen_case
from palermo.protection.cases.services.goals import record_goal, record_judgement
from palermo.protection.cases.services.known_as import call_case
from palermo.protection.cases.services.needs import record_need
from palermo.protection.cases.services.paper import TakenOnPaper, write_paper
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.children.own_view import record_view
from palermo.protection.children.services import propose_age, record_guardian
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.first_contact.codes import (
    AsWished,
    DeclinedThing,
    Independent,
    InformationForm,
    Presence,
    Sector,
)
from palermo.protection.first_contact.services.contact import record_declines
from palermo.protection.first_contact.services.events import add_case, record_event
from palermo.protection.first_contact.services.information import record_information, record_interpreter
from palermo.protection.identification.services.decisions import ask_again, decide
from palermo.protection.identification.services.identification import record_account
from palermo.protection.identification.services.presumption import presume
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.more import send_more
from palermo.reference.persons import PlaceKind
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import DataClass
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import SealedModel

WORDS: dict[tuple[str, str], str] = {
    ("protection_person", "name"): "Zintharael Quobbwhistle",
    ("protection_person", "other_names"): "زنثرايل قبوسل",
    ("protection_person", "birth"): "1903-02-17",
    ("protection_person", "contact"): "Brindlewax Steps 77, Ovverhollow",
    ("protection_person", "safe_contact"): "Only Grumbeltine may pick up; say wexelforth",
    ("protection_case", "narrative"): "She told of the yarrowquench warehouse",
    ("protection_assistance", "note"): "Returns to the plimsorrel clinic",
    ("protection_event", "note"): "The quorlspindle farm at the end of the road",
    ("protection_information", "words"): "I may say no, as at the thrennivale house",
    ("protection_paper", "kept"): "In the blue folder behind the snirkleworth press",
    ("protection_paper", "witness"): "Nurse Umberquill of the ward",
    ("protection_account", "account"): "She remembers the quennifold bridge",
    ("protection_presumption", "who"): "Ask Officer Drabblesmith",
    ("protection_decision", "reasons"): "Because of the ostlemark letters",
    ("protection_decision", "early_why"): "Her brother Jeskovar asked for it",
    ("protection_reconsideration", "grounds"): "The tarnwhistle photographs were not seen",
    ("protection_age_decision", "age_reasons"): "A school paper of Wimbrelton",
    ("protection_guardian", "guardian_name"): "Oswyth Larkpenny",
    ("protection_guardian", "guardian_contact"): "Larkpenny Mews 12",
    ("protection_child_view", "own_words"): "Wants to stay near the hovermoss pond",
    ("desk_draft", "answers"): "Half-typed: vundlemere",
    ("desk_kept_page", "fields"): "Not sent yet: the wistrabel stairs",
    ("desk_note", "text"): "Rang from the quandlemere kiosk",
    ("desk_task", "words"): "Take the ferrowby papers along",
    ("desk_appointment", "place"): "Room 4 of the ondrelle clinic",
    ("desk_appointment", "with_whom"): "Doctor Merrowind",
    ("desk_safety_plan", "plan"): "The man of the quillbane garage",
    ("desk_handover", "line"): "Ring the owlerstane at six",
    ("directory_service_place", "address"): "Osmerqueld Row 4, the green door",
    ("directory_service_place", "staff"): "Ask for thrimblegate",
    ("directory_service_place", "security"): "Wave at the kelverdrum camera",
    ("protection_place_told", "address"): "Osmerqueld Row 4, the green door",
    ("protection_place_told", "staff"): "Ask for thrimblegate",
    ("protection_place_told", "security"): "Wave at the kelverdrum camera",
    ("protection_arrived_change", "before"): "Brindlewax Steps 77, Ovverhollow",
    ("protection_arrived_change", "now"): "Only Grumbeltine may pick up; say wexelforth",
    ("protection_never_share", "words"): "Sergeant Ombrelquist",
    ("protection_never_share", "reason"): "He is a cousin of drathmoor",
    ("protection_ask", "grounds"): "The glimmerhay witness was never heard",
    ("protection_ask", "reasons"): "The sturvenholt ledger agrees with it",
    ("protection_conference", "place"): "Over the fennimarch bakery",
    ("protection_conference", "words"): "The oswaldrake lodger must move",
    ("protection_conference", "note"): "Nobody spoke of the marrowfen sister",
    ("protection_conference_decision", "words"): "Find the quillmoss key",
    ("protection_conference_seat", "told"): "safe_contact",
    ("protection_conference_seat", "place"): "Over the fennimarch bakery",
    ("protection_conference_seat", "words"): "The oswaldrake lodger must move",
    ("protection_conference_task", "words"): "Find the quillmoss key",
    ("protection_goal", "words"): "A stall of my own in Pellurion",
    ("protection_judgement", "words"): "They laughed at my quillistan",
    ("protection_closing", "summary"): "Goes on with the farrowind house",
    ("protection_authority_request", "asker"): "Inspector Vexlobar",
    ("protection_authority_request", "asked"): "Where the woman with the trundlecap is",
    ("protection_authority_request", "adviser"): "Counsel Harpwinnow",
    ("protection_authority_request", "advice"): "The brackenseal rule protects it",
    ("protection_authority_request", "answer_words"): "Told them of the umbrelith rule",
    ("protection_complaint", "words"): "The night guard shouted skelvarrow",
    ("protection_complaint", "wish"): "A word from Mistress Talloquay",
    ("protection_complaint", "answer"): "We spoke with the grinnelfast team",
}
"""What is planted, by table and column. A sealed column that is not here fails the tests until it is."""

OPEN_WORDS: dict[tuple[str, str], str] = {
    ("protection_case", "known_as"): "Man by the ellerfosk gate",
    ("desk_kept_view", "name"): "All of the ellerfosk gate",
}
"""Planted in the columns of the walls’ register that hold words nobody seals; `OPEN_PART` is looked for."""
OPEN_PART = "ellerfosk"

PLACE = ("Osmerqueld", "thrimblegate", "kelverdrum")
"""Words of the protected face of a service."""

KNOWING = (
    "Ombrelquist",
    "drathmoor",
    "Pellurion",
    "quillistan",
    "farrowind",
    "Vexlobar",
    "trundlecap",
    "Harpwinnow",
    "brackenseal",
    "umbrelith",
    "skelvarrow",
    "Talloquay",
    "grinnelfast",
)
"""Words that stand on pages of their own, not on that of who she is."""

DAY = ("quandlemere", "ferrowby", "ondrelle", "Merrowind", "quillbane", "owlerstane")
"""Words of the working day: notes, tasks, appointments, the safety plan, the hand-over."""

CONFERENCE = ("fennimarch", "oswaldrake", "marrowfen", "quillmoss")
"""Words of a conference; all but the note go to who was called and may know what is needed."""

PARTS = (
    *CONFERENCE,
    "sturvenholt",
    "glimmerhay",
    "Zintharael",
    "Quobbwhistle",
    "زنثرايل",
    "1903-02-17",
    "17 February 1903",
    "17 Feb 1903",
    "Brindlewax",
    "Ovverhollow",
    "Grumbeltine",
    "wexelforth",
    "yarrowquench",
    "plimsorrel",
    "quennifold",
    "Drabblesmith",
    "ostlemark",
    "Jeskovar",
    "tarnwhistle",
    "Wimbrelton",
    "Larkpenny",
    "hovermoss",
    "vundlemere",
    "wistrabel",
    "quorlspindle",
    "thrennivale",
    *PLACE,
    *KNOWING,
    *DAY,
)
"""What of it is looked for: the single words, and the date as pages write it."""


@dataclass(frozen=True)
class Planted:
    """Where the words lie."""

    case: Case
    need: Need
    assistance_id: UUID
    event_id: UUID
    information_id: UUID
    interpreting_id: UUID
    decline_id: UUID
    goal_id: UUID
    request_id: UUID
    complaint_id: UUID
    day: dict[str, UUID]


def sealed_columns() -> set[tuple[str, str]]:
    """Every sealed column of the program, by table."""
    return {
        (model._meta.db_table, column)
        for model in apps.get_models()
        if issubclass(model, SealedModel)
        for column in model.sealed_columns()
    }


def plant_person(actor: Staff) -> Need:
    """Another person with the words of who she is and what she told, and her need."""
    with unit_of_work(actor):
        case = open_case(actor, age_band="18_25", gender="woman", languages=["fr"])
        record_identity(actor, person_id=case.person_id, **_person_words())
        record_narrative(actor, case_id=case.pk, narrative=WORDS["protection_case", "narrative"])
        return record_need(actor, case_id=case.pk, kind="accommodation", urgency="tonight")


def _person_words() -> dict[str, str]:
    return {column: word for (table, column), word in WORDS.items() if table == "protection_person"}


def plant(actor: Staff) -> Planted:
    """A case of the actor with every word in its place."""
    with unit_of_work(actor):
        case = open_case(actor, age_band="18_25", gender="woman", languages=["fr"])
        record_identity(actor, person_id=case.person_id, **_person_words())
        record_narrative(actor, case_id=case.pk, narrative=WORDS["protection_case", "narrative"])
        need = record_need(actor, case_id=case.pk, kind="accommodation", urgency="tonight")
        note = WORDS["protection_assistance", "note"]
        given = record_assistance(
            actor, case_id=case.pk, kind="health", given_on=PartialDate(2026, 11), note=note
        )
        event = record_event(
            actor,
            month=PartialDate(2026, 11),
            zone=PlaceKind.COUNTRYSIDE,
            route=Route.INSPECTION,
            sector=Sector.AGRICULTURE,
            note=WORDS["protection_event", "note"],
        )
        add_case(actor, event_id=event.pk, code=case.code)
        told = record_information(
            actor,
            case_id=case.pk,
            language="fr",
            form=InformationForm.READ_ALOUD,
            given_on=PartialDate(2026, 11),
            words=WORDS["protection_information", "words"],
        )
        write_paper(
            actor,
            case=case,
            kind=PaperKind.INTAKE,
            taken=TakenOnPaper(
                on=office_today(),
                version="intake-1",
                language="fr",
                kept=WORDS["protection_paper", "kept"],
                witness=WORDS["protection_paper", "witness"],
            ),
        )
        (no,) = record_declines(actor, case_id=case.pk, things=[DeclinedThing.POLICE_CONTACT])
        interprets = record_interpreter(
            actor,
            case_id=case.pk,
            language="fr",
            presence=Presence.ROOM,
            independent=Independent.YES,
            as_wished=AsWished.YES,
        )
        typed = {"safe_contact": [WORDS["desk_draft", "answers"]]}
        SealedDraft(actor, room="protection", flow="identity", object_id=case.pk, beginning=BEGUN).save(
            {"contact": typed}
        )
        fields = {"note": [WORDS["desk_kept_page", "fields"]]}
        keep_page(actor, marker=marker(actor, about=(case.pk,)), fields=fields, how=How.PAUSED)
        goal = record_goal(actor, case_id=case.pk, area=GoalArea.WORK, words=_word("goal", "words"))
        call_case(actor, case_id=case.pk, word=OPEN_WORDS["protection_case", "known_as"])
        name = f"{OPEN_WORDS['desk_kept_view', 'name']} {case.code}"
        keep_view(actor, room="protection", page="protection:cases", name=name, query="trouble=3")
        _plant_words_of_hers(actor, case)
        request_id, complaint_id = _plant_apart(actor, case)
        day = _plant_day(actor, case)
    return Planted(
        case,
        need,
        given.pk,
        event.pk,
        told.pk,
        interprets.pk,
        no.pk,
        goal.pk,
        request_id,
        complaint_id,
        day,
    )


def _word(table: str, column: str) -> str:
    return WORDS[f"protection_{table}", column]


def _plant_words_of_hers(actor: Staff, case: Case) -> None:
    add_never_share(
        actor,
        case_id=case.pk,
        kind=NeverKind.OFFICIAL,
        words=_word("never_share", "words"),
        reason=_word("never_share", "reason"),
    )
    record_judgement(
        actor,
        case_id=case.pk,
        service_kind=AssistanceKind.HEALTH,
        said=Judgement.PARTLY,
        words=_word("judgement", "words"),
    )
    close_case(actor, case_id=case.pk, reason=CloseReason.PERSON_WISHED, summary=_word("closing", "summary"))
    reopen_case(actor, case_id=case.pk)


def _plant_day(actor: Staff, case: Case) -> dict[str, UUID]:
    """A note, a task, an appointment, a safety plan and a hand-over about the case; ids of what addresses name."""
    today = timezone.localdate()
    here = {"room": ROOM, "file_id": case.pk}
    note = write_note(
        actor, **here, kind=NoteKind.CALL, text=WORDS["desk_note", "text"], happened_on=PartialDate(2026, 11)
    )
    task = give_task(
        actor,
        **here,
        what=Duty.PAPERS,
        due_on=today,
        to_id=actor.user_id,
        words=WORDS["desk_task", "words"],
    )
    appointment = make_appointment(
        actor,
        **here,
        kind=AppointmentKind.DOCTOR,
        day=today,
        place=WORDS["desk_appointment", "place"],
        with_whom=WORDS["desk_appointment", "with_whom"],
    )
    plan = {"risk": WORDS["desk_safety_plan", "plan"]}
    write_plan(actor, **here, answers=plan, review_on=today)
    shift = hand_over(
        actor, room=ROOM, since=timezone.now(), file_ids=[case.pk], line=WORDS["desk_handover", "line"]
    )
    return {"note": note.pk, "task": task.pk, "appointment": appointment.pk, "handover": shift.pk}


def _plant_apart(actor: Staff, case: Case) -> tuple[UUID, UUID]:
    """A request with its advice and a complaint: outside her file, under keys of their own."""
    today = timezone.now().date()
    asked = record_request(
        actor,
        case_id=case.pk,
        asked_by=AuthorityKind.POLICE,
        claimed_basis=ClaimedBasis.NONE_NAMED,
        asked_for=[AskedFor.WHEREABOUTS],
        received_on=today,
        asker=_word("authority_request", "asker"),
        asked=_word("authority_request", "asked"),
    )
    record_advice(
        actor,
        request_id=asked.pk,
        adviser=_word("authority_request", "adviser"),
        advice=_word("authority_request", "advice"),
        advised_on=today,
    )
    complaint = record_complaint(
        actor,
        case_id=case.pk,
        about=ComplaintAbout.OUR_OFFICE,
        words=_word("complaint", "words"),
        wish=_word("complaint", "wish"),
        received_on=today,
        answer_due=today,
    )
    return asked.pk, complaint.pk


def plant_answers(lead: Staff, planted: Planted) -> None:
    """The answers to both, by the second person they need."""
    with unit_of_work(lead):
        decide_request(
            lead,
            request_id=planted.request_id,
            answer=RequestAnswer.NOT_DISCLOSED,
            words=_word("authority_request", "answer_words"),
        )
        answer_complaint(
            lead,
            complaint_id=planted.complaint_id,
            outcome=ComplaintOutcome.PUT_RIGHT,
            answer=_word("complaint", "answer"),
        )


def plant_identification(works: Staff, decides: Staff, case: Case) -> dict[str, UUID]:
    """Every word of identification and of guardians in its place; ids of what addresses name."""
    today = timezone.now().date()
    text = {column: word for (table, column), word in WORDS.items() if table == "protection_decision"}
    with unit_of_work(works):
        account = record_account(
            works,
            case_id=case.pk,
            text=WORDS["protection_account", "account"],
            told_on=PartialDate(2026, 11),
        )
        presumption = presume(
            works,
            case_id=case.pk,
            presumed_on=today,
            responder_kind="police",
            told=["may_say_no"],
            who=WORDS["protection_presumption", "who"],
        )
        guardian = record_guardian(
            works,
            case_id=case.pk,
            name=WORDS["protection_guardian", "guardian_name"],
            contact=WORDS["protection_guardian", "guardian_contact"],
            relation="relative",
            mandate="says_so",
        )
        view = record_view(
            works,
            case_id=case.pk,
            topic="guardian",
            wish="does_not_want",
            heard_on=PartialDate(2026, 11),
            text=WORDS["protection_child_view", "own_words"],
        )
    with unit_of_work(decides):
        made = decide(decides, case_id=case.pk, outcome="negative", early_reason="safety", **text)
    with unit_of_work(works):
        ask_again(
            works,
            decision_id=made.pk,
            asked_by="person",
            asked_on=today,
            grounds=WORDS["protection_reconsideration", "grounds"],
        )
    return {
        "account": account.pk,
        "guardian": guardian.pk,
        "view": view.pk,
        "decision": made.pk,
        "presumption": presumption.pk,
    }


def plant_child(works: Staff) -> tuple[UUID, UUID]:
    """A case of somebody whose age is in doubt, and a proposal about it with its word; their ids."""
    with unit_of_work(works):
        case = open_case(works, age_band="in_doubt")
        proposal = propose_age(
            works,
            case_id=case.pk,
            age_band="18_25",
            reasons=WORDS["protection_age_decision", "age_reasons"],
        )
    return case.pk, proposal.pk


def plant_place(actor: Staff) -> Service:
    """A service of the actor's office whose protected face holds words of its own."""
    protected = {
        column: word for (table, column), word in WORDS.items() if table == "directory_service_place"
    }
    face = Face(
        name="Night beds",
        kind=ServiceKind.NIGHT_SHELTER,
        zone="XA-COAST",
        contact_point="Night desk (invented)",
    )
    with unit_of_work(actor):
        row = add_service(actor, face=face)
        record_place(actor, service_id=row.pk, **protected)
    return row


def plant_change(there: Staff, here: Staff, referral: Referral) -> None:
    """What stood in the other office's file, and what this one sent anew in its place; to be worked off."""
    with unit_of_work(there):
        person_id = Enquiry.objects.get(thread_id=referral.thread_id).person_id
        assert person_id is not None
        record_identity(there, person_id=person_id, safe_contact=WORDS["protection_arrived_change", "before"])
    with unit_of_work(here):
        send_more(here, referral_id=referral.pk, data_classes=[DataClass.NAME])


def traces(of: bytes) -> list[str]:
    """The planted words found in some bytes: as text of any case, hexadecimal, base64, in JSON, a URL or UTF-16."""
    lower = of.lower()
    return [
        part
        for part in PARTS
        if any(form in lower for form in _foldable(part)) or any(form in of for form in _in_base64(part))
    ]


def plain_traces(of: bytes) -> list[str]:
    """The planted words found as plain text; for files so large that `traces` would take minutes."""
    lower = of.lower()
    return [part for part in PARTS if part.lower().encode() in lower]


@cache
def _foldable(part: str) -> tuple[bytes, ...]:
    lower = part.lower()
    forms = {
        lower.encode(),
        lower.encode("utf-16-le"),
        part.encode().hex().encode(),
        lower.encode().hex().encode(),
        quote(part).lower().encode(),
        json.dumps(part)[1:-1].lower().encode(),
    }
    return tuple(forms)


@cache
def _in_base64(part: str) -> tuple[bytes, ...]:
    """What base64 makes of the word, wherever in three bytes it begins, without the signs its neighbours decide."""
    forms = []
    for before in range(3):
        text = b"\0" * before + part.encode()
        whole = base64.b64encode(text[: len(text) // 3 * 3])
        forms.append(whole[4 if before else 0 :])
    return tuple(forms)
