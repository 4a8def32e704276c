"""A foreign id and an unknown one are answered alike and counted as a probe: in an address, and by a service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import UUIDConverter
from django.utils import timezone
from tests.authorisation.reading import Row, read_matrix
from tests.authorisation.world import World
from tests.protection import flow
from tests.support.canaries import plant, plant_child, plant_identification

from palermo.desk.clocks import move_clock
from palermo.directory.offers.services import end_service
from palermo.directory.services import accept
from palermo.exchange.files.events import export_events
from palermo.exchange.models import Envelope
from palermo.protection.accountability.codes import ComplaintOutcome
from palermo.protection.accountability.services.complaints import answer_complaint
from palermo.protection.accountability.services.requests import record_advice
from palermo.protection.cases.codes import EraseReason, NeedState
from palermo.protection.cases.codes.goals import GoalState
from palermo.protection.cases.codes.struck import StruckWhy
from palermo.protection.cases.services.cases import assign_case, reopen_case, unassign_case
from palermo.protection.cases.services.goals import set_goal_state
from palermo.protection.cases.services.needs import set_need_state
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.children.services import answer_age, verify_mandate
from palermo.protection.file.services.striking import strike_help
from palermo.protection.first_contact.services.contact import end_decline
from palermo.protection.first_contact.services.events import add_case
from palermo.protection.first_contact.services.information import want_another_interpreter
from palermo.protection.identification.services.decisions import ask_again
from palermo.protection.need_to_know.services.never_share import end_never_share
from palermo.protection.referral.codes.questions import Question
from palermo.protection.referral.services.addresses import tell_place
from palermo.protection.referral.services.changes import see_changes, told_by_telephone
from palermo.protection.referral.services.matching import take_offer
from palermo.protection.referral.services.more import send_more
from palermo.protection.referral.services.questions import answer_questions, ask_back
from palermo.protection.referral.services.sending import send_enquiry
from palermo.trust.actor import Staff
from palermo.trust.basis.models import Consent
from palermo.trust.basis.overrides import approve_override
from palermo.trust.basis.processing import end_processing_basis
from palermo.trust.basis.services import withdraw_consent
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.services import end_role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

# --- in an address -------------------------------------------------------------------------------------------


def nested() -> dict[str, list[str]]:
    """Every address with the id of a row under that of its file; the names of all that stands in it, in order."""
    return {name: list(blanks) for name, blanks in _patterns(get_resolver().url_patterns, "")}


def _patterns(patterns: list[Any], namespace: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(
                pattern.url_patterns, f"{namespace}{pattern.namespace}:" * bool(pattern.namespace)
            )
        elif isinstance(pattern, URLPattern):
            # A beginning is no row of a file: one that nobody knows begins.
            blanks = {name: one for name, one in pattern.pattern.converters.items() if name != "beginning"}
            if sum(isinstance(blank, UUIDConverter) for blank in blanks.values()) > 1:
                yield f"{namespace}{pattern.name}", blanks


ROWS = [row for row in read_matrix() if row.name in nested()]


@pytest.fixture(scope="module")
def strangers(world: World) -> dict[str, UUID]:
    """Rows of a file of the stranger, by what the matrix calls them."""
    works, decides = world.cast.stranger[Role.CASEWORKER], world.cast.stranger[Role.DECISION_MAKER]
    leads = world.cast.stranger[Role.COORDINATOR]
    file = plant(works)
    with unit_of_work(leads):
        assign_case(leads, case_id=file.case.pk, user_id=decides.user_id)
    identified = plant_identification(works, decides, file.case)
    return {
        "case-need": file.need.pk,
        "case-help": file.assistance_id,
        "case-account": identified["account"],
        "case-presumption": identified["presumption"],
        "case-decision": identified["decision"],
        "case-view": identified["view"],
        "case-guardian": identified["guardian"],
        "child-age": plant_child(works)[1],
        "case-goal": file.goal_id,
        "case-note": file.day["note"],
        "case-task": file.day["task"],
        "case-appointment": file.day["appointment"],
        "case-decline": file.decline_id,
        "case-interpreter": file.interpreting_id,
        "case-words": file.information_id,
    }


def probes(world: World, object_id: UUID, *, office: str = "owner") -> list[LedgerEvent]:
    """What an office's ledger says was asked of an object that it could not see."""
    with unit_of_work(getattr(world.cast, office).system):
        return list(LedgerEvent.objects.filter(object_id=object_id, verb="probed").order_by("sequence"))


def test_each_nested_address_is_asked() -> None:
    assert {row.name for row in ROWS} == set(nested())


@pytest.mark.parametrize("whose", ["unknown", "stranger", "another case"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_a_row_that_is_not_of_this_file_is_not_found_and_counted_once(
    row: Row, whose: str, world: World, strangers: dict[str, UUID]
) -> None:
    file, own, *rest = world.arguments(row.subject)
    if whose == "unknown":
        asked = uuid4()
    elif whose == "stranger":
        asked = strangers.get(row.subject, uuid4())
    else:
        asked, (child_id, _age) = own, world.arguments("child-age")
        (case_id,) = world.arguments("case")
        file = case_id if file == child_id else child_id
        if row.subject == "referral-override":
            file, asked = world.arguments("referral")[0], strangers["case-need"]
    before = len(probes(world, asked))
    browser = world.browser(world.cast.owner[Role.CASEWORKER])
    url = reverse(row.name, args=[file, asked, *rest])
    answer = browser.post(url) if row.method == "POST" else browser.get(url)
    assert answer.status_code == 404
    assert len(probes(world, asked)) == before + 1


def test_a_unit_in_which_one_has_no_role_is_counted_too(world: World) -> None:
    foreign = world.cast.stranger[Role.CASEWORKER].unit_id
    browser = world.browser(world.cast.owner[Role.ANALYST])
    assert browser.post(reverse("people:switch"), {"office": str(foreign)}).status_code == 404
    assert [probe.object_type for probe in probes(world, foreign)] == ["unit"]


# --- by a service --------------------------------------------------------------------------------------------

TODAY = timezone.now().date()
Act = Callable[[Staff, UUID, World], object]

ACTS: dict[str, tuple[Role, str, Act]] = {
    "people": (Role.ADMINISTRATOR, "assignment", lambda a, i, _: end_role(a, assignment_id=i)),
    "basis": (Role.COORDINATOR, "basis", lambda a, i, _: end_processing_basis(a, basis_id=i)),
    "consent": (Role.CASEWORKER, "consent", lambda a, i, _: withdraw_consent(a, consent_id=i)),
    "override": (Role.COORDINATOR, "referral-override", lambda a, i, _: approve_override(a, override_id=i)),
    "agreement": (Role.COORDINATOR, "agreement", lambda a, i, _: accept(a, agreement_id=i)),
    "service": (Role.COORDINATOR, "service", lambda a, i, _: end_service(a, service_id=i)),
    "clock": (
        Role.CASEWORKER,
        "case",
        lambda a, i, _: move_clock(a, kind="guardian", object_id=i, due_at=timezone.now()),
    ),
    "thread": (Role.COORDINATOR, "thread", lambda a, i, _: export_events(a, thread_id=i)),
    "case": (Role.CASEWORKER, "case", lambda a, i, _: reopen_case(a, case_id=i)),
    "person": (
        Role.COORDINATOR,
        "person",
        lambda a, i, _: erase_person(a, person_id=i, reason=EraseReason.PERSON_ASKED),
    ),
    "need": (Role.CASEWORKER, "need", lambda a, i, _: set_need_state(a, need_id=i, state=NeedState.MET)),
    "help": (
        Role.CASEWORKER,
        "case-help",
        lambda a, i, _: strike_help(a, assistance_id=i, why=StruckWhy.SLIP),
    ),
    "goal": (
        Role.CASEWORKER,
        "case-goal",
        lambda a, i, _: set_goal_state(a, goal_id=i, state=GoalState.REACHED),
    ),
    "age": (Role.CASEWORKER, "child-age", lambda a, i, _: answer_age(a, decision_id=i, agreed=True)),
    "guardian": (
        Role.CASEWORKER,
        "case-guardian",
        lambda a, i, _: verify_mandate(a, guardian_id=i, mandate="court", verified_on=TODAY),
    ),
    "event": (Role.CASEWORKER, "event", lambda a, i, _: add_case(a, event_id=i, code="AB-12")),
    "decision": (
        Role.CASEWORKER,
        "case-decision",
        lambda a, i, _: ask_again(a, decision_id=i, asked_by="person", asked_on=TODAY),
    ),
    "referral": (Role.CASEWORKER, "referral", lambda a, i, _: take_offer(a, referral_id=i)),
    "enquiry": (Role.FOCAL_POINT, "enquiry", lambda a, i, _: tell_place(a, enquiry_id=i)),
    "asked back": (
        Role.FOCAL_POINT,
        "enquiry",
        lambda a, i, _: ask_back(a, enquiry_id=i, questions=[Question.PETS]),
    ),
    "answered": (
        Role.CASEWORKER,
        "referral",
        lambda a, i, _: answer_questions(a, referral_id=i, answers={Question.PETS: ["no"]}),
    ),
    "more": (Role.CASEWORKER, "referral", lambda a, i, _: send_more(a, referral_id=i, data_classes=[])),
    "told": (Role.CASEWORKER, "referral", lambda a, i, _: told_by_telephone(a, referral_id=i)),
    "changes": (Role.CASEWORKER, "case", lambda a, i, _: see_changes(a, case_id=i)),
    "asked for a need": (
        Role.CASEWORKER,
        "need",
        lambda a, i, world: send_enquiry(
            a,
            need_id=i,
            recipient_id=world.cast.partner.id,
            answers=flow.ANSWERS,
            answer_within=timedelta(days=1),
        ),
    ),
    "request": (
        Role.CASEWORKER,
        "request",
        lambda a, i, _: record_advice(a, request_id=i, adviser="A", advice="B", advised_on=TODAY),
    ),
    "complaint": (
        Role.COORDINATOR,
        "complaint",
        lambda a, i, _: answer_complaint(
            a, complaint_id=i, outcome=ComplaintOutcome.PUT_RIGHT, answer="Mended."
        ),
    ),
}
"""A service of each room that takes an id: who may do it with a row of their own, whose id stands there, the call."""


@pytest.mark.parametrize("known", [True, False], ids=["foreign", "unknown"])
@pytest.mark.parametrize("name", ACTS)
def test_a_service_refuses_a_foreign_id_and_an_unknown_one_alike_and_counts_each(
    name: str, known: bool, world: World
) -> None:
    role, subject, act = ACTS[name]
    actor, asked = world.cast.stranger[role], foreign(world, subject) if known else uuid4()
    before = len(probes(world, asked, office="stranger"))
    with unit_of_work(actor), pytest.raises(Refused, match="not_found") as raised:
        act(actor, asked, world)
    (*_, probe) = found = probes(world, asked, office="stranger")
    assert len(found) == before + 1
    assert probe.codes == {"asked": raised.value.verb}
    assert probe.actor_id == actor.user_id
    with unit_of_work(world.cast.stranger.system):
        assert not LedgerEvent.objects.filter(object_id=asked, verb="refused").exists()


def foreign(world: World, subject: str) -> UUID:
    """The id that stands last in an address of the matrix, or one of what is behind it; none of the stranger's."""
    if subject == "thread":
        with unit_of_work(world.cast.owner.system):
            return Envelope.objects.get(pk=world.arguments("package")[0]).thread_id
    if subject == "consent":
        with unit_of_work(world.cast.owner.system):
            return Consent.objects.earliest("created_at").pk
    if subject == "person":
        return world.planted.case.person_id
    return UUID(str([part for part in world.arguments(subject) if isinstance(part, UUID)][-1]))


OF_ANOTHER_CASE: dict[str, tuple[str, Callable[[Staff, UUID, UUID], object]]] = {
    "decline": ("case-decline", lambda a, case, i: end_decline(a, case_id=case, decline_id=i)),
    "interpreter": (
        "case-interpreter",
        lambda a, case, i: want_another_interpreter(a, case_id=case, interpreting_id=i),
    ),
    "entry never shared": ("case", lambda a, case, i: end_never_share(a, case_id=case, entry_id=i)),
}


@pytest.mark.parametrize("name", OF_ANOTHER_CASE)
def test_a_service_counts_a_row_of_another_case_too(name: str, world: World) -> None:
    subject, act = OF_ANOTHER_CASE[name]
    actor, asked = world.cast.owner[Role.CASEWORKER], world.arguments(subject)[-1]
    (child_id, _age) = world.arguments("child-age")
    with unit_of_work(actor), pytest.raises(Refused, match="not_found"):
        act(actor, child_id, asked)
    assert probes(world, asked)


def test_what_is_not_there_in_an_own_file_is_named_by_what_was_asked(world: World) -> None:
    leads, nobody = world.cast.owner[Role.COORDINATOR], uuid4()
    (case_id,) = world.arguments("case")
    before = probes(world, case_id)
    with unit_of_work(leads), pytest.raises(Refused, match="not_found"):
        unassign_case(leads, case_id=case_id, user_id=nobody)
    assert [probe.object_type for probe in probes(world, nobody)] == ["account"]
    assert probes(world, case_id) == before
