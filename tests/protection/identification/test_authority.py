"""The way to a decision: asked with the person's yes, decided at the authority, answered, taken back, asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.protection.identification import asking
from tests.protection.identification.asking import TOLD, WHY, ask, let_ask, matter, presumed
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.last_page import press

from palermo.desk.models import Clock
from palermo.directory.services import end as end_agreement
from palermo.exchange.models import Body, Envelope
from palermo.protection.cases.codes import Stage
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.persons import erase_person
from palermo.protection.identification.authority import codes
from palermo.protection.identification.authority.codes import AskState, AskWithdrawalAnswer, NotAsking
from palermo.protection.identification.authority.ending import end_unasked
from palermo.protection.identification.authority.models import Ask, Matter
from palermo.protection.identification.authority.services.asking import Again
from palermo.protection.identification.authority.services.matters import answer_taken_back, send_answer_again
from palermo.protection.identification.authority.services.taking_back import record_not_asking, take_back_ask
from palermo.protection.identification.authority.services.telling import record_told
from palermo.protection.identification.authority.words import (
    ASK_STATES,
    INTERPRETED,
    LAWYERS,
    LETTER_KEPT,
    NOT_ASKING,
    REASONS,
    WITHDRAWAL_ANSWERS,
)
from palermo.protection.identification.codes import AskedBy
from palermo.protection.identification.models import Account, Presumption, Reflection, Screening
from palermo.protection.identification.services.decisions import decide
from palermo.protection.identification.verbs import IdentificationVerb
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.reference.letters import letters, paragraphs
from palermo.trust.actor import Staff
from palermo.trust.basis.models import Consent
from palermo.trust.basis.rules import DataClass
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.reasons import known_reasons
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal


@pytest.fixture
def decides(cast: Cast) -> Staff:
    """The decision-maker of the authority, the partner."""
    return cast.partner[Role.DECISION_MAKER]


@pytest.fixture
def asked(cast: Cast, works: Staff) -> Ask:
    """The owner asked the partner to decide."""
    let_ask(cast)
    return ask(works, presumed(works), cast.partner.id)


def decided(decides: Staff, row: Ask, outcome: str = "positive") -> Matter:
    found = matter(decides, row)
    with unit_of_work(decides):
        decide(decides, case_id=found.case_id, outcome=outcome, reasons=WHY)
    flow.work_off()
    return found


def page(browser: Client, name: str, *arguments: object) -> str:
    response = browser.get(reverse(name, args=arguments))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def today(actor: Staff) -> str:
    return page(signed_in(actor), "web:today")


def test_what_the_person_chose_arrives_as_a_matter_in_a_file_of_the_authoritys_own(
    works: Staff, decides: Staff, asked: Ask
) -> None:
    found = matter(decides, asked)
    with unit_of_work(decides):
        person = found.case.person
        assert unseal(person, "name", "birth", "safe_contact") == {
            "name": flow.NAME,
            "birth": "",
            "safe_contact": flow.SAFE,
        }
        assert [unseal(row, "account")["account"] for row in Account.objects.all()] == [TOLD]
        screening = Screening.objects.get()
        assert screening.answers == {"fear": "observed", "debt": "not_observed"}
        assert found.case.code != Case.objects.get(pk=found.case_id).person.code
        assert Presumption.objects.get().responder_kind == "ngo"
        clock = Clock.objects.get(kind="decision")
        assert clock.due_at.date() == timezone.now().date() + timedelta(days=45)
        envelope = Envelope.objects.get(kind="identification_request")
        assert {"not_for_migration", "not_against_person"} <= set(envelope.caveats)
        assert not Body.objects.filter(envelope=envelope).exists()
    with unit_of_work(works):
        consent = Consent.objects.get()
        assert (consent.disclosure_purpose, consent.alternative_existed) == ("identification", True)
        assert Case.objects.get(pk=asked.case_id).code != found.case.code


def test_the_decision_comes_back_sealed_with_its_reasons_and_stands_on_today_until_told(
    cast: Cast, works: Staff, decides: Staff, asked: Ask
) -> None:
    browser = signed_in(decides)
    found = matter(decides, asked)
    assert "Decide whether the person is a victim" in page(browser, "web:today")
    shown = page(browser, "protection:identification", found.case_id)
    assert "Not for any decision on stay or removal." in shown
    assert "With an authority" in page(signed_in(works), "protection:with_authority")
    decided(decides, asked)
    with unit_of_work(works):
        row = Ask.objects.get()
        case = Case.objects.get(pk=row.case_id)
        assert (row.state, row.outcome, case.stage) == (AskState.ANSWERED, "positive", Stage.IDENTIFIED)
        assert unseal(row, "reasons") == {"reasons": WHY}
        assert not Clock.objects.filter(kind="decision", done_at__isnull=True).exists()
        assert not Body.objects.exists()
    for actor in (works, cast.owner[Role.COORDINATOR]):
        assert "Partner decided: tell the person" in today(actor)
    assert WHY in page(signed_in(works), "protection:asking", row.case_id, row.pk)
    history = page(signed_in(works), "protection:case", row.case_id)
    assert "Decision of the authority arrived" in history


def test_it_is_asked_page_by_page_and_said_before_what_else_the_authority_is(
    cast: Cast, works: Staff, browser: Client
) -> None:
    let_ask(cast)
    case = presumed(works)
    first = page(browser, "protection:ask_authority", case.pk, BEGUN, "who")
    assert "Immigration: it decides on stay or removal" in first
    assert "Not to ask is neutral" in first
    with unit_of_work(works):
        account = Account.objects.get()

    def say(step: str, **answers: object) -> Any:
        address = reverse("protection:ask_authority", args=[case.pk, BEGUN, step])
        return browser.post(address, {"action": "continue", **answers})

    say("who", authority=str(cast.partner.id), lawyer="wants_one")
    wrong = say("what", data_classes=["name", "account"])
    assert "Tick the entries that may go" in wrong.content.decode()
    say("what", data_classes=["name", "account"], accounts=[str(account.pk)])
    last = timezone.now().date() + timedelta(days=30)
    say(
        "yes",
        told_limits="on",
        given_by="self",
        form="spoken",
        language="fr",
        valid_until_day=last.day,
        valid_until_month=last.month,
        valid_until_year=last.year,
    )
    check = page(browser, "protection:ask_authority", case.pk, BEGUN, "check")
    assert flow.NAME in check and TOLD in check and flow.BIRTH not in check
    assert "Not against the person, in whatever proceedings." in check
    sent = press(browser, reverse("protection:ask_authority", args=[case.pk, BEGUN, "check"]))
    assert sent.headers["Location"].endswith("done=authority_asked")
    with unit_of_work(works):
        row = Ask.objects.get()
        assert row.disclosed_classes == ["account", "name", "safe_contact"]


def test_an_office_without_a_decision_maker_starts_no_time_before_it_asks_and_whoever_leads_is_told(
    cast: Cast, works: Staff
) -> None:
    asking.decide_nothing_here(cast)
    let_ask(cast)
    case, lead = presumed(works), cast.owner[Role.COORDINATOR]
    with unit_of_work(works):
        assert not Clock.objects.filter(kind="decision").exists()
    assert "nobody is asked to decide" in today(lead)
    assert "nobody is asked to decide" not in today(works)
    with unit_of_work(works):
        record_not_asking(works, case_id=case.pk, reason=NotAsking.PERSON_DOES_NOT_WANT)
    assert "nobody is asked to decide" not in today(lead)
    ask(works, case, cast.partner.id)
    with unit_of_work(works):
        assert Presumption.objects.get().not_asking == ""
        assert Clock.objects.get(kind="decision").due_at > timezone.now()


def test_times_that_ran_although_nobody_was_asked_end_once_and_the_presumption_stands_on_today(
    cast: Cast, works: Staff
) -> None:
    case = presumed(works)
    with unit_of_work(works):
        assert Clock.objects.filter(kind="decision", object_id=case.pk, done_at__isnull=True).exists()
    asking.decide_nothing_here(cast)
    for _time in range(2):
        with unit_of_work(cast.owner.system):
            end_unasked(cast.owner.system)
    with unit_of_work(works):
        assert not Clock.objects.filter(kind="decision", done_at__isnull=True).exists()
    assert "nobody is asked to decide" in today(cast.owner[Role.COORDINATOR])


def test_not_yet_is_told_and_early_needs_a_reason_while_the_persons_time_runs_elsewhere(
    cast: Cast, works: Staff, decides: Staff
) -> None:
    let_ask(cast)
    case = presumed(works)
    with unit_of_work(works):
        until = timezone.now().date() + timedelta(days=5)
        Reflection.objects.filter(case=case).update(minimum_until=until, until=until)
        record(works, verb=IdentificationVerb.REFLECTION_EXTENDED, object_type="case", object_id=case.pk)
    row = ask(works, case, cast.partner.id)
    found = matter(decides, row)
    with pytest.raises(Refused, match="decision_too_early"), unit_of_work(decides):
        decide(decides, case_id=found.case_id, outcome="negative", reasons=WHY)
    decided(decides, row, "not_yet")
    with unit_of_work(works):
        held = Ask.objects.get()
        assert (held.state, held.not_yet_on) == (AskState.OPEN, timezone.now().date())


def test_a_decision_can_be_looked_at_again_in_the_same_file_with_what_is_said_against_it(
    cast: Cast, works: Staff, decides: Staff, asked: Ask
) -> None:
    first = decided(decides, asked, "negative")
    with unit_of_work(works):
        case = Case.objects.get(pk=asked.case_id)
        assert case.stage == Stage.NOT_IDENTIFIED
    with pytest.raises(Refused, match="decided_already"):
        ask(works, case, cast.partner.id)
    again = Again(about_id=asked.pk, asked_by=AskedBy.LAWYER, grounds="The tin box was found")
    second = ask(works, case, cast.partner.id, again=again)
    found = matter(decides, second)
    assert (found.case_id, found.is_again) == (first.case_id, True)
    with unit_of_work(decides):
        assert Account.objects.count() == 1, "what was told is kept once"
    assert "Look at the decision again" in today(decides)
    decided(decides, second, "positive")
    with unit_of_work(works):
        assert Case.objects.get(pk=case.pk).stage == Stage.IDENTIFIED
        assert Ask.objects.get(pk=second.pk).outcome == "positive"


def test_taking_it_back_ends_the_yes_and_must_be_answered_and_erasing_there_takes_that_file_alone(
    cast: Cast, works: Staff, decides: Staff, asked: Ask
) -> None:
    found = matter(decides, asked)
    with unit_of_work(works):
        take_back_ask(works, ask_id=asked.pk)
    flow.work_off()
    with unit_of_work(works):
        assert Consent.objects.get().withdrawn_at is not None
        assert not Clock.objects.filter(kind="decision", done_at__isnull=True).exists()
    lead = cast.partner[Role.COORDINATOR]
    assert "The person took the asking back: answer it" in today(lead)
    with unit_of_work(lead):
        answer_taken_back(lead, matter_id=found.pk, taken=AskWithdrawalAnswer.ERASED)
    flow.work_off()
    with unit_of_work(lead):
        assert Person.objects.get(pk=found.person_id).erased_at is not None
    with unit_of_work(works):
        row = Ask.objects.get()
        assert (row.state, row.withdrawal_answer) == (AskState.WITHDRAWAL_ANSWERED, "erased")
        assert Person.objects.get(pk=row.person_id).erased_at is None


def test_an_answer_that_may_not_leave_stops_no_decision_and_is_sent_once_it_may(
    cast: Cast, works: Staff, decides: Staff
) -> None:
    agreement_id = let_ask(cast)
    row = ask(works, presumed(works), cast.partner.id)
    lead = cast.partner[Role.COORDINATOR]
    with unit_of_work(lead):
        end_agreement(lead, agreement_id=agreement_id)
    found = decided(decides, row)
    with unit_of_work(lead):
        assert Matter.objects.get().answer_waits
    assert "could not be told to the office that asked" in today(lead)
    asking.let_ask(cast)
    with unit_of_work(lead):
        send_answer_again(lead, matter_id=found.pk)
    flow.work_off()
    with unit_of_work(works):
        assert Ask.objects.get().outcome == "positive"


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("no agreement", "no_agreement"),
        ("no basis", "no_processing_basis"),
        ("not told", "consent_without_being_told"),
        ("never shared", "never_share"),
        ("no authority", "not_an_authority"),
        ("asked twice", "authority_asked_already"),
        ("nobody presumed", "nobody_presumed"),
    ],
)
def test_what_stops_the_asking_stops_it_and_nothing_leaves(
    cast: Cast, works: Staff, owner_connection: psycopg.Connection[Any], case: str, reason: str
) -> None:
    if case == "no basis":
        asking.agree(cast.owner, cast.partner, purposes=[asking.ProcessingPurpose.IDENTIFICATION])
    elif case != "no agreement":
        let_ask(cast)
    file = flow.open_file(works).case if case == "nobody presumed" else presumed(works)
    if case == "never shared":
        with unit_of_work(works):
            add_never_share(works, case_id=file.pk, kind=NeverKind.OFFICE, office_id=cast.partner.id)
    if case == "no authority":
        owner_connection.execute(
            "UPDATE people_organisation SET kind = 'ngo' WHERE id = %s", [cast.partner.id]
        )
    yes = replace(asking.YES, told_limits=False) if case == "not told" else asking.YES
    before = 0
    if case == "asked twice":
        ask(works, file, cast.partner.id)
        before = 1
    with pytest.raises(Refused, match=reason):
        ask(works, file, cast.partner.id, yes=yes)
    with unit_of_work(works):
        assert Envelope.objects.filter(kind="identification_request").count() == before
        assert Ask.objects.count() == before


def test_an_erasure_tells_the_authority_and_keeps_no_reason(
    cast: Cast, works: Staff, decides: Staff, asked: Ask
) -> None:
    decided(decides, asked)
    lead = cast.owner[Role.COORDINATOR]
    with unit_of_work(lead):
        remains = erase_person(lead, person_id=asked.person_id, reason="person_asked")
        row = Ask.objects.get()
        assert bytes(row.reasons) == b""
        assert row.state == AskState.WITHDRAWN
    assert remains is not None
    flow.work_off()
    with unit_of_work(decides):
        assert Matter.objects.get().state == AskState.WITHDRAWN


def test_the_time_to_ask_again_runs_from_when_the_person_was_told_and_the_letter_is_in_their_language(
    cast: Cast, works: Staff, decides: Staff, browser: Client, asked: Ask
) -> None:
    decided(decides, asked, "negative")
    address = reverse("protection:tell_decision", args=[asked.case_id, asked.pk])
    day = timezone.now().date()
    said: dict[str, object] = {
        "told_on_day": day.day,
        "told_on_month": day.month,
        "told_on_year": day.year,
        "language": "fr",
        "interpreted": "interpreter",
        "letter_kept": "neutral_paper",
    }
    assert browser.post(address, said).headers["Location"].endswith("done=told")
    with unit_of_work(works):
        row = Ask.objects.get()
        assert (row.told_on, row.again_until) == (day, day + timedelta(days=30))
        assert (row.told_language, row.interpreted) == ("fr", "interpreter")
    letter = page(browser, "protection:letter", asked.case_id, asked.pk)
    assert "L’aide que vous recevez continue." in letter and WHY in letter and 'lang="fr"' in letter
    assert "Nobody has reviewed" in letter and "<title>Paper" in letter
    assert flow.NAME not in letter and "victim" not in letter.split("</title>")[0]
    assert "tell the person" not in today(works)
    assert browser.post(address, said | {"letter_kept": "read_only"}).status_code == 302
    assert "print nothing" in page(browser, "protection:letter", asked.case_id, asked.pk)
    with pytest.raises(Refused, match="told_before_decided"), unit_of_work(works):
        record_told(
            works,
            ask_id=asked.pk,
            told_on=day - timedelta(days=1),
            language="fr",
            interpreted=codes.Interpreted.INTERPRETER,
            letter_kept=codes.LetterKept.READ_ONLY,
        )


def test_the_standard_sentences_are_whole_in_each_language_and_say_that_nobody_reviewed_them() -> None:
    version, found = letters()
    assert version and {"en", "fr", "es", "ar"} <= set(found)
    for texts in found.values():
        assert "{until}" in texts.again
        assert all((texts.positive, texts.negative, texts.help, texts.reasons))
        assert texts.reviewed == ""
    assert paragraphs("fr-CA").language == "fr"
    assert paragraphs("ti").language == "en"


def test_what_was_not_chosen_does_not_leave(cast: Cast, works: Staff, decides: Staff) -> None:
    let_ask(cast)
    row = ask(works, presumed(works), cast.partner.id, classes=frozenset({DataClass.LANGUAGES}))
    found = matter(decides, row)
    with unit_of_work(decides):
        assert not Account.objects.exists()
        assert not Screening.objects.exists()
        assert unseal(found.case.person, "name")["name"] == ""
        assert found.case.person.languages == ["fr"]


def test_every_code_of_asking_has_words() -> None:
    for words, of in (
        (ASK_STATES, codes.AskState),
        (LAWYERS, codes.Lawyer),
        (NOT_ASKING, codes.NotAsking),
        (LETTER_KEPT, codes.LetterKept),
        (INTERPRETED, codes.Interpreted),
        (WITHDRAWAL_ANSWERS, codes.AskWithdrawalAnswer),
    ):
        assert set(words) == {one.value for one in of}
    assert set(REASONS) <= known_reasons()
