"""Known as: a neutral word for each case, drawn by the program, changed by who works on it, never like the name."""

from __future__ import annotations

import re
from importlib import import_module
from unittest.mock import patch
from uuid import uuid4

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.support.cast import Cast, signed_in
from tests.support.last_page import press

from palermo.kit.components import Known
from palermo.kit.templatetags.kit import show
from palermo.protection.cases.codes import CloseReason, EraseReason
from palermo.protection.cases.models.cases import LONGEST_WORD, Case
from palermo.protection.cases.services import drawing
from palermo.protection.cases.services.cases import close_case, open_case, reopen_case
from palermo.protection.cases.services.known_as import call_case, draw_case_word
from palermo.protection.cases.services.persons import erase_person, record_identity
from palermo.reference.neutral_words import LANGUAGES, neutral_words
from palermo.trust.actor import Staff
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

MIGRATION = import_module("palermo.protection.migrations.0004_known_as")


def opened(actor: Staff) -> Case:
    with unit_of_work(actor):
        return open_case(actor)


def test_the_list_has_words_enough_in_english_and_arabic_and_each_fits() -> None:
    assert {"en", "ar"} <= LANGUAGES
    for language in LANGUAGES:
        words = neutral_words(language)
        assert len(words) == len(set(words)) >= 100, language
        assert all(0 < len(word) <= LONGEST_WORD for word in words)


def test_open_cases_of_an_office_share_no_word_while_words_remain(works: Staff, cast: Cast) -> None:
    with patch.object(drawing, "neutral_words", lambda _language: ("Heron", "Oak", "Teal")):
        first = [opened(works) for _ in range(3)]
        assert {case.known_as for case in first} == {"Heron", "Oak", "Teal"}
        assert opened(works).known_as in {"Heron", "Oak", "Teal"}
        assert opened(cast.stranger[Role.COORDINATOR]).known_as in {"Heron", "Oak", "Teal"}


def test_a_word_is_free_again_when_its_case_is_closed_and_new_when_it_is_opened_again(works: Staff) -> None:
    with patch.object(drawing, "neutral_words", lambda _language: ("Heron", "Oak")):
        heron = opened(works)
        with unit_of_work(works):
            close_case(works, case_id=heron.pk, reason=CloseReason.HELP_COMPLETED)
            call_case(works, case_id=open_case(works).pk, word=heron.known_as)
            again = reopen_case(works, case_id=heron.pk)
            assert Case.objects.get(pk=heron.pk).known_as == again.known_as != heron.known_as


def test_the_word_is_drawn_in_the_language_of_the_page(works: Staff) -> None:
    with translation.override("ar"):
        assert opened(works).known_as in neutral_words("ar")
    with translation.override("fr"):
        assert opened(works).known_as in neutral_words("en")


@pytest.mark.parametrize(
    "typed",
    [
        "Amina",
        "amina",
        "the Amina one",
        "Ameena",
        "أمينة",
        "Амина",
        "Dembele",
        "Dembelé of the farm",
        "aminadembele",
        "Dem",
        "Stela",
        "a b c d e f Amina",
    ],
)
def test_a_word_like_a_sealed_name_is_refused_in_words(works: Staff, browser: Client, typed: str) -> None:
    case = opened(works)
    with unit_of_work(works):
        record_identity(works, person_id=case.person_id, name="Amina Dembélé", other_names="Stella")
    page = browser.post(reverse("protection:known_as", args=[case.pk]), {"known_as": typed})
    text = page.content.decode()
    assert "like a name of the person" in text
    assert 'href="#id_known_as"' in text
    with unit_of_work(works):
        assert typed != Case.objects.get(pk=case.pk).known_as
        event = LedgerEvent.objects.filter(verb="refused").order_by("-sequence")[0]
        assert event.codes == {"asked": "case.call", "reason": "known_as_like_a_name"}


def test_whoever_works_on_it_changes_the_word_and_the_ledger_keeps_only_that(
    works: Staff, browser: Client
) -> None:
    case = opened(works)
    url = reverse("protection:known_as", args=[case.pk])
    assert "Never the name" in browser.get(url).content.decode()
    answer = browser.post(url, {"known_as": "  Woman,  coast road "})
    assert answer.status_code == 302
    with unit_of_work(works):
        assert Case.objects.get(pk=case.pk).known_as == "Woman, coast road"
        event = LedgerEvent.objects.filter(verb="case.known_as_changed").get()
        assert event.codes == {}
    assert browser.post(url, {"act": "draw"}).status_code == 302
    with unit_of_work(works):
        assert Case.objects.get(pk=case.pk).known_as in neutral_words("en")


def test_who_does_not_work_on_the_case_changes_nothing(works: Staff, cast: Cast) -> None:
    case = opened(works)
    for actor in (cast.owner[Role.FOCAL_POINT], cast.partner[Role.COORDINATOR], cast.owner[Role.ANALYST]):
        with unit_of_work(actor), pytest.raises(Refused):
            call_case(actor, case_id=case.pk, word="Oak")
        with unit_of_work(actor), pytest.raises(Refused):
            draw_case_word(actor, case_id=case.pk)


@pytest.mark.parametrize("typed", ["", "   ", "x" * 41])
def test_a_word_has_one_to_forty_letters(works: Staff, browser: Client, typed: str) -> None:
    case = opened(works)
    with unit_of_work(works), pytest.raises(Refused) as refused:
        call_case(works, case_id=case.pk, word=typed)
    assert refused.value.reason == "known_as_length"
    page = browser.post(reverse("protection:known_as", args=[case.pk]), {"known_as": typed})
    assert page.status_code == 200


def test_a_name_told_later_takes_the_place_of_no_word_that_is_like_it(works: Staff) -> None:
    case = opened(works)
    with unit_of_work(works):
        call_case(works, case_id=case.pk, word="Linnet")
        record_identity(works, person_id=case.person_id, name="Lynette Oakes")
        word = Case.objects.get(pk=case.pk).known_as
    assert word not in {"Linnet", "Oak", ""}


def test_whoever_writes_a_name_like_the_word_is_told_that_another_was_drawn(
    works: Staff, browser: Client
) -> None:
    case = opened(works)
    with unit_of_work(works):
        call_case(works, case_id=case.pk, word="Linnet")
    about = dict.fromkeys(("age_band", "gender", "nationality", "language_1"), "not_asked")
    for name in ("Amina Dembélé", "Lynette Oakes"):
        begun = uuid4()
        for step, typed in (("contact", {"safe_contact": ""}), ("about", about), ("who", {"name": name})):
            browser.post(reverse("protection:identity", args=[case.pk, begun, step]), typed)
        last = reverse("protection:identity", args=[case.pk, begun, "check"])
        told = press(browser, last, follow=True).content.decode()
        assert "What you wrote is kept and sealed." in told
        assert ("so another was drawn" in told) is (name == "Lynette Oakes")


def test_the_word_stands_beside_the_code_in_the_head_and_in_lists_and_after_opening(
    works: Staff, browser: Client
) -> None:
    answer = browser.post(reverse("protection:open_case"), {"action": "open"}, follow=True)
    with unit_of_work(works):
        case = Case.objects.get()
    assert f"knows it as {case.known_as}" in answer.content.decode()
    both = f'<span class="nick">{case.known_as}</span> <span class="code">{case.code}</span>'
    assert both in browser.get(reverse("protection:case", args=[case.pk])).content.decode()
    listed = browser.get(reverse("protection:cases")).content.decode()
    assert f'<a href="{reverse("protection:case", args=[case.pk])}">{case.known_as}</a>' in listed
    assert f'class="code">{case.code}<' in re.sub("</?bdi[^>]*>", "", listed)


def test_a_word_of_another_script_keeps_its_direction_and_a_case_without_one_is_its_code() -> None:
    assert show(Known("", "W9YM-C9DP")) == '<span class="code">W9YM-C9DP</span>'
    assert show(Known("بلشون", "W9YM-C9DP")) == (
        '<bdi><span class="nick">بلشون</span></bdi> <span class="code">W9YM-C9DP</span>'
    )
    assert show(Known("<b>", "X", "/there/")) == (
        '<a href="/there/"><span class="nick">&lt;b&gt;</span> <span class="code">X</span></a>'
    )


def test_the_word_goes_with_the_file(works: Staff, cast: Cast) -> None:
    case, leads = opened(works), cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        erase_person(leads, person_id=case.person_id, reason=EraseReason.PERSON_ASKED.value)
    with unit_of_work(works):
        assert Case.objects.get(pk=case.pk).known_as == ""
        with pytest.raises(Refused):
            call_case(works, case_id=case.pk, word="Oak")


def test_cases_of_before_get_words_that_open_ones_do_not_share(
    works: Staff, cast: Cast, owner_connection: psycopg.Connection[object]
) -> None:
    opens = [opened(works) for _ in range(5)]
    closed, gone = opened(works), opened(works)
    with unit_of_work(works):
        close_case(works, case_id=closed.pk, reason=CloseReason.HELP_COMPLETED)
    leads = cast.owner[Role.COORDINATOR]
    with unit_of_work(leads):
        erase_person(leads, person_id=gone.person_id, reason=EraseReason.PERSON_ASKED.value)
    owner_connection.execute("UPDATE protection_case SET known_as = ''")
    words = ["Heron", "Oak", "Teal", "Rook", "Elm"]
    owner_connection.execute(MIGRATION.GIVE, [words, "x", len(words)])  # type: ignore[arg-type]
    with unit_of_work(works):
        found = {case.pk: case.known_as for case in Case.objects.all()}
    assert sorted(found[case.pk] for case in opens) == sorted(words)
    assert found[closed.pk] in words
    assert found[gone.pk] == ""


def test_the_page_is_open_to_who_works_on_the_case_alone(works: Staff, cast: Cast) -> None:
    case = opened(works)
    url = reverse("protection:known_as", args=[case.pk])
    assert signed_in(works).get(url).status_code == 200
    assert signed_in(cast.owner[Role.FOCAL_POINT]).get(url).status_code == 404
    assert signed_in(cast.stranger[Role.COORDINATOR]).get(url).status_code == 404
