"""The whole history of a case: every act with its hour and author, of one kind or all, for whoever may read it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in

from palermo.desk.verbs import DayVerb
from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.codes.arrival import GenderWish
from palermo.protection.cases.services.cases import assign_case
from palermo.protection.cases.services.known_as import call_case
from palermo.protection.cases.verbs import CaseVerb
from palermo.protection.children.verbs import ChildVerb
from palermo.protection.file.history_lines import KINDS, LEFT_OUT, LINES, Kind, verbs_of
from palermo.protection.file.views import case_history
from palermo.protection.first_contact.codes import InformationForm, Understood
from palermo.protection.first_contact.services.contact import record_wishes
from palermo.protection.first_contact.services.information import record_information
from palermo.protection.first_contact.verbs import FirstContactVerb
from palermo.protection.identification.services.presumption import presume
from palermo.protection.identification.verbs import IdentificationVerb
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.protection.need_to_know.verbs import NeedToKnowVerb
from palermo.protection.referral.verbs import ReferralVerb
from palermo.trust.actor import Staff
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import BasisVerb

ROOMS = (
    DayVerb,
    CaseVerb,
    ChildVerb,
    FirstContactVerb,
    IdentificationVerb,
    NeedToKnowVerb,
    ReferralVerb,
    BasisVerb,
)
LINE = re.compile(r"<li( class=\"theirs\")?><time[^>]*>([^<]+)</time>(.*?)</li>", re.S)


def lines_of(page: str) -> list[str]:
    """The lines of the history as words."""
    history = page[page.index('<ol class="history">') : page.index("</ol>")]
    return [" ".join(re.sub("<[^>]+>", " ", line).split()) for _theirs, _hour, line in LINE.findall(history)]


@pytest.fixture
def file(works: Staff) -> flow.File:
    """A file in which something of every kind was done."""
    opened = flow.open_file(works)
    case = opened.case
    with unit_of_work(works):
        record_wishes(works, case_id=case.pk, interviewer=GenderWish.WOMAN, interpreter=GenderWish.WOMAN)
        record_information(
            works,
            case_id=case.pk,
            language="fr",
            form=next(iter(InformationForm)),
            given_on=PartialDate.of(timezone.now().date()),
            understood=next(iter(Understood)),
        )
        presume(works, case_id=case.pk, presumed_on=timezone.now().date(), responder_kind="ngo", told=[])
        add_never_share(
            works, case_id=case.pk, kind=NeverKind.OFFICIAL, office_id=None, words="An uncle", reason="Afraid"
        )
        call_case(works, case_id=case.pk, word="Plover")
    return opened


def test_every_act_about_a_case_has_its_line_or_is_left_out_for_a_reason() -> None:
    known = {verb.value for room in ROOMS for verb in room}
    assert known - LINES.keys() - LEFT_OUT.keys() == set()
    assert LINES.keys() & LEFT_OUT.keys() == set()
    assert {line.kind for line in LINES.values()} == set(KINDS) == set(Kind)


def test_the_history_has_a_line_for_each_act_and_is_narrowed_to_a_kind(
    browser: Client, file: flow.File
) -> None:
    address = url("history", file.case.pk)
    whole = lines_of(text_of(browser.get(address)))
    for words in (
        "Rights explained, with the card",
        "With whom a person wishes to speak recorded",
        "Presumed a victim",
        "Entry added to a never-share list",
        "Word by which a case is known changed",
        "Identity recorded",
        "Needed: Safe place to stay",
        "Case opened",
    ):
        assert any(line.startswith(words) for line in whole), words
    found = []
    for kind in Kind:
        page = text_of(browser.get(f"{address}?kind={kind.value}"))
        found += lines_of(page) if '<ol class="history">' in page else []
    assert sorted(found) == sorted(whole)
    assert "Uncle" not in " ".join(whole) and flow.NAME not in " ".join(whole)


def test_what_only_those_may_read_who_see_the_name_stands_in_no_other_history(
    cast: Cast, file: flow.File
) -> None:
    lead, decides = cast.owner[Role.COORDINATOR], cast.owner[Role.DECISION_MAKER]
    with unit_of_work(lead):
        assign_case(lead, case_id=file.case.pk, user_id=decides.user_id)
    lines = lines_of(text_of(signed_in(decides).get(url("history", file.case.pk))))
    assert any(line.startswith("Presumed a victim") for line in lines)
    assert not any(line.startswith(("Entry added", "Identity recorded")) for line in lines)
    sealed = {verb for verb, line in LINES.items() if line.sealed}
    assert not sealed & set(verbs_of(None, may_read_sealed=False))


def test_the_history_goes_on_page_by_page_and_loses_no_line(
    browser: Client, file: flow.File, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = url("history", file.case.pk)
    whole = lines_of(text_of(browser.get(address)))
    monkeypatch.setattr(case_history, "LINES", 4)
    found, next_page = [], "?"
    for _turn in range(20):
        page = text_of(browser.get(address + next_page))
        found += lines_of(page)
        after = re.search(r'rel="next" href="([^"]+)"', page)
        if after is None:
            break
        next_page = after[1]
    assert found == whole
    assert browser.get(f"{address}?after=nothing&kind=none").status_code == 200


def test_the_sections_have_addresses_of_their_own_with_one_filled_act_each_and_the_head_above(
    cast: Cast, browser: Client, works: Staff
) -> None:
    flow.agree(cast)
    case = flow.open_file(works).case
    for name in ("case", "assistance", "case_referrals", "people", "history"):
        page = text_of(browser.get(url(name, case.pk)))
        assert page.count('<a class="button" href=') <= 1, name
        assert flow.SAFE in page[page.index('<div class="file-head">') :], name
        assert f'<a href="{url(name, case.pk)}" aria-current="page">' in page, name
