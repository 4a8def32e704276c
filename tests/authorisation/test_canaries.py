"""Words planted in every sealed field appear nowhere but where somebody with the right asks to see them."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch
from urllib.parse import quote
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import DataError, IntegrityError, connection
from django.http import Http404, HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from tests.authorisation.reading import read_matrix
from tests.authorisation.world import World, build_world, canaries_in
from tests.protection import flow
from tests.support import place, session
from tests.support.begun import BEGUN
from tests.support.canaries import (
    CONFERENCE,
    DAY,
    KNOWING,
    OPEN_PART,
    OPEN_WORDS,
    PARTS,
    PLACE,
    WORDS,
    Planted,
    plain_traces,
    plant_person,
    sealed_columns,
    traces,
)
from tests.support.cast import Cast
from tests.support.place import Database

from palermo.exchange.kinds import registry
from palermo.exchange.models import Envelope
from palermo.kit.partial_date import PartialDate
from palermo.operation.dumps import run_tool
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.file.views import identity
from palermo.protection.referral.codes import DeclineReason, Outcome, WithdrawalAnswer
from palermo.protection.referral.models.referrals import Enquiry
from palermo.protection.referral.services.receiving import answer_withdrawal, complete, decline
from palermo.protection.referral.services.sending import send_identity_slice
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.trust.actor import Staff
from palermo.trust.cache import open_value
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.vault import SealedModel, unseal
from palermo.trust.walls.register import TABLES
from palermo.web.logs import LineFormatter

NOT_AGREED = (
    "marrowfen",
    "Brindlewax",
    "Ovverhollow",
    "yarrowquench",
    "plimsorrel",
    "vundlemere",
    "quorlspindle",
    "thrennivale",
    *KNOWING,
    *DAY,
)
"""What the person did not agree to: it never reaches the other office."""

THERE = ("protection_arrived_change", "protection_conference_seat", "protection_conference_task")
"""What is kept at the other office, where it arrived."""
ELSEWHERE = {*CONFERENCE, "plimsorrel", "vundlemere", "wistrabel", "quorlspindle", "thrennivale", *DAY}
"""What does not stand on the page of who the person is."""
IDENTIFICATION = {
    "quennifold": ("case-account", "account"),
    "Drabblesmith": ("case-presumption", "presumption"),
    "ostlemark": ("case-decision", "decision"),
    "Jeskovar": ("case-decision", "decision"),
    "tarnwhistle": ("case-decision", "decision"),
    "sturvenholt": ("case-ask", "asking"),
    "glimmerhay": ("case-again", "asking"),
    "Wimbrelton": ("child-age", "age_answer"),
    "Larkpenny": ("case-guardian", "guardian"),
    "hovermoss": ("case-view", "child_view"),
}
"""Of identification and of a child: each word, and the one page on which it is read."""

THEIR_OWN = frozenset({"-", "case", "case-step", "enquiry", "new-enquiry", "package"})
"""What of the matrix's objects the other office has, or has one of its own."""


@dataclass
class Story:
    """The planted file and everything that was said while the referral ran."""

    world: World
    planted: Planted
    partner_case: UUID
    database: Database
    folder: Path
    log: io.StringIO

    @property
    def cast(self) -> Cast:
        """Owner, partner, stranger."""
        return self.world.cast

    def page(self, actor: Staff, name: str, *ids: object) -> bytes:
        """What a colleague gets at an address of the room."""
        answer = self.world.browser(actor).get(reverse(f"protection:{name}", args=ids))
        assert answer.status_code == 200, (name, answer.status_code)
        return bytes(answer.content)


@pytest.fixture(scope="module")
def story(server: session.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole referral with planted words: asked, declined, accepted, disclosed, helped, completed, withdrawn."""
    from django.conf import settings

    path, log = tmp_path_factory.mktemp("canaries") / "data", io.StringIO()
    mail_backend = "django.core.mail.backends.locmem.EmailBackend"
    with (
        place.data_folder(path, root_key=settings.PALERMO_ROOT_KEY_FILE),
        place.database(server) as database,
        override_settings(EMAIL_BACKEND=mail_backend),
        listening(log),
    ):
        mail.outbox = []
        world = build_world()
        partner_case = referral_to_its_end(world)
        yield Story(world, world.planted, partner_case, database, path, log)


@contextmanager
def listening(log: io.StringIO) -> Iterator[None]:
    """Let the program's own log handler, as the settings make it, write into `log`."""
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one.formatter, LineFormatter))
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(log)
    try:
        yield
    finally:
        handler.setStream(before)


def referral_to_its_end(world: World) -> UUID:
    """One referral completed, one withdrawn and erased there, one declined; the other office's case."""
    cast, file = world.cast, world.planted
    asker, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    completed, declined = (
        flow.enquire(asker, flow.another_need(asker, file), cast.partner.id) for _ in range(2)
    )
    # Another person's: a withdrawal ends all that one office was told of one person, addresses included.
    withdrawn = flow.enquire(asker, plant_person(asker), cast.partner.id)
    for referral in (completed, withdrawn):
        flow.accepted(helper, referral)
        flow.consent(asker, referral)
        flow.disclose(asker, referral)
    arrived = flow.received(helper, completed)
    with unit_of_work(helper):
        record_assistance(helper, case_id=arrived.case_id, kind="health", given_on=PartialDate(2026, 11))
        complete(helper, enquiry_id=arrived.pk, outcome=Outcome.NEED_MET)
    with unit_of_work(asker):
        withdraw(asker, referral_id=withdrawn.pk)
    flow.work_off()
    with unit_of_work(helper):
        left = Enquiry.objects.get(thread_id=withdrawn.thread_id)
        answer_withdrawal(helper, enquiry_id=left.pk, answer=WithdrawalAnswer.ERASED)
    refused = flow.received(helper, declined)
    with unit_of_work(helper):
        decline(helper, enquiry_id=refused.pk, reason=DeclineReason.NO_ROOM)
    flow.work_off()
    return arrived.case_id


def head_of(answer: HttpResponse) -> bytes:
    """Everything of an answer but its page."""
    told = [f"{name}: {value}" for name, value in answer.items()]
    return "\n".join([answer.reason_phrase, *told, answer.cookies.output()]).encode()


def sealed_texts(actor: Staff, model: type[SealedModel], column: str) -> list[str]:
    """What an office's rows hold in a sealed column, opened."""
    with unit_of_work(actor):
        return [unseal(row, column)[column] for row in model.objects.all()]


def test_every_sealed_column_of_the_program_is_planted(story: Story) -> None:
    assert set(WORDS) == sealed_columns()
    owner = story.cast.owner[Role.CASEWORKER]
    for (table, column), word in WORDS.items():
        (model,) = (one for one in apps.get_models() if one._meta.db_table == table)
        assert issubclass(model, SealedModel)
        # What was sent anew is kept where it arrived.
        there = table in THERE
        keeper = story.cast.partner[Role.FOCAL_POINT] if there else owner
        assert any(word in text for text in sealed_texts(keeper, model, column)), f"{table}.{column}"


def test_whoever_has_the_right_sees_them(story: Story) -> None:
    case = story.planted.case.pk
    person = set(PARTS) - {*ELSEWHERE, *PLACE, *KNOWING, *IDENTIFICATION}
    for role in (Role.CASEWORKER, Role.COORDINATOR):
        actor = story.cast.owner[role]
        seen = set(traces(story.page(actor, "who", case)))
        assert person - seen <= {"1903-02-17", "17 Feb 1903", "17 February 1903"}
        assert len(person - seen) < 3
        assert "plimsorrel" in traces(story.page(actor, "note", case, story.planted.assistance_id))
        assert "thrennivale" in traces(story.page(actor, "words", case, story.planted.information_id))
        assert "quorlspindle" in traces(story.page(actor, "event_note", story.planted.event_id))
        for word, (subject, name) in IDENTIFICATION.items():
            assert word in traces(story.page(actor, name, *story.world.arguments(subject))), (role, word)
    assert "Zintharael" in traces(story.page(story.cast.partner[Role.FOCAL_POINT], "who", story.partner_case))


def test_an_address_is_read_where_it_is_kept_and_where_it_was_told_and_nowhere_else(story: Story) -> None:
    world, (place,) = story.world, story.world.arguments("service")
    keeps = reverse("services:place", args=[place])
    told = reverse("protection:referral_place", args=story.world.arguments("referral"))
    for actor, address in (
        (story.cast.partner[Role.FOCAL_POINT], keeps),
        (story.cast.partner[Role.COORDINATOR], keeps),
        (story.cast.owner[Role.CASEWORKER], told),
        (story.cast.owner[Role.COORDINATOR], told),
    ):
        assert canaries_in(world.browser(actor).get(address)) == list(PLACE)
    for row in read_matrix():
        if row.method != "GET" or row.name == "protection:referral_place":
            continue
        with world.undone():
            browser = world.browser(story.cast.owner[Role.CASEWORKER])
            answer = browser.get(reverse(row.name, args=world.arguments(row.subject)))
        assert not set(PLACE) & set(canaries_in(answer)), row.label


def test_goals_lists_requests_and_complaints_are_read_on_their_own_pages_by_those_with_the_right(
    story: Story,
) -> None:
    planted = story.planted
    for role in (Role.CASEWORKER, Role.COORDINATOR):
        actor, seen = story.cast.owner[role], set[str]()
        for name, subject in (
            ("never_share", planted.case.pk),
            ("goals", planted.case.pk),
            ("authority_request", planted.request_id),
            ("complaint", planted.complaint_id),
        ):
            seen |= set(traces(story.page(actor, name, subject)))
        assert seen == set(KNOWING)


def test_the_words_of_the_working_day_are_read_on_their_pages_by_those_with_the_right(story: Story) -> None:
    case, day = story.planted.case.pk, story.planted.day
    pages = {
        "notes": ([case], {"quandlemere"}),
        "task": ([case, day["task"]], {"ferrowby"}),
        "appointment": ([case, day["appointment"]], {"ondrelle", "Merrowind"}),
        "safety": ([case], {"quillbane"}),
        "handover": ([day["handover"]], {"owlerstane"}),
        "case": ([case], {"ferrowby", "ondrelle", "Merrowind"}),  # the note stands further down its history
        "week": ([], set()),
        "shift": ([], set()),
    }
    for role in (Role.CASEWORKER, Role.COORDINATOR):
        for name, (ids, words) in pages.items():
            seen = set(traces(story.page(story.cast.owner[role], name, *ids)))
            assert seen & set(DAY) == words, (name, role)
    other = story.page(story.cast.owner[Role.FOCAL_POINT], "handover", day["handover"])
    assert not set(DAY) & set(traces(other)), "the line is for who may open every case of it"


def test_a_draft_is_shown_to_its_author_alone(story: Story) -> None:
    case, author = story.planted.case.pk, story.cast.owner[Role.CASEWORKER]
    assert "vundlemere" in traces(story.page(author, "identity", case, BEGUN, "contact"))
    for step in ("contact", "who"):
        url = reverse("protection:identity", args=[case, BEGUN, step])
        answer = story.world.browser(story.cast.owner[Role.COORDINATOR]).get(url)
        assert "vundlemere" not in canaries_in(answer)


def test_what_was_not_agreed_to_is_on_no_page_of_the_other_office(story: Story) -> None:
    for role in (Role.COORDINATOR, Role.FOCAL_POINT):
        browser = story.world.browser(story.cast.partner[role])
        for row in read_matrix():
            if row.method != "GET" or row.subject not in {
                "-",
                "case",
                "case-step",
                "enquiry",
                "new-enquiry",
                "package",
            }:
                continue
            arguments = story.world.arguments(row.subject)
            if row.subject.startswith("case"):
                arguments = [story.partner_case, *arguments[1:]]
            with story.world.undone():
                answer = browser.get(reverse(row.name, args=arguments))
            assert not set(NOT_AGREED) & set(canaries_in(answer)), row.label


def test_no_header_and_no_title_carries_them_even_to_whoever_has_the_right(story: Story) -> None:
    browser, case = story.world.browser(story.cast.owner[Role.CASEWORKER]), story.planted.case.pk
    addresses = [
        ("who", [case]),
        ("note", [case, story.planted.assistance_id]),
        ("words", [case, story.planted.information_id]),
        ("event_note", [story.planted.event_id]),
        ("identity", [case, BEGUN, "contact"]),
    ]
    for name, arguments in addresses:
        answer = browser.get(reverse(f"protection:{name}", args=arguments))
        assert canaries_in(answer), "the page itself shows them"
        assert traces(head_of(answer)) == []
        title = re.search(rb"<title>(.*?)</title>", answer.content, re.DOTALL)
        assert title is not None
        assert traces(title[1]) == []


ERRORS = [
    RuntimeError,
    ValueError,
    IntegrityError,
    DataError,
    Http404,
    PermissionDenied,
    SuspiciousOperation,
    BadRequest,
]


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_an_error_with_them_in_its_message_tells_nobody(story: Story, kind: type[Exception]) -> None:
    """The page of identity fails while it has all of it in hand; somebody with the right asked for it."""
    message = " ".join(PARTS)

    def fail(*_arguments: object) -> NoReturn:
        raise kind(message)

    browser = story.world.browser(story.cast.owner[Role.CASEWORKER])
    browser.raise_request_exception = False
    before = len(story.log.getvalue())
    with patch.object(identity, "_shown", fail):
        answer = browser.get(reverse("protection:who", args=[story.planted.case.pk]))
    assert answer.status_code >= 400
    assert canaries_in(answer) == []
    said = story.log.getvalue()[before:]
    assert kind is Http404 or kind.__name__ in said
    assert traces(said.encode()) == []


def test_a_task_that_fails_with_them_keeps_its_place_only(story: Story) -> None:
    asker, helper = story.cast.owner[Role.CASEWORKER], story.cast.partner[Role.FOCAL_POINT]

    def fail(*_arguments: object, **_named: object) -> NoReturn:
        raise ValueError(" ".join(PARTS))

    handlers = registry.handlers_of("enquiry")
    before = len(story.log.getvalue())
    with patch.dict(registry._handlers, {"enquiry": registry.Handlers(fail, handlers.on_event)}):
        referral = flow.enquire(asker, flow.another_need(asker, story.planted), story.cast.partner.id)
    with unit_of_work(helper):
        assert not Enquiry.objects.filter(thread_id=referral.thread_id).exists()
    with machinery():
        rows = [row for row in DBTaskResult.objects.all() if row.exception_class_path or row.traceback]
        kept = "\n".join(f"{row.args_kwargs} {row.exception_class_path} {row.traceback}" for row in rows)
    assert "ValueError" in kept
    assert traces(kept.encode()) == []
    said = story.log.getvalue()[before:]
    assert "ValueError" in said
    assert traces(said.encode()) == []


def test_mails_sessions_and_the_throttle_hold_none_of_them(story: Story) -> None:
    email = "caseworker@owner.example"
    for _time in range(3):
        Client().post(
            reverse("account_login"), {"login": email, "password": WORDS["protection_person", "name"]}
        )
    Client().post(reverse("account_reset_password"), {"email": email})
    flow.work_off()
    assert mail.outbox
    mails = b"\n".join(message.message().as_bytes() for message in mail.outbox)
    with machinery(), connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        sessions = [str(SessionStore().decode(data)) for (data,) in cursor.fetchall()]
        cursor.execute("SELECT cache_key, value, expires FROM web_cache")
        cached = [f"{key} {open_value(key, value, end)}".encode() for key, value, end in cursor.fetchall()]
    assert sessions
    assert cached
    for told in (mails, "\n".join(sessions).encode(), b"\n".join(cached)):
        assert traces(told) == []


def test_the_log_holds_none_of_them(story: Story) -> None:
    assert story.log.getvalue()
    assert traces(story.log.getvalue().encode()) == []


def test_who_was_invited_is_read_by_the_office_that_invites_and_stands_in_its_row_alone(
    story: Story, tmp_path: Path
) -> None:
    said = ("nobody.yet@owner.example", "Nobody Yet")
    for office in (story.cast.owner, story.cast.partner, story.cast.stranger):
        page = story.world.browser(office[Role.ADMINISTRATOR]).get(reverse("people:colleagues"))
        assert (said[0] in page.content.decode()) is (office is story.cast.owner), office.name
    assert [one for one in said if one in story.log.getvalue()] == []
    for path in (path for path in story.folder.rglob("*") if path.is_file()):
        assert [one for one in said if one.encode() in path.read_bytes()] == [], path.name
    dump = tmp_path / "everything.sql"
    arguments = ("--format=plain", f"--file={dump}")
    run_tool("pg_dump", *arguments, url=story.database.owner, report=lambda: None)
    tables = re.finditer(
        r"^COPY (?:\w+\.)?(\w+) .*?^\\\.$", dump.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    found = {table[1] for table in tables if any(one in table[0] for one in said)}
    assert found == {"people_invitation"}


def test_a_word_that_nobody_seals_stands_in_its_row_alone_and_never_leaves_the_office(
    story: Story, tmp_path: Path
) -> None:
    assert set(OPEN_WORDS) == {(table.name, column) for table in TABLES for column in table.words}
    dump = tmp_path / "everything.sql"
    arguments = ("--format=plain", f"--file={dump}")
    run_tool("pg_dump", *arguments, url=story.database.owner, report=lambda: None)
    tables = re.finditer(
        r"^COPY (?:\w+\.)?(\w+) .*?^\\\.$", dump.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    assert {table[1] for table in tables if OPEN_PART in table[0]} == {table for table, _ in OPEN_WORDS}
    assert OPEN_PART not in story.log.getvalue()
    assert OPEN_PART not in "".join(str(message.message()) for message in mail.outbox)
    for path in (path for path in story.folder.rglob("*") if path.is_file()):
        assert OPEN_PART.encode() not in path.read_bytes(), path.name
    for asked in (story.cast.owner[Role.CASEWORKER], story.cast.owner[Role.COORDINATOR]):
        assert OPEN_PART.encode() in story.page(asked, "case", story.planted.case.pk)


def test_no_page_of_another_office_has_a_word_that_nobody_seals(story: Story) -> None:
    for role in (Role.COORDINATOR, Role.FOCAL_POINT):
        browser = story.world.browser(story.cast.partner[role])
        for row in read_matrix():
            if row.method != "GET" or row.subject not in THEIR_OWN:
                continue
            arguments = story.world.arguments(row.subject)
            if row.subject.startswith("case"):
                arguments = [story.partner_case, *arguments[1:]]
            with story.world.undone():
                answer = browser.get(reverse(row.name, args=arguments))
            assert OPEN_PART.encode() not in answer.content, row.label


def test_no_byte_of_the_database_shows_them(story: Story, tmp_path: Path) -> None:
    dump = tmp_path / "everything.sql"
    arguments = ("--format=plain", f"--file={dump}")
    run_tool("pg_dump", *arguments, url=story.database.owner, report=lambda: None)
    text = dump.read_bytes()
    assert b"caseworker@owner.example" in text, "the search would find what is not sealed"
    for table in ("protection_person", "ledger_event", "exchange_event", "subject_key", "dbtaskresult"):
        assert table.encode() in text
    assert traces(text) == []


def test_no_byte_of_the_embedded_cluster_shows_them(story: Story) -> None:
    if story.database.superuser is None:
        pytest.skip("The files of a server that is not ours are out of reach; its dump is searched.")
    with psycopg.connect(story.database.superuser, autocommit=True) as superuser:
        superuser.execute("CHECKPOINT")
        query = "SELECT current_setting('data_directory'), oid::text FROM pg_database WHERE datname = %s"
        (directory, oid), *_ = superuser.execute(query, [story.database.name]).fetchall()
    cluster = Path(directory)
    files = [
        *(cluster / "base" / oid).iterdir(),
        *(cluster / "pg_wal").glob("0*"),
        cluster.parent / "database.log",
    ]
    content = {path: path.read_bytes() for path in files if path.is_file()}
    assert any(b"caseworker@owner.example" in data for data in content.values())
    assert {path.name for path, data in content.items() if plain_traces(data)} == set()


def test_witness_journal_and_every_other_file_of_the_folder_hold_none_of_them(story: Story) -> None:
    files = [path for path in story.folder.rglob("*") if path.is_file()]
    assert {"witness.jsonl", "erasures.jsonl"} <= {path.name for path in files}
    assert {path.name for path in files if traces(path.read_bytes())} == set()


def test_a_package_as_a_file_holds_none_of_them(story: Story) -> None:
    asker = story.cast.owner[Role.COORDINATOR]
    referral = flow.enquire(asker, flow.another_need(asker, story.planted), story.cast.partner.id)
    flow.accepted(story.cast.partner[Role.FOCAL_POINT], referral)
    flow.consent(asker, referral)
    with unit_of_work(asker):
        send_identity_slice(asker, referral_id=referral.pk, data_classes=flow.AGREED)
        envelope = Envelope.objects.get(kind="identity_slice", thread_id=referral.thread_id)
    answer = story.world.browser(asker).post(reverse("exchange:file", args=[envelope.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert canaries_in(answer) == []


def test_the_search_finds_what_is_hidden() -> None:
    word = PARTS[0]
    hidden = [
        word.upper().encode(),
        word.encode().hex().encode(),
        json.dumps({"a": PARTS[2]}).encode(),
        word.encode("utf-16-le"),
        quote(PARTS[2]).encode(),
        *(base64.b64encode(b"x" * before + word.encode() + b"y") for before in range(3)),
    ]
    assert all(len(traces(b"before " + one + b" after")) == 1 for one in hidden)
    assert traces(b"nothing of the kind") == []
