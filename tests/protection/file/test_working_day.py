"""The day around a case: notes, tasks, appointments, safety plan, and the hand-over at the end of a shift."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url, verbs
from tests.support.cast import Cast, signed_in

from palermo.desk.appointments.codes import AppointmentKind, AppointmentState
from palermo.desk.appointments.models import Appointment
from palermo.desk.appointments.services import make_appointment, move_appointment, settle_appointment
from palermo.desk.duties.codes import Duty, TaskState
from palermo.desk.duties.models import Task
from palermo.desk.duties.services import give_task, pass_on, say_task
from palermo.desk.notes.codes import NoteKind, StrikeReason
from palermo.desk.notes.models import Note
from palermo.desk.notes.policies import NOTES, NoteAction
from palermo.desk.notes.services import strike_note, write_note
from palermo.desk.notices.codes import NoticeKind
from palermo.desk.notices.registry import things
from palermo.desk.safety.models import SafetyPlan
from palermo.desk.safety.services import answers_of, write_plan
from palermo.desk.shifts.models import Handover
from palermo.desk.shifts.services import forget_handovers, hand_over
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import assign_case
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.file.queries.shift import last_at, next_morning
from palermo.protection.need_to_know.queries.access_log import Read, access_log
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.open_work import open_work
from palermo.trust.service import Refused
from palermo.trust.today import TodayItem, count_waiting, lists, read
from palermo.trust.unit_of_work import unit_of_work


def refused(act: Callable[[], object]) -> str:
    """The reason for which an act in the running unit of work is refused."""
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


TEXT = "She rang from the quandlemere kiosk"
WORDS = "Take the ferrowby papers along"


def a_note(actor: Staff, case: Case, **said: Any) -> Note:
    told: dict[str, Any] = {
        "kind": NoteKind.CALL,
        "text": TEXT,
        "happened_on": PartialDate.of(timezone.localdate()),
    }
    with unit_of_work(actor):
        return write_note(actor, room=ROOM, file_id=case.pk, **{**told, **said})


def a_task(actor: Staff, case: Case, to: Staff, *, days: int = 0) -> Task:
    with unit_of_work(actor):
        return give_task(
            actor,
            room=ROOM,
            file_id=case.pk,
            what=Duty.PAPERS,
            due_on=timezone.localdate() + timedelta(days=days),
            to_id=to.user_id,
            words=WORDS,
        )


def an_appointment(
    actor: Staff, case: Case, *, days: int = 0, goes: Staff | None = None, **told: Any
) -> Appointment:
    with unit_of_work(actor):
        return make_appointment(
            actor,
            room=ROOM,
            file_id=case.pk,
            kind=AppointmentKind.DOCTOR,
            day=timezone.localdate() + timedelta(days=days),
            goes_id=goes.user_id if goes else None,
            **told,
        )


def shared_with(cast: Cast, case: Case, role: Role) -> Staff:
    """A colleague whom the coordinator lets work on the case."""
    lead, other = cast.owner[Role.COORDINATOR], cast.owner[role]
    with unit_of_work(lead):
        assign_case(lead, case_id=case.pk, user_id=other.user_id)
    return other


def standing(actor: Staff, *, ahead: bool = False) -> list[TodayItem]:
    """What stands on the actor's Today of the working day, in the day or beside it."""
    names = [
        "protection.tasks",
        "protection.tasks_given",
        "protection.appointments",
        "protection.safety",
        "protection.shifts",
    ]
    with unit_of_work(actor):
        return read([one for one in lists(actor, now=timezone.now(), names=names) if one.ahead is ahead])


def test_a_note_is_written_in_one_page_and_read_in_the_history_and_its_list(
    browser: Client, works: Staff
) -> None:
    case = flow.open_file(works).case
    page = text_of(browser.get(url("case", case.pk)))
    assert url("add_note", case.pk) in page
    form = text_of(browser.get(url("add_note", case.pk)))
    assert "The person may ask to read this, and a court may order it to be shown." in form
    sent = {"kind": "call", "text": TEXT, "third_person": "on", "hour": "01.20"}
    answer = browser.post(url("add_note", case.pk), sent, follow=True)
    shown = text_of(answer)
    assert "The note is kept and sealed." in shown
    assert TEXT in shown[shown.index('id="history"') :]
    listed = text_of(browser.get(url("notes", case.pk)))
    for words in (TEXT, "Note of a call", "Concerns somebody else too"):
        assert words in listed
    with unit_of_work(works):
        row = Note.objects.get()
        assert (row.hour, row.third_person, row.subject_id, row.room) == (
            time(1, 20),
            True,
            case.person_id,
            ROOM,
        )
        assert TEXT.encode() not in bytes(row.text)
        assert all(TEXT not in str(event.codes) for event in LedgerEvent.objects.all())


def test_an_hour_that_is_none_and_an_empty_text_are_said_and_what_was_typed_stays(
    browser: Client, works: Staff
) -> None:
    case = flow.open_file(works).case
    page = text_of(browser.post(url("add_note", case.pk), {"kind": "call", "text": TEXT, "hour": "25"}))
    assert "Enter the hour with figures" in page
    assert TEXT in page
    with unit_of_work(works):
        assert not Note.objects.exists()
        assert (
            refused(
                lambda: write_note(
                    works,
                    room=ROOM,
                    file_id=case.pk,
                    kind=NoteKind.CALL,
                    text=" ",
                    happened_on=PartialDate(2026),
                )
            )
            == "no_words"
        )


def test_a_day_that_is_partly_known_stays_so_and_takes_no_hour(works: Staff) -> None:
    case = flow.open_file(works).case
    row = a_note(works, case, happened_on=PartialDate(2026, 10), hour=time(9))
    assert (row.happened_on, row.hour) == ("2026-10", None)


def test_opening_the_case_records_one_look_at_its_notes_and_tasks_for_the_person(
    browser: Client, works: Staff
) -> None:
    case = flow.open_file(works).case
    a_note(works, case)
    a_note(works, case, text="A second quandlemere word")
    a_task(works, case, works)
    before = verbs(works, case.person_id).count("revealed")
    browser.get(url("case", case.pk))
    with unit_of_work(works):
        looks = LedgerEvent.objects.filter(object_id=case.person_id, verb="revealed").order_by("sequence")
        columns = [look.codes["columns"] for look in looks][before:]
        read_of = {sight.read for sight in access_log(works, Person.objects.get(pk=case.person_id))}
    assert sorted(columns) == ["notes", "safe_contact", "tasks"]
    assert {Read.WHAT_WAS_TOLD, Read.WORKING_DAY} <= read_of


def test_a_note_in_error_is_struck_out_by_its_author_or_who_leads_and_stays_readable(
    cast: Cast, works: Staff
) -> None:
    case = flow.open_file(works).case
    other, lead = shared_with(cast, case, Role.FOCAL_POINT), cast.owner[Role.COORDINATOR]
    first, second = a_note(works, case), a_note(works, case)
    with unit_of_work(other):
        assert NOTES.may(other, NoteAction.READ, first).allowed
        assert (
            refused(lambda: strike_note(other, note_id=first.pk, why=StrikeReason.TWICE)) == "not_the_author"
        )
    with unit_of_work(lead):
        strike_note(lead, note_id=first.pk, why=StrikeReason.WRONG_FILE)
    browser = signed_in(works)
    assert browser.get(url("strike_note", case.pk, second.pk)).status_code == 200
    answer = browser.post(url("strike_note", case.pk, second.pk), {"why": "twice"}, follow=True)
    page = text_of(answer)
    assert page.count(f"<s><bdi>{TEXT}</bdi></s>") == 2
    assert "It stands here twice" in page
    with unit_of_work(works):
        assert (
            refused(lambda: strike_note(works, note_id=second.pk, why=StrikeReason.TWICE)) == "struck_already"
        )
    for name in ("case", "history"):
        page = text_of(browser.get(url(name, case.pk)))
        history = page[page.index('id="history"') :]
        assert history.count(f"<s><bdi>{TEXT}</bdi></s>") == 2, name
        assert "Entered in error: It stands here twice" in history, name
        assert "Entered in error: It belongs to another file" in history, name
        assert history.count("Note struck out as entered in error") == 2, name


def test_what_happened_before_it_was_written_stands_by_the_hour_of_writing_and_says_its_day(
    cast: Cast, browser: Client, works: Staff
) -> None:
    case = flow.open_file(works).case
    a_note(works, case, happened_on=PartialDate(2026, 10), kind=NoteKind.VISIT)
    a_note(works, case, happened_on=PartialDate(2026, 10, 3), hour=time(9, 30), third_person=True)
    a_note(works, case)
    task = a_task(works, case, works)
    visit = an_appointment(works, case)
    with unit_of_work(works):
        say_task(works, task_id=task.pk, state=TaskState.ERROR)
        settle_appointment(works, appointment_id=visit.pk, state=AppointmentState.MISSED)
    page = text_of(browser.get(url("history", case.pk) + "?kind=day"))
    history = page[page.index('<ol class="history">') : page.index("</ol>")]
    lines = [
        " ".join(re.sub("<[^>]+>", " ", line).split()) for line in history.split('<div class="what">')[1:]
    ]
    told = (
        "Appointment missed: Doctor",
        "Task entered in error: See to papers",
        "Appointment made: Doctor",
        "Task for",
        f"Note of a call {TEXT}",
        f"Note of a call Concerns somebody else too {TEXT} Happened on 3 Oct 2026, 09:30",
        f"Note of a visit {TEXT} Happened on Oct 2026",
    )
    assert len(lines) == len(told)
    for line, words in zip(lines, told, strict=True):
        assert line.startswith(words)
    assert "Entered in error" in lines[3] and "Happened" not in lines[4]
    assert "Oct 2026" not in " ".join(re.findall('class="history-day">([^<]*)<', history))


def test_the_history_shows_no_act_of_the_working_day_to_who_may_not_read_it(cast: Cast, works: Staff) -> None:
    case = flow.open_file(works).case
    a_note(works, case)
    a_task(works, case, works)
    lead, decides = cast.owner[Role.COORDINATOR], cast.owner[Role.DECISION_MAKER]
    with unit_of_work(lead):
        assign_case(lead, case_id=case.pk, user_id=decides.user_id)
    for name in ("case", "history"):
        page = text_of(signed_in(decides).get(url(name, case.pk)))
        assert not any(words in page for words in (TEXT, "Note of a call", "Task for")), name


def test_reading_notes_in_the_history_is_one_look_and_a_page_without_any_is_none(
    browser: Client, works: Staff
) -> None:
    case = flow.open_file(works).case
    a_note(works, case)
    a_task(works, case, works)
    for query, expected in (("?kind=day", ["notes", "safe_contact"]), ("?kind=help", ["safe_contact"])):
        before = verbs(works, case.person_id).count("revealed")
        browser.get(url("history", case.pk) + query)
        with unit_of_work(works):
            looks = LedgerEvent.objects.filter(object_id=case.person_id, verb="revealed").order_by("sequence")
            assert sorted(look.codes["columns"] for look in looks[before:]) == expected


def test_a_task_stands_on_today_of_whose_it_is_until_it_is_done(
    browser: Client, cast: Cast, works: Staff
) -> None:
    case = flow.open_file(works).case
    other = shared_with(cast, case, Role.FOCAL_POINT)
    sent = {"what": "papers", "words": WORDS, "colleague": str(works.user_id)}
    today = timezone.localdate()
    day = {"day_day": today.day, "day_month": today.month, "day_year": today.year}
    browser.post(url("add_task", case.pk), {**sent, **day})
    a_task(works, case, works, days=3)
    (mine,) = standing(works)
    assert (str(mine.title), mine.file) == ("See to papers", case.pk)
    assert [item.due.date() for item in standing(works, ahead=True) if item.due] == [
        today + timedelta(days=3)
    ]
    assert standing(other) == []
    panel = text_of(browser.get(url("case", case.pk)))
    assert WORDS in panel
    browser.post(url("task", case.pk, mine.subject), {"act": "done"})
    assert standing(works) == []
    with unit_of_work(works):
        assert refused(lambda: say_task(works, task_id=mine.subject, state=TaskState.DONE)) == "stands_so"
        say_task(works, task_id=mine.subject, state=TaskState.OPEN)
    assert len(standing(works)) == 1


def test_a_task_given_by_a_colleague_waits_for_whoever_it_is_and_is_mailed(cast: Cast, works: Staff) -> None:
    case = flow.open_file(works).case
    other = shared_with(cast, case, Role.FOCAL_POINT)
    now = timezone.now()
    with unit_of_work(other):
        before = count_waiting(other, now)
    row = a_task(works, case, other, days=2)
    with unit_of_work(other):
        assert count_waiting(other, now) == before + 1
        assert list(things(other, [NoticeKind.TASKS], now=now).values()) == [url("task", case.pk, row.pk)]
    (item,) = standing(other)
    assert item.waits
    with unit_of_work(other):
        pass_on(other, task_id=row.pk, to_id=works.user_id)
    assert standing(other) == []
    assert len(standing(works)) == 1


def test_a_task_goes_to_nobody_who_does_not_work_on_the_case(cast: Cast, works: Staff) -> None:
    case = flow.open_file(works).case
    for role in (Role.FOCAL_POINT, Role.DECISION_MAKER, Role.ANALYST):
        with unit_of_work(works):
            assert (
                refused(
                    lambda to=cast.owner[role].user_id: give_task(
                        works,
                        room=ROOM,
                        file_id=case.pk,
                        what=Duty.RING,
                        due_on=timezone.localdate(),
                        to_id=to,
                    )
                )
                == "not_on_the_file"
            )


def test_what_a_colleague_who_leaves_had_to_do_goes_to_somebody_of_the_case(cast: Cast, works: Staff) -> None:
    case = flow.open_file(works).case
    lead, other = cast.owner[Role.COORDINATOR], shared_with(cast, case, Role.FOCAL_POINT)
    a_task(works, case, works)
    an_appointment(works, case, days=1, goes=works)
    with unit_of_work(lead):
        found = {one.work.code: one for one in open_work(lead, works.user_id)}
        for code in ("protection.tasks", "protection.with_appointments"):
            work = found[code].work
            assert work.hand_over is not None
            work.hand_over(lead, found[code].things[0].id, works.user_id, other.user_id)
    assert standing(works) == []
    assert len(standing(other)) == 1
    assert len(standing(other, ahead=True)) == 1


def test_an_appointment_stands_in_the_week_by_word_and_code_alone_and_says_what_became_of_it(
    browser: Client, works: Staff
) -> None:
    case = flow.open_file(works).case
    row = an_appointment(works, case, hour=time(0, 1), place="Quay Clinic", with_whom="Dr Merrowind")
    week = text_of(browser.get(url("week")))
    for words in ("00:01", "Doctor", case.code, case.known_as, "Tomorrow"):
        assert words in week
    assert "Merrowind" not in week
    assert "Quay" not in week
    (item,) = standing(works)
    assert str(item.title) == "Kept or missed? Doctor"
    page = text_of(browser.get(url("appointment", case.pk, row.pk)))
    assert "Quay Clinic · Dr Merrowind" in page
    browser.post(url("appointment", case.pk, row.pk), {"act": "missed"})
    assert standing(works) == []
    assert "Missed" in text_of(browser.get(url("week")))
    with unit_of_work(works):
        moved = move_appointment(
            works,
            appointment_id=row.pk,
            day=timezone.localdate() + timedelta(days=2),
            hour=None,
            goes_id=None,
        )
        assert moved.state == AppointmentState.PLANNED
        settle_appointment(works, appointment_id=row.pk, state=AppointmentState.KEPT)
        assert (
            refused(
                lambda: move_appointment(
                    works, appointment_id=row.pk, day=timezone.localdate(), hour=None, goes_id=None
                )
            )
            == "appointment_over"
        )


def test_the_week_of_the_office_has_what_others_do_and_that_of_one_has_not(cast: Cast, works: Staff) -> None:
    case = flow.open_file(works).case
    other = shared_with(cast, case, Role.FOCAL_POINT)
    an_appointment(works, case, days=1, goes=works)
    browser = signed_in(other)
    assert "Doctor" not in text_of(browser.get(url("week")))
    assert "Doctor" in text_of(browser.get(f"{url('week')}?whose=office"))
    later = (timezone.localdate() + timedelta(days=7)).isoformat()
    assert "Doctor" not in text_of(browser.get(f"{url('week')}?whose=office&from={later}"))
    assert browser.get(f"{url('week')}?from=2026-02-31").status_code == 200


def test_a_safety_plan_keeps_its_versions_and_stands_on_today_when_it_is_looked_at_again(
    browser: Client, works: Staff
) -> None:
    case, today = flow.open_file(works).case, timezone.localdate()
    with unit_of_work(works):
        first = write_plan(
            works, room=ROOM, file_id=case.pk, answers={"risk": "The quillbane man waits"}, review_on=today
        )
    (item,) = standing(works)
    assert str(item.title) == "Look at the safety plan again"
    form = text_of(browser.get(url("write_safety", case.pk)))
    assert "The quillbane man waits" in form
    day = {"review_day": today.day, "review_month": today.month, "review_year": today.year + 1}
    sent = {"risk": "", "code_word": "kestrel", "replaces": str(first.pk), **day}
    page = text_of(browser.post(url("write_safety", case.pk), sent, follow=True))
    assert "kestrel" in page
    assert "The quillbane man waits" in page, "the version before stays to be read"
    assert standing(works) == []
    with unit_of_work(works):
        holds = SafetyPlan.objects.get(replaced_at__isnull=True)
        assert answers_of(holds) == {"code_word": "kestrel"}
    late = text_of(browser.post(url("write_safety", case.pk), sent))
    assert "A colleague has written a newer version." in late
    assert not re.search(r"(?i)high risk|low risk|risk level", page)


def test_who_takes_over_reads_of_a_hand_over_what_both_may_open(cast: Cast, works: Staff) -> None:
    shared, alone = flow.open_file(works).case, flow.open_file(works).case
    other, third = shared_with(cast, shared, Role.FOCAL_POINT), cast.owner[Role.COORDINATOR]
    a_task(works, shared, works)
    browser = signed_in(works)
    page = text_of(browser.get(url("shift")))
    assert shared.code in page and alone.code in page and flow.SAFE not in page and WORDS not in page
    answer = browser.post(url("shift"), {"line": "Ring the owlery at six"}, follow=True)
    assert "It is handed over." in text_of(answer)
    with unit_of_work(works):
        row = Handover.objects.get()
    (waiting,) = standing(other)
    assert waiting.url == url("handover", row.pk)
    theirs = signed_in(other)
    page = text_of(theirs.get(url("handover", row.pk)))
    assert shared.code in page
    assert alone.code not in page
    assert "owlery" not in page, "the line may speak of a case they may not open"
    theirs.post(url("handover", row.pk))
    theirs.post(url("handover", row.pk))
    assert standing(other) == []
    page = text_of(signed_in(third).get(url("handover", row.pk)))
    assert "owlery" in page
    assert page.count("Owner focal_point") == 1
    with unit_of_work(third):
        assert "revealed" in [event.verb for event in LedgerEvent.objects.filter(object_id=row.pk)]


def test_hand_overs_are_deleted_after_thirty_days(
    cast: Cast, works: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(works):
        hand_over(works, room=ROOM, since=timezone.now() - timedelta(hours=8), file_ids=[], line="owlery")
    now = timezone.now()
    with unit_of_work(cast.owner.system):
        assert forget_handovers(cast.owner.system) == 0
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=30, minutes=1))
    with unit_of_work(cast.owner.system):
        assert forget_handovers(cast.owner.system) == 1
        assert not Handover.objects.exists()


def test_erasing_the_person_destroys_all_of_it_and_leaves_what_is_of_others(cast: Cast, works: Staff) -> None:
    gone, stays = flow.open_file(works).case, flow.open_file(works).case
    for case in (gone, stays):
        a_note(works, case)
        a_task(works, case, works)
        an_appointment(works, case)
        with unit_of_work(works):
            write_plan(
                works, room=ROOM, file_id=case.pk, answers={"risk": TEXT}, review_on=timezone.localdate()
            )
            hand_over(works, room=ROOM, since=timezone.now(), file_ids=[case.pk], line=TEXT)
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        erase_person(lead, person_id=gone.person_id, reason="person_asked")
        for model in (Note, Task, Appointment, SafetyPlan):
            assert list(model.objects.values_list("file_id", flat=True)) == [stays.pk], model
        assert [row.file_ids for row in Handover.objects.all()] == [[str(stays.pk)]]
        assert (
            refused(
                lambda: write_note(
                    lead,
                    room=ROOM,
                    file_id=gone.pk,
                    kind=NoteKind.CALL,
                    text=TEXT,
                    happened_on=PartialDate(2026),
                )
            )
            == "erased"
        )
    browser = signed_in(works)
    for page in (browser.get(url("case", gone.pk)), browser.get(url("notes", gone.pk))):
        assert page.status_code == 200
        assert url("add_note", gone.pk) not in text_of(page)


@pytest.mark.parametrize(
    ("office", "role"),
    [
        ("owner", Role.FOCAL_POINT),
        ("owner", Role.DECISION_MAKER),
        ("partner", Role.COORDINATOR),
        ("stranger", Role.CASEWORKER),
    ],
)
def test_nobody_without_the_case_reads_writes_or_settles_any_of_it(
    cast: Cast, works: Staff, office: str, role: Role
) -> None:
    case = flow.open_file(works).case
    lead, outside = cast.owner[Role.COORDINATOR], getattr(cast, office)[role]
    if role is Role.DECISION_MAKER:
        with unit_of_work(lead):
            assign_case(lead, case_id=case.pk, user_id=outside.user_id)
    note, task = a_note(works, case), a_task(works, case, works)
    appointment = an_appointment(works, case)
    browser = signed_in(outside)
    for name, ids in (
        ("notes", [case.pk]),
        ("safety", [case.pk]),
        ("task", [case.pk, task.pk]),
        ("appointment", [case.pk, appointment.pk]),
        ("strike_note", [case.pk, note.pk]),
    ):
        answer = browser.get(url(name, *ids))
        assert answer.status_code in {403, 404}
        assert TEXT not in text_of(answer) and WORDS not in text_of(answer)
    page = browser.get(url("case", case.pk))
    assert TEXT not in text_of(page) and WORDS not in text_of(page) and "See to papers" not in text_of(page)
    with unit_of_work(outside):
        visible = [NOTES.visible(outside, Note.objects.all()).exists()]
        told: list[Any] = [
            refused(lambda: strike_note(outside, note_id=note.pk, why=StrikeReason.TWICE)),
            refused(lambda: say_task(outside, task_id=task.pk, state=TaskState.DONE)),
            refused(lambda: pass_on(outside, task_id=task.pk, to_id=outside.user_id)),
            refused(
                lambda: settle_appointment(
                    outside, appointment_id=appointment.pk, state=AppointmentState.KEPT
                )
            ),
            refused(
                lambda: write_note(
                    outside,
                    room=ROOM,
                    file_id=case.pk,
                    kind=NoteKind.CALL,
                    text=TEXT,
                    happened_on=PartialDate(2026),
                )
            ),
        ]
    assert visible == [False]
    assert set(told) <= {"not_assigned", "role_missing", "not_found"}


def test_the_coordinator_reads_and_writes_in_every_case(cast: Cast, works: Staff) -> None:
    case, lead = flow.open_file(works).case, cast.owner[Role.COORDINATOR]
    a_note(works, case)
    page = text_of(signed_in(lead).get(url("notes", case.pk)))
    assert TEXT in page
    a_note(lead, case, text="Written by who leads")


def test_a_night_ends_at_nine_and_an_hour_is_the_last_one_past() -> None:
    now = timezone.localtime().replace(hour=2, minute=10, second=0, microsecond=0)
    assert next_morning(now) == now.replace(hour=9, minute=0)
    assert next_morning(now.replace(hour=9)) == now.replace(hour=9, minute=0) + timedelta(days=1)
    assert last_at(time(22), now=now) == now.replace(hour=22, minute=0) - timedelta(days=1)
    assert last_at(time(1), now=now) == now.replace(hour=1, minute=0)
