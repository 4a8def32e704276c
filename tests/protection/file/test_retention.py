"""When a person's time is over: several files, files opened again, what keeps them, who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone
from tests.protection import flow
from tests.protection.identification import asking
from tests.support.canaries import plant_identification
from tests.support.cast import Cast
from tests.trust.retention.clock import Clock, run
from tests.trust.retention.scenes import YEARS, Scene, person_scene

from palermo.protection.accountability.codes import AskedFor, AuthorityKind, ClaimedBasis, ComplaintAbout
from palermo.protection.accountability.services.complaints import record_complaint
from palermo.protection.accountability.services.requests import record_request
from palermo.protection.cases.codes import CaseState, CloseReason
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.models.persons import NameToken, Person
from palermo.protection.cases.services.cases import assign_case, close_case, reopen_case
from palermo.protection.file.queries.ends import quiet_cases
from palermo.protection.file.services.ends import keep_longer
from palermo.protection.identification.authority.codes import Lawyer
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.services.taking_back import take_back_ask
from palermo.protection.models import LookAlike
from palermo.protection.need_to_know.services.joining import say_same_person
from palermo.protection.referral.codes import Outcome, ReferralState, WithdrawalAnswer
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.receiving import answer_withdrawal, complete
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.trust.actor import Staff
from palermo.trust.basis.models import Consent
from palermo.trust.basis.overrides import request_override
from palermo.trust.basis.rules import DataClass, OverrideGround
from palermo.trust.current import record
from palermo.trust.ids import uuid7
from palermo.trust.ledger import exposure
from palermo.trust.ledger.breaches import note_breach
from palermo.trust.ledger.codes import BreachKind
from palermo.trust.mandates import Role
from palermo.trust.retention.endings import keeper_codes, what_keeps
from palermo.trust.retention.models import Notice
from palermo.trust.retention.models import Outcome as WhatBecame
from palermo.trust.retention.rules import NOTICE_DAYS, years_after, years_before
from palermo.trust.retention.verbs import RetentionVerb
from palermo.trust.retention.words import KeepReason
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.journal import read_journal
from palermo.trust.vault.vault import reveal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time as the program sees it."""
    return Clock(monkeypatch)


def close(cast: Cast, case_id: UUID) -> None:
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        close_case(works, case_id=case_id, reason=CloseReason.HELP_COMPLETED)


def closed(cast: Cast) -> tuple[flow.File, Scene]:
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    close(cast, file.case.pk)
    return file, person_scene(cast.owner, file.case.person_id)


def another_case(cast: Cast, person_id: UUID) -> Case:
    """A second file of the same person, as it comes about where an office merges what it knows."""
    system = cast.owner.system
    with unit_of_work(system):
        case = Case.objects.create(
            organisation_id=cast.owner.id,
            person_id=person_id,
            code=uuid7().hex[-12:],
            opened_on=timezone.now().date(),
        )
        record(system, verb=RetentionVerb.SHOWN, object_type="case", object_id=case.pk)
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        assign_case(lead, case_id=case.pk, user_id=cast.owner[Role.CASEWORKER].user_id)
    return case


def week_before(scene: Scene, clock: Clock) -> None:
    clock.go_to(scene.ends_on - timedelta(days=NOTICE_DAYS))


def the_week(scene: Scene, clock: Clock) -> None:
    week_before(scene, clock)
    for _day in range(NOTICE_DAYS):
        assert run(scene.office) == 0
        clock.pass_days(1)


def open_notice(cast: Cast) -> Notice | None:
    with unit_of_work(cast.owner.system):
        return Notice.objects.filter(organisation_id=cast.owner.id, done_at__isnull=True).first()


def test_the_years_count_from_the_last_file_that_was_closed(cast: Cast, clock: Clock) -> None:
    file, first = closed(cast)
    second = another_case(cast, file.case.person_id)
    clock.pass_days(100)
    close(cast, second.pk)
    last = person_scene(cast.owner, file.case.person_id)
    clock.go_to(first.ends_on + timedelta(days=20))
    assert run(cast.owner) == 0
    assert open_notice(cast) is None
    the_week(last, clock)
    assert run(cast.owner) == 1
    assert not last.is_there()


def an_old_file(cast: Cast) -> tuple[flow.File, date]:
    """A file as old offices have them: opened years ago, worked on until now; and a day so long ago that it is over."""
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    long_ago = years_before(timezone.now().date(), YEARS.file_years + 1)
    system = cast.owner.system
    opened = datetime.combine(long_ago, time(9), tzinfo=UTC)
    with unit_of_work(system):
        Case.objects.filter(pk=file.case.pk).update(opened_on=long_ago, created_at=opened)
        record(system, verb=RetentionVerb.SHOWN, object_type="case", object_id=file.case.pk)
    return file, long_ago


def test_a_file_closed_today_is_kept_for_its_years_whatever_day_the_form_names(
    cast: Cast, clock: Clock
) -> None:
    works = cast.owner[Role.CASEWORKER]
    file, long_ago = an_old_file(cast)
    with unit_of_work(works):
        close_case(works, case_id=file.case.pk, reason=CloseReason.HELP_COMPLETED, closed_on=long_ago)
    scene = person_scene(cast.owner, file.case.person_id)
    for _day in range(NOTICE_DAYS + 1):
        assert run(cast.owner) == 0
        clock.pass_days(1)
    assert scene.is_there()
    clock.now -= timedelta(days=NOTICE_DAYS + 1)
    the_week(scene, clock)
    assert run(cast.owner) == 1
    assert not scene.is_there()


def test_a_file_written_down_late_as_closed_long_ago_counts_from_the_day_it_was_written(
    cast: Cast, clock: Clock
) -> None:
    """A file that has no row of its closing."""
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    long_ago = years_before(timezone.now().date(), YEARS.file_years + 1)
    system = cast.owner.system
    with unit_of_work(system):
        Case.objects.filter(pk=file.case.pk).update(
            opened_on=long_ago, state=CaseState.CLOSED, closed_on=long_ago
        )
        record(system, verb=RetentionVerb.SHOWN, object_type="case", object_id=file.case.pk)
    for _day in range(NOTICE_DAYS + 1):
        assert run(cast.owner) == 0
        clock.pass_days(1)
    assert person_scene(cast.owner, file.case.person_id).is_there()


def test_a_file_that_is_never_closed_never_ends(cast: Cast, clock: Clock) -> None:
    file, scene = closed(cast)
    another_case(cast, file.case.person_id)
    clock.go_to(years_after(scene.ends_on, 20))
    assert run(cast.owner) == 0
    assert open_notice(cast) is None
    assert scene.is_there()


def test_a_file_opened_again_is_called_off_and_counts_anew_once_closed(cast: Cast, clock: Clock) -> None:
    file, scene = closed(cast)
    week_before(scene, clock)
    run(cast.owner)
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        reopen_case(works, case_id=file.case.pk)
    clock.pass_days(1)
    run(cast.owner)
    with unit_of_work(cast.owner.system):
        assert Notice.objects.get().outcome == WhatBecame.CALLED_OFF
    close(cast, file.case.pk)
    again = person_scene(cast.owner, file.case.person_id)
    clock.pass_days(30)
    assert run(cast.owner) == 0
    the_week(again, clock)
    assert run(cast.owner) == 1
    assert not scene.is_there()


def test_opened_and_closed_again_between_two_runs_the_week_and_the_years_begin_again(
    cast: Cast, clock: Clock
) -> None:
    file, scene = closed(cast)
    the_week(scene, clock)
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        reopen_case(works, case_id=file.case.pk)
    close(cast, file.case.pk)
    assert run(cast.owner) == 0
    assert scene.is_there()


def test_what_is_erased_takes_the_tokens_and_leaves_the_codes(cast: Cast, clock: Clock) -> None:
    file, scene = closed(cast)
    the_week(scene, clock)
    assert run(cast.owner) == 1
    with unit_of_work(cast.owner.system):
        person, case = Person.objects.get(), Case.objects.get()
        assert person.erased_at is not None
        assert not NameToken.objects.exists()
        assert (case.state, case.closed_reason) == (CaseState.CLOSED, CloseReason.HELP_COMPLETED)
    (line,) = read_journal(settings.PALERMO_ERASURES_FILE)
    assert (line.subject_id, line.reason) == (file.case.person_id, "retention_ended")


def disclosed(cast: Cast) -> tuple[flow.File, Referral, Enquiry]:
    """A person whose identity the partner was told."""
    flow.agree(cast)
    flow.have_basis(cast)
    works, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    file = flow.open_file(works)
    referral = flow.enquire(works, file.need, cast.partner.id)
    enquiry = flow.accepted(helper, referral)
    flow.consent(works, referral)
    flow.disclose(works, referral)
    return file, referral, enquiry


def test_who_was_told_is_asked_to_erase_too_and_must_answer(cast: Cast, clock: Clock) -> None:
    file, referral, enquiry = disclosed(cast)
    helper, works = cast.partner[Role.FOCAL_POINT], cast.owner[Role.CASEWORKER]
    with unit_of_work(helper):
        complete(helper, enquiry_id=enquiry.pk, outcome=Outcome.NEED_MET)
    flow.work_off()
    close(cast, file.case.pk)
    scene = person_scene(cast.owner, file.case.person_id)
    with unit_of_work(works):
        Consent.objects.update(valid_until=years_after(scene.ends_on, 1))
        record(works, verb=RetentionVerb.SHOWN)
    the_week(scene, clock)
    assert flow.now_at(works, referral).state == ReferralState.COMPLETED
    assert run(cast.owner) == 1
    assert not scene.is_there()
    assert flow.now_at(works, referral).state == ReferralState.WITHDRAWN
    with unit_of_work(works):
        assert Consent.objects.get().withdrawn_at == clock.now
    flow.work_off()
    assert flow.received(helper, referral).state == ReferralState.WITHDRAWN


# --- what keeps it ---------------------------------------------------------------------------------------------


def an_open_case(cast: Cast) -> flow.File:
    file, _scene = closed(cast)
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        reopen_case(works, case_id=file.case.pk)
    return file


def an_open_referral(cast: Cast) -> flow.File:
    flow.agree(cast)
    flow.have_basis(cast)
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    flow.enquire(cast.owner[Role.CASEWORKER], file.need, cast.partner.id)
    return file


def an_unanswered_withdrawal(cast: Cast) -> flow.File:
    file, referral, _enquiry = disclosed(cast)
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        withdraw(works, referral_id=referral.pk)
    return file


def an_enquiry_to_finish(cast: Cast) -> flow.File:
    """The owner's person, as if another office had referred them here and waits."""
    file = flow.open_file(cast.owner[Role.CASEWORKER])
    system = cast.owner.system
    with unit_of_work(system):
        Enquiry.objects.create(
            organisation_id=cast.owner.id,
            sender_id=cast.partner.id,
            code="X",
            thread_id=uuid7(),
            state=ReferralState.IN_SERVICE,
            need_kind="health",
            received_at=timezone.now(),
            due_at=timezone.now(),
            person_id=file.case.person_id,
            case_id=file.case.pk,
        )
        record(system, verb=RetentionVerb.SHOWN)
    return file


def a_review_to_make(cast: Cast) -> flow.File:
    works = cast.owner[Role.CASEWORKER]
    file = flow.open_file(works)
    with unit_of_work(works):
        request_override(
            works,
            room="protection",
            subject_id=file.case.person_id,
            recipient_id=cast.partner.id,
            ground=OverrideGround.DANGER_TO_LIFE,
            data_classes=[DataClass.SAFE_CONTACT],
        )
    return file


def a_complaint(cast: Cast) -> flow.File:
    works, today = cast.owner[Role.CASEWORKER], timezone.now().date()
    file = flow.open_file(works)
    with unit_of_work(works):
        record_complaint(
            works,
            case_id=file.case.pk,
            about=ComplaintAbout.OUR_OFFICE,
            words="It was cold",
            received_on=today,
            answer_due=today,
        )
    return file


def a_request(cast: Cast) -> flow.File:
    works = cast.owner[Role.CASEWORKER]
    file = flow.open_file(works)
    with unit_of_work(works):
        record_request(
            works,
            case_id=file.case.pk,
            asked_by=AuthorityKind.POLICE,
            claimed_basis=ClaimedBasis.NONE_NAMED,
            asked_for=[AskedFor.WHEREABOUTS],
            received_on=timezone.now().date(),
            asker="Officer Drabblesmith",
        )
    return file


def a_reconsideration(cast: Cast) -> flow.File:
    works, decides, lead = (
        cast.owner[role] for role in (Role.CASEWORKER, Role.DECISION_MAKER, Role.COORDINATOR)
    )
    file = flow.open_file(works)
    with unit_of_work(lead):
        assign_case(lead, case_id=file.case.pk, user_id=decides.user_id)
    plant_identification(works, decides, file.case)
    return file


def a_breach_to_tell(cast: Cast) -> flow.File:
    """Whose name was read on a telephone that was lost."""
    works, auditor = cast.owner[Role.CASEWORKER], cast.owner[Role.AUDITOR]
    file = flow.open_file(works)
    with unit_of_work(works):
        reveal(works, Person.objects.get(pk=file.case.person_id), "name", object_type="person")
    with unit_of_work(auditor):
        note_breach(auditor, kind=BreachKind.DEVICE_LOST, window=exposure.Window(), known_at=timezone.now())
    flow.work_off()
    return file


def an_asking(cast: Cast) -> flow.File:
    """An authority was asked and has not decided."""
    works = cast.owner[Role.CASEWORKER]
    asking.let_ask(cast)
    case = asking.presumed(works)
    asking.ask(works, case, cast.partner.id)
    return _file_of(works, case)


def an_asking_taken_back(cast: Cast) -> flow.File:
    file = an_asking(cast)
    works = cast.owner[Role.CASEWORKER]
    with unit_of_work(works):
        take_back_ask(works, ask_id=Ask.objects.get().pk)
    return file


def a_matter_to_decide(cast: Cast) -> flow.File:
    """The owner's file, as if another office had asked to decide about it and waits."""
    file, system = flow.open_file(cast.owner[Role.CASEWORKER]), cast.owner.system
    with unit_of_work(system):
        Matter.objects.create(
            organisation_id=cast.owner.id,
            sender_id=cast.partner.id,
            code="X",
            thread_id=uuid7(),
            received_at=timezone.now(),
            due_at=timezone.now(),
            lawyer=Lawyer.WANTS_ONE,
            person_id=file.case.person_id,
            case_id=file.case.pk,
        )
        record(system, verb=RetentionVerb.SHOWN)
    return file


def a_joined_file(cast: Cast) -> flow.File:
    """The person has another file here, which is open and leads."""
    return _joined(cast)[1]


def a_leading_file(cast: Cast) -> flow.File:
    """The person has another file here, which is open; this one leads."""
    return _joined(cast)[0]


def _joined(cast: Cast) -> tuple[flow.File, flow.File]:
    works = cast.owner[Role.CASEWORKER]
    first, second = flow.open_file(works), flow.open_file(works)
    with unit_of_work(works):
        say_same_person(works, pair_id=LookAlike.objects.get().pk, leads_id=first.case.person_id)
    return first, second


def _file_of(works: Staff, case: Case) -> flow.File:
    with unit_of_work(works):
        return flow.File(case=case, need=Need.objects.get(case=case))


KEEPERS: dict[str, Callable[[Cast], flow.File]] = {
    "authority_decides": an_asking,
    "taking_back_unanswered": an_asking_taken_back,
    "matter_open": a_matter_to_decide,
    "joined": a_joined_file,
    "leads": a_leading_file,
    "open_case": an_open_case,
    "open_referral": an_open_referral,
    "withdrawal_unanswered": an_unanswered_withdrawal,
    "open_enquiry": an_enquiry_to_finish,
    "review_waits": a_review_to_make,
    "open_complaint": a_complaint,
    "open_request": a_request,
    "breach_untold": a_breach_to_tell,
    "open_reconsideration": a_reconsideration,
}


def test_everything_that_keeps_a_person_s_file_is_tried() -> None:
    assert keeper_codes("person") == sorted(KEEPERS)


@pytest.mark.parametrize("code", sorted(KEEPERS))
def test_what_is_open_keeps_the_file_and_says_so(code: str, cast: Cast, clock: Clock) -> None:
    file = KEEPERS[code](cast)
    if code != "open_case":
        close(cast, file.case.pk)
    scene = person_scene(cast.owner, file.case.person_id)
    week_before(scene, clock)
    for _day in range(NOTICE_DAYS + 5):
        assert run(cast.owner) == 0
        clock.pass_days(1)
    assert scene.is_there()
    with unit_of_work(cast.owner.system):
        kept = what_keeps(cast.owner.id, {file.case.person_id: "person"})[file.case.person_id]
    assert code in [found for found, _words in kept]
    assert all(str(words) for _code, words in kept)
    assert (open_notice(cast) is None) == (code == "open_case")


def test_once_a_withdrawal_is_answered_the_file_ends(cast: Cast, clock: Clock) -> None:
    file, referral, enquiry = disclosed(cast)
    works, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    with unit_of_work(works):
        withdraw(works, referral_id=referral.pk)
    close(cast, file.case.pk)
    scene = person_scene(cast.owner, file.case.person_id)
    the_week(scene, clock)
    assert run(cast.owner) == 0
    flow.work_off()
    with unit_of_work(helper):
        answer_withdrawal(helper, enquiry_id=enquiry.pk, answer=WithdrawalAnswer.KEPT_LEGAL_DUTY)
    flow.work_off()
    assert run(cast.owner) == 1
    assert not scene.is_there()


# --- kept longer -----------------------------------------------------------------------------------------------


def test_a_named_colleague_keeps_it_longer_and_it_is_shown_for_a_week_again(cast: Cast, clock: Clock) -> None:
    _file, scene = closed(cast)
    lead = cast.owner[Role.COORDINATOR]
    the_week(scene, clock)
    notice = open_notice(cast)
    assert notice is not None
    until = clock.day + timedelta(days=90)
    with unit_of_work(lead):
        keep_longer(lead, notice_id=notice.pk, reason=KeepReason.PROCEEDINGS, until=until)
    for _day in range(60):
        assert run(cast.owner) == 0
        clock.pass_days(1)
    kept = open_notice(cast)
    assert kept is not None
    assert (kept.days_shown, kept.kept_reason, kept.kept_by_id) == (0, "proceedings", lead.user_id)
    clock.go_to(until - timedelta(days=NOTICE_DAYS))
    for _day in range(NOTICE_DAYS):
        assert run(cast.owner) == 0
        clock.pass_days(1)
    assert run(cast.owner) == 1
    assert not scene.is_there()


@pytest.mark.parametrize("days", [0, 367])
def test_it_is_not_kept_until_a_day_that_is_past_or_for_more_than_a_year(
    days: int, cast: Cast, clock: Clock
) -> None:
    _file, scene = closed(cast)
    lead = cast.owner[Role.COORDINATOR]
    clock.go_to(scene.ends_on)
    run(cast.owner)
    notice = open_notice(cast)
    assert notice is not None
    with unit_of_work(lead), pytest.raises(Refused, match="keep_until_when"):
        keep_longer(
            lead,
            notice_id=notice.pk,
            reason=KeepReason.CLAIM,
            until=clock.day + timedelta(days=days),
        )


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.FOCAL_POINT, Role.DECISION_MAKER, Role.ADMINISTRATOR])
def test_nobody_but_who_leads_keeps_it_longer(role: Role, cast: Cast, clock: Clock) -> None:
    _file, scene = closed(cast)
    clock.go_to(scene.ends_on)
    run(cast.owner)
    notice = open_notice(cast)
    assert notice is not None
    actor = cast.owner[role]
    with unit_of_work(actor), pytest.raises(Refused):
        keep_longer(
            actor,
            notice_id=notice.pk,
            reason=KeepReason.CLAIM,
            until=clock.day + timedelta(days=20),
        )


# --- files in which nothing happens -----------------------------------------------------------------------------


def test_an_open_file_in_which_nothing_happens_is_shown_to_who_leads_and_closed_by_nobody(
    cast: Cast, clock: Clock
) -> None:
    flow.agree(cast)
    flow.have_basis(cast)
    works, lead = cast.owner[Role.CASEWORKER], cast.owner[Role.COORDINATOR]
    quiet, lively = flow.open_file(works), flow.open_file(works)

    def shown() -> list[UUID]:
        with unit_of_work(lead):
            return list(quiet_cases(lead, day=clock.day).values_list("pk", flat=True))

    clock.pass_days(30 * YEARS.quiet_months - 30)
    assert shown() == []
    flow.enquire(works, lively.need, cast.partner.id)
    clock.pass_days(60)
    assert shown() == [quiet.case.pk]
    with unit_of_work(works):
        assert not quiet_cases(works, day=clock.day).exists()
    clock.pass_days(4000)
    assert run(cast.owner) == 0
    with unit_of_work(lead):
        assert set(Case.objects.values_list("state", flat=True)) == {CaseState.OPEN}
