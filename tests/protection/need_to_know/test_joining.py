"""It is the same person: two files joined by one row, held together for the person, and parted as they were."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import SEARCH, text_of, url, verbs
from tests.support.cast import Cast, signed_in
from tests.support.today import said

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes import CloseReason, HoldReason
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.joining import Joining
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.queries.joined import contacts
from palermo.protection.cases.services.cases import close_case, open_case, reopen_case
from palermo.protection.cases.services.persons import erase_person, place_hold, record_identity, release_hold
from palermo.protection.file.queries.behind import Period
from palermo.protection.file.queries.board import board
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import LookAlike
from palermo.protection.need_to_know.queries.barred import barred_offices
from palermo.protection.need_to_know.services.joining import (
    UNDO_WITHIN,
    ask_about,
    part_files,
    say_same_person,
)
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.protection.need_to_know.today import contacts_undecided
from palermo.protection.referral.codes import ReferralState
from palermo.protection.referral.services.sending import send_identity_slice
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.retention.endings import what_keeps
from palermo.trust.service import Refused
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.models import LegalHold

NEW_RULE = "NEVER ring the old number; only the new one"


@pytest.fixture
def files(works: Staff) -> tuple[Case, Case]:
    """Two files of one person: an older one, and one with another rule of safe contact."""
    older = flow.open_file(works).case
    with unit_of_work(works):
        newer = open_case(works, age_band="18_25")
        record_identity(works, person_id=newer.person_id, name=flow.NAME, safe_contact=NEW_RULE)
    return older, newer


def joined(actor: Staff, files: tuple[Case, Case]) -> Joining:
    """The two joined; the older one leads."""
    with unit_of_work(actor):
        pair = LookAlike.objects.get()
        return say_same_person(actor, pair_id=pair.pk, leads_id=files[0].person_id)


def everything(actor: Staff) -> dict[str, Any]:
    """Every row of the room, but the joining itself and what the ledger tells."""
    with unit_of_work(actor):
        found = {}
        for model in apps.get_app_config("protection").get_models():
            if model is Joining:
                continue
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t ORDER BY 1')
                found[model._meta.db_table] = cursor.fetchall()
        return found


def test_joining_writes_one_row_and_undoing_it_restores_exactly_what_was(
    works: Staff, browser: Client, files: tuple[Case, Case]
) -> None:
    older, newer = files
    before = everything(works)
    with unit_of_work(works):
        pair = LookAlike.objects.get()
    compared = text_of(browser.get(url("alike", newer.pk, pair.pk)))
    assert older.code in compared
    done = browser.post(url("alike", newer.pk, pair.pk), {"leads": str(older.person_id)}, follow=True)
    assert "The two files are joined." in text_of(done)
    between = everything(works)
    assert {name for name in before if before[name] != between[name]} == {"protection_look_alike"}
    for one, other in ((older, newer), (newer, older)):
        page = text_of(browser.get(url("case", one.pk)))
        assert other.code in page
        assert flow.SAFE in page and NEW_RULE in page, "both rules hold until somebody chooses"
        assert "Two rules of safe contact" in page
        found = text_of(browser.post(SEARCH, {"q": other.code}, follow=True))
        assert one.code in found, "either code leads to both"
    assert "this one leads" in text_of(browser.get(url("case", older.pk)))
    assert "another one leads" in text_of(browser.get(url("case", newer.pk)))
    with unit_of_work(works):
        row = Joining.objects.get()
    parted = browser.post(url("joined", newer.pk, row.pk), {"part": "yes"}, follow=True)
    assert "The joining is undone." in text_of(parted)
    assert everything(works) == before
    assert flow.SAFE not in text_of(browser.get(url("case", newer.pk)))
    for case in files:
        told = verbs(works, case.person_id)
        assert (told.count("files.joined"), told.count("files.parted")) == (1, 1)


def test_who_does_not_work_on_both_joins_and_undoes_nothing(
    cast: Cast, works: Staff, files: tuple[Case, Case]
) -> None:
    other = cast.owner[Role.FOCAL_POINT]
    with unit_of_work(works):
        pair = LookAlike.objects.get()
    with unit_of_work(other), pytest.raises(Refused):
        say_same_person(other, pair_id=pair.pk, leads_id=files[0].person_id)
    row = joined(works, files)
    with unit_of_work(other), pytest.raises(Refused):
        part_files(other, joining_id=row.pk)
    stranger = signed_in(cast.stranger[Role.COORDINATOR])
    assert stranger.get(url("joined", files[0].pk, row.pk)).status_code == 404
    with unit_of_work(works), pytest.raises(Refused, match="look_alike_answered"):
        say_same_person(works, pair_id=pair.pk, leads_id=files[0].person_id)


def test_after_thirty_days_a_joining_stays(works: Staff, browser: Client, files: tuple[Case, Case]) -> None:
    row = joined(works, files)
    with unit_of_work(works):
        record_identity(works, person_id=files[0].person_id, contact="x")
        Joining.objects.update(created_at=timezone.now() - UNDO_WITHIN)
    assert "The time to undo the joining is over." in text_of(browser.get(url("joined", files[0].pk, row.pk)))
    with unit_of_work(works), pytest.raises(Refused, match="joining_final"):
        part_files(works, joining_id=row.pk)


def test_nothing_leaves_while_two_rules_stand_and_then_the_chosen_one_does(
    cast: Cast, works: Staff, browser: Client
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    file = flow.open_file(works)
    with unit_of_work(works):
        newer = open_case(works)
        record_identity(works, person_id=newer.person_id, name=flow.NAME, safe_contact=NEW_RULE)
        add_never_share(works, case_id=newer.pk, kind=NeverKind.OFFICE, office_id=cast.stranger.id)
    referral = flow.enquire(works, file.need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
    flow.consent(works, referral)
    row = joined(works, (file.case, newer))
    with unit_of_work(works):
        (line,) = [said(item) for item in read(contacts_undecided(works, timezone.now()))]
        assert line.startswith("Choose how the person is reached safely")
    with unit_of_work(works):
        assert barred_offices(works, file.case.person_id)[cast.stranger.id] == "never_share"
    with unit_of_work(works), pytest.raises(Refused, match="safe_contact_two"):
        send_identity_slice(works, referral_id=referral.pk, data_classes=flow.AGREED)
    assert "Two rules of safe contact" in text_of(browser.get(url("referral", referral.pk)))
    assert browser.get(url("referral_identity", referral.pk, "start")).status_code == 302
    chosen = browser.post(url("joined", file.case.pk, row.pk), {"contact": str(newer.person_id)}, follow=True)
    with unit_of_work(works):
        assert read(contacts_undecided(works, timezone.now())) == []
    page = text_of(chosen)
    assert NEW_RULE in page and flow.SAFE not in page
    flow.disclose(works, referral)
    helper = cast.partner[Role.FOCAL_POINT]
    with unit_of_work(helper):
        there = Person.objects.get()
        assert contacts(there) == [NEW_RULE]
    with unit_of_work(works):
        record_identity(works, person_id=file.case.person_id, safe_contact="Ask at the market")
        for person in Person.objects.filter(pk__in=[file.case.person_id, newer.person_id]):
            assert contacts(person) == ["Ask at the market"], "whoever writes it anew chooses"


def test_a_withdrawal_in_one_file_ends_what_was_sent_from_the_other(cast: Cast, works: Staff) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    first, second = flow.open_file(works), flow.open_file(works)
    sent = []
    for file in (first, second):
        referral = flow.enquire(works, file.need, cast.partner.id)
        flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
        flow.consent(works, referral)
        flow.disclose(works, referral)
        sent.append(referral)
    joined(works, (first.case, second.case))
    with unit_of_work(works):
        withdraw(works, referral_id=sent[1].pk)
    assert [flow.now_at(works, one).state for one in sent] == [ReferralState.WITHDRAWN] * 2


def test_erasing_one_erases_the_person_and_a_hold_on_one_stops_both(
    cast: Cast, works: Staff, files: tuple[Case, Case]
) -> None:
    joined(works, files)
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        place_hold(lead, person_id=files[0].person_id, reason=HoldReason.COURT_ORDER)
    with unit_of_work(lead), pytest.raises(Refused, match="legal_hold"):
        erase_person(lead, person_id=files[1].person_id, reason="person_asked")
    with unit_of_work(lead):
        assert not Person.objects.filter(erased_at__isnull=False).exists()
        release_hold(lead, hold_id=LegalHold.objects.get().pk)
        erase_person(lead, person_id=files[1].person_id, reason="person_asked")
        assert Person.objects.filter(erased_at__isnull=False).count() == 2
        assert not Joining.objects.exists()


def test_numbers_count_one_person_and_a_joining_by_code_needs_no_name(
    cast: Cast, works: Staff, browser: Client
) -> None:
    with unit_of_work(works):
        first, second = open_case(works), open_case(works)
        for case in (first, second):
            record_assistance(
                works, case_id=case.pk, kind="health", given_on=PartialDate.of(timezone.now().date())
            )
    named = browser.post(url("join", first.pk), {"code": second.code})
    with unit_of_work(works):
        pair = LookAlike.objects.get()
    assert named.headers["Location"] == url("alike", first.pk, pair.pk)
    assert "No other case that you work on has this code." in text_of(
        browser.post(url("join", first.pk), {"code": first.code})
    )
    lead = cast.owner[Role.COORDINATOR]
    joined(works, (first, second))
    with unit_of_work(works), pytest.raises(Refused, match="joined_already"):
        third = open_case(works)
        pair = ask_about(works, case_id=third.pk, other_case_id=second.pk)
        say_same_person(works, pair_id=pair.pk, leads_id=third.person_id)
    with unit_of_work(lead):
        assert board(lead, Period()).assisted == 1


def test_an_open_file_keeps_the_closed_one_of_the_same_person(works: Staff, files: tuple[Case, Case]) -> None:
    joined(works, files)
    for one in files:
        with unit_of_work(works):
            close_case(works, case_id=one.pk, reason=CloseReason.CONTACT_LOST)
            kept = what_keeps(works.organisation_id, {one.person_id: "person"})[one.person_id]
            assert [str(words) for _code, words in kept] == ["Another file of the same person is open"]
            reopen_case(works, case_id=one.pk)
