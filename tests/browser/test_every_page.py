"""Every page in a real browser: accessible, fitting, neutral in its title, in English or mirrored in Arabic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from django.urls import get_resolver
from tests.browser.browser_page import DESK, TELEPHONE, Size, address_of, forget_second_factor, second_factor
from tests.browser.fixtures import NOBODY, RECEIVER, RECEIVING_LEAD, SENDER, SENDING_LEAD, Scene
from tests.browser.look import look_at
from tests.support.cast import PASSWORD

from palermo.trust.mandates import Role

pytestmark = pytest.mark.browser

PAGES: tuple[tuple[str, ...], ...] = (
    (NOBODY, "web:landing"),
    (NOBODY, "web:locked"),
    (NOBODY, "account_login"),
    (NOBODY, "account_reset_password"),
    (NOBODY, "account_reset_password_done"),
    (NOBODY, "account_reset_password_from_key_done"),
    (NOBODY, "account_reset_password_from_key", "none", "none"),
    (NOBODY, "people:open_account"),
    (NOBODY, "people:choose_password"),
    (NOBODY, "partnership:state", "NPL"),
    (NOBODY, "partnership:protocol"),
    (SENDER, "web:today"),
    (SENDER, "web:put_off_list"),
    (SENDER, "web:put_off", "need_tonight", "other need"),
    (RECEIVER, "web:today"),
    (SENDER, "people:account"),
    (SENDER, "people:own_invitations"),
    (SENDER, "people:sessions"),
    (SENDER, "desk:notices"),
    (SENDER, "desk:kept_page", "kept page"),
    (SENDING_LEAD, "people:open_work", "colleague"),
    (SENDER, "mfa_index"),
    (SENDER, "mfa_reauthenticate"),
    (SENDER, "account_logout"),
    (SENDER, "account_reauthenticate"),
    (SENDER, "account_change_password"),
    (SENDER, "protection:cases"),
    (SENDER, "web:search"),
    (SENDER, "web:help"),
    (SENDER, "web:guide", "guide"),
    (SENDER, "protection:open_case"),
    (SENDER, "protection:papers"),
    (SENDER, "protection:paper", "intake", "ar"),
    (SENDER, "protection:open_case_step", "needs"),
    (SENDER, "desk:throw_draft", "draft"),
    (SENDER, "protection:talk", "case"),
    (SENDER, "protection:came", "case"),
    (SENDER, "protection:wishes", "case"),
    (SENDER, "protection:declined", "case"),
    (SENDER, "protection:add_interpreter", "case"),
    (SENDER, "protection:interpreter", "case", "interpreter"),
    (SENDER, "protection:add_information", "case"),
    (SENDER, "protection:words", "case", "information"),
    (SENDER, "protection:events"),
    (SENDER, "protection:add_event"),
    (SENDER, "protection:event", "event"),
    (SENDER, "protection:event_open", "event"),
    (SENDER, "protection:event_add_case", "event"),
    (SENDER, "protection:event_lines", "event"),
    (SENDER, "protection:event_note", "event"),
    (SENDER, "protection:counts"),
    (SENDER, "protection:count_help"),
    (NOBODY, "rights:cards"),
    (NOBODY, "rights:card", "zh"),
    (NOBODY, "rights:card", "ar"),
    (NOBODY, "rights:version", "ru", "1"),
    (SENDER, "protection:case", "case"),
    (SENDER, "protection:case", "erased"),
    (RECEIVER, "protection:case", "file there"),
    (SENDER, "protection:assistance", "case"),
    (SENDER, "protection:case_referrals", "case"),
    (SENDER, "protection:people", "case"),
    (SENDER, "protection:history", "case"),
    (SENDER, "protection:help_in_error", "case", "help"),
    (SENDER, "protection:need_in_error", "case", "need"),
    (SENDER, "protection:who", "case"),
    (SENDER, "protection:identity", "case", "contact"),
    (SENDER, "protection:identity", "case", "about"),
    (SENDER, "protection:identity", "case", "who"),
    (SENDER, "protection:identity", "case", "check"),
    (SENDER, "protection:known_as", "case"),
    (SENDER, "protection:keep_view"),
    (SENDING_LEAD, "protection:row_file"),
    (SENDER, "protection:kept_view", "kept view"),
    (SENDER, "protection:add_need", "case"),
    (SENDER, "protection:add_assistance", "case"),
    (SENDER, "protection:add_answer", "case"),
    (SENDER, "protection:note", "case", "help"),
    (SENDER, "protection:notes", "case"),
    (SENDER, "protection:add_note", "case"),
    (SENDER, "protection:strike_note", "case", "case note"),
    (SENDER, "protection:add_task", "case"),
    (SENDER, "protection:task", "case", "case task"),
    (SENDER, "protection:add_appointment", "case"),
    (SENDER, "protection:appointment", "case", "case appointment"),
    (SENDER, "protection:safety", "case"),
    (SENDER, "protection:write_safety", "case"),
    (SENDER, "protection:week"),
    (SENDER, "protection:shift"),
    (SENDING_LEAD, "protection:handover", "handover"),
    (SENDER, "protection:close", "case"),
    (SENDER, "protection:seen", "case"),
    (SENDER, "protection:erased", "erased"),
    (SENDER, "protection:never_share", "case"),
    (SENDER, "protection:alike", "case", "look alike"),
    (SENDER, "protection:join", "case"),
    (SENDER, "protection:joined", "case joined", "joining"),
    (SENDER, "protection:case", "case joined"),
    (SENDER, "protection:goals", "case"),
    (SENDER, "protection:add_judgement", "case"),
    (SENDER, "protection:case_request_add", "case", "asker"),
    (SENDER, "protection:case_complaint_add", "case", "about"),
    (SENDER, "protection:authority_requests"),
    (SENDER, "protection:request_add", "asker"),
    (SENDER, "protection:authority_request", "request"),
    (SENDER, "protection:request_advice", "request"),
    (SENDER, "protection:complaints"),
    (SENDER, "protection:complaint_add", "about"),
    (SENDER, "protection:complaint", "complaint"),
    (SENDING_LEAD, "protection:request_decision", "request"),
    (SENDING_LEAD, "protection:complaint", "complaint"),
    (SENDING_LEAD, "protection:complaint_hand_over", "complaint"),
    (SENDING_LEAD, "protection:board"),
    (SENDING_LEAD, "protection:board_list", "open"),
    (SENDING_LEAD, "protection:board_list", "waiting"),
    (SENDING_LEAD, "people:roles"),
    (SENDING_LEAD, "protection:ends"),
    (SENDING_LEAD, "protection:ending", "notice"),
    (SENDER, "protection:ending", "notice"),
    (SENDING_LEAD, "protection:case", "case"),
    (SENDING_LEAD, "protection:team", "case"),
    (SENDING_LEAD, "protection:hold", "case"),
    (SENDING_LEAD, "protection:erase", "case"),
    (SENDER, "protection:enquire", "need", "office"),
    (SENDER, "protection:enquire", "need", "enquiry"),
    (SENDER, "protection:enquire", "need", "check"),
    (SENDER, "protection:referrals"),
    (SENDER, "protection:referral", "accepted"),
    (SENDING_LEAD, "protection:referral", "accepted"),
    (SENDER, "protection:referral", "disclosed"),
    (SENDER, "protection:referral_sent", "unanswered"),
    (SENDER, "protection:referral_end", "unanswered"),
    (SENDER, "protection:referral_withdraw", "disclosed"),
    (SENDER, "protection:referral_answer", "accepted", "answer"),
    (SENDER, "protection:referral_answer", "accepted", "consent"),
    (SENDER, "protection:referral_answer", "accepted", "check"),
    (SENDER, "protection:referral_identity", "agreed", "classes"),
    (SENDER, "protection:referral_identity", "agreed", "check"),
    (SENDER, "protection:referral_more", "disclosed"),
    (SENDER, "protection:referral_answers", "unanswered"),
    (RECEIVER, "protection:arrived_changes", "file there"),
    (RECEIVER, "protection:enquiry_ask", "waiting there"),
    (SENDER, "protection:referral_without_consent", "accepted"),
    (RECEIVER, "protection:enquiries"),
    (RECEIVER, "protection:enquiry", "waiting there"),
    (RECEIVER, "protection:enquiry", "withdrawn there"),
    (RECEIVER, "protection:enquiry_decline", "waiting there"),
    (RECEIVER, "protection:enquiry_complete", "disclosed there"),
    (RECEIVER, "protection:enquiry_withdrawal", "withdrawn there"),
    (SENDER, "protection:conferences", "conference case"),
    (SENDER, "protection:call_conference", "conference case"),
    *(
        (SENDER, f"protection:{name}", "conference")
        for name in (
            "conference",
            "conference_authority",
            "conference_decide",
            "conference_note",
        )
    ),
    (SENDER, "protection:conference_person", "called conference"),
    (SENDER, "protection:call_member", "conference", "who"),
    (SENDER, "protection:conference_move", "conference", "closed"),
    (SENDER, "protection:end_member", "member"),
    (SENDER, "protection:conference_decision", "decided"),
    (RECEIVER, "protection:seats"),
    (RECEIVER, "protection:seat", "seat"),
    (RECEIVER, "protection:leave_seat", "seat"),
    (SENDER, "protection:with_authority"),
    (SENDER, "protection:ask_authority", "presumed", "who"),
    (SENDER, "protection:not_asking", "presumed"),
    (RECEIVING_LEAD, "protection:notifications"),
    (SENDER, "protection:notify", "presumed child", "what"),
    (SENDER, "protection:not_due", "presumed child"),
    (SENDER, "protection:strike_notification", "decided case", "notified"),
    (SENDER, "protection:asking", "decided case", "decided ask"),
    (SENDER, "protection:take_back", "decided case", "decided ask"),
    (SENDER, "protection:ask_authority_again", "decided ask", "who"),
    (SENDER, "protection:tell_decision", "decided case", "decided ask"),
    (SENDER, "protection:letter", "decided case", "decided ask"),
    (RECEIVING_LEAD, "protection:matter_taken_back", "taken back"),
    (SENDING_LEAD, "directory:agreements"),
    (SENDING_LEAD, "profile:profile"),
    (SENDING_LEAD, "profile:version", "profile"),
    *((SENDING_LEAD, "profile:part", part) for part in ("authority", "identification", "days")),
    (SENDING_LEAD, "profile:ready"),
    (SENDING_LEAD, "profile:sign"),
    (SENDING_LEAD, "directory:agreement", "agreement"),
    (SENDING_LEAD, "directory:propose", "office"),
    (RECEIVING_LEAD, "directory:accept", "offered"),
    (SENDING_LEAD, "directory:end", "agreement"),
    (RECEIVER, "services:directory"),
    (RECEIVER, "services:add", "what"),
    (RECEIVER, "services:rooms"),
    (SENDER, "services:service", "service there"),
    (RECEIVING_LEAD, "services:service", "service there"),
    (RECEIVER, "services:change", "service there", "what"),
    (RECEIVER, "services:place", "service there"),
    (RECEIVER, "services:places", "service there"),
    (RECEIVING_LEAD, "services:vetting", "service there"),
    (RECEIVER, "services:end", "service there"),
    (SENDER, "protection:find_service", "need", "matters"),
    (SENDER, "protection:asked", "need"),
    (SENDER, "protection:unmet", "need"),
    (SENDER, "protection:referral_confirm", "accepted"),
    (SENDER, "protection:referral_place", "disclosed"),
    (SENDING_LEAD, "protection:routes"),
    (RECEIVER, "protection:enquiry_waitlist", "waiting there"),
    (RECEIVER, "protection:enquiry_place", "disclosed there"),
    (SENDER, "protection:tell_of_breach", "case", "breach notice"),
    (SENDING_LEAD, "switches:list"),
    (SENDING_LEAD, "switches:switch", "case_files"),
    (SENDING_LEAD, "switches:switch", "enquiries"),
    (SENDING_LEAD, "basis:bases"),
    (SENDING_LEAD, "basis:record"),
    (SENDING_LEAD, "basis:end", "basis"),
    (RECEIVER, "exchange:packages"),
    (RECEIVER, "exchange:package", "package"),
    (RECEIVER, "exchange:open_file"),
)
"""Who looks, and what at."""

IN_ITS_OWN_LANGUAGE = {"rights:card", "rights:version", "protection:paper"}
"""Pages in the language that their address names, whatever the reader chose."""
ARABIC = re.compile(r"[\u0620-\u064a]{3}")

ELSEWHERE = {
    # tests/trust/people/test_in_a_browser.py and tests/partnership/test_in_a_browser.py look at these.
    *("people:colleagues", "people:invite", "people:colleague", "people:assign", "people:renew", "desk:look"),
    *("people:answer_invitation", "people:invitation", "people:confirm"),
    *(
        "people:end_role",
        "people:units",
        "people:add_unit",
        "people:zone",
        "rights:line",
        "people:ledger",
        "people:ledger_proof",
        "people:installation",
        "people:heads",
        "people:breaches",
        "people:look",
        "people:breach",
    ),
    *("partnership:states", "partnership:counting", "partnership:timeline_table"),
    # tests/browser/test_identification.py looks at these.
    *("protection:identification", "protection:screening", "protection:add_account", "protection:account"),
    *(
        "protection:presume",
        "protection:presumption",
        "protection:reflection",
        "protection:decide",
        "protection:decision",
    ),
    *("protection:ask_again", "protection:decisions", "protection:child", "protection:child_question"),
    *("protection:child_view", "protection:age_answer", "protection:guardian"),
    # The page of help_in_error, for a referral that is completed.
    "protection:completion_in_error",
    # tests/browser/test_night.py looks at this one: it has no bar and no footer.
    "protection:seen_paper",
}
NO_PAGE = {
    # They send on, take what a form sends, or answer with a file.
    *("people:invitation_link", "people:invite_again", "people:withdraw_invitation", "mfa_deactivate_totp"),
    *(
        "web:count",
        "desk:back",
        "desk:typing",
        "web:leave",
        "set_language",
        "people:switch",
        "people:ledger_head",
        "protection:need_state",
    ),
    *("people:ledger_export", "people:test_mail", "protection:board_csv"),
    *(
        "protection:give_cases",
        "protection:wanted_after_all",
        "protection:interview",
        "protection:out_of_event",
    ),
    *("protection:keep_screening", "services:say_room", "services:take_back"),
    *("protection:goal_state", "people:breach_again", "switches:sign", "switches:end"),
    *("profile:begin", "profile:discard", "protection:matter_answer"),
    *("protection:reopen", "protection:referral_second_person", "partnership:states_csv"),
    "protection:referral_told",
    *(
        "partnership:timeline",
        "partnership:map",
        "exchange:file",
        "exchange:events_file",
        "exchange:opened",
    ),
}
"""Addresses without a page to look at."""
STEPS_OF_SIGN_IN = {
    *("mfa_authenticate", "mfa_activate_totp"),
    "mfa_generate_recovery_codes",
}
"""Reached only in their order, by the two tests of the steps below."""


def name_of(page: tuple[str, ...]) -> str:
    return " ".join(page)


def mirrored(page: tuple[str, ...]) -> bool:
    """Whether every run looks at the page from right to left, as at each sixth; the drill looks both ways at all."""
    return crc32(name_of(page).encode()) % 6 == 0


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_accessible_fits_and_is_neutral(scene: Scene, page: tuple[str, ...]) -> None:
    look_in("ar" if mirrored(page) else "en", scene, page, DESK)


@pytest.mark.drill
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_accessible_at_each_size_in_both_directions(scene: Scene, page: tuple[str, ...]) -> None:
    for language in ("en", "ar"):
        look_in(language, scene, page, DESK, TELEPHONE)


def look_in(language: str, scene: Scene, page: tuple[str, ...], *sizes: Size) -> None:
    """Open the page in a language and look at it: by the rules at these sizes, whether it fits at each."""
    who, *address = page
    window, path = scene.window(who), scene.path(*address)
    window.page.context.clear_cookies(name="django_language")
    if language != "en":
        window.page.context.add_cookies([{"name": "django_language", "value": language, "url": window.url}])
    assert window.go(path).status == 200
    assert window.path == path
    if address[0] in IN_ITS_OWN_LANGUAGE:
        language = next(part for part in address[1:] if len(part) == 2)
    html = window.page.locator("html")
    assert str(html.get_attribute("lang")).partition("-")[0] == language
    assert html.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert language != "ar" or ARABIC.search(window.page.locator("main").inner_text())
    look_at(window.page, *sizes)
    assert window.said == []


def test_outside_a_demonstration_signing_in_offers_no_account_and_no_code(scene: Scene) -> None:
    window = scene.window(NOBODY)
    window.page.context.clear_cookies(name="django_language")
    window.go("/account/login/")
    assert window.page.locator("main table, main code, .demo").count() == 0


def test_the_steps_of_signing_in_are_accessible_and_fit(scene: Scene) -> None:
    window, lead = scene.window(NOBODY, "signing in"), scene.cast.stranger[Role.COORDINATOR]
    window.go("/account/login/")
    window.write("Email", address_of(lead))
    window.write("Password", PASSWORD)
    window.press("Sign in")
    assert window.heading == "Enter your code"
    look_at(window.page, DESK, TELEPHONE)
    window.write("Code", "000000")
    window.press("Sign in")
    assert window.page.title().startswith("Error:")
    look_at(window.page, TELEPHONE)
    window.write("Code", second_factor(lead))
    window.press("Sign in")
    path = "/account/2fa/recovery-codes/generate/"
    window.go(path)
    assert window.path == "/account/reauthenticate/"
    window.write("Password", PASSWORD)
    window.press("Confirm")
    window.go(path)
    assert window.path == path
    look_at(window.page, DESK, TELEPHONE)
    window.press("Make new codes")
    assert window.page.locator(".codes li").count() == 10
    look_at(window.page, DESK, TELEPHONE)


def test_the_page_on_which_a_second_step_is_set_up_is_accessible_and_fits(scene: Scene) -> None:
    window = scene.window(NOBODY, "analyst")
    forget_second_factor(scene.cast.stranger[Role.ANALYST])
    window.go("/account/login/")
    window.write("Email", address_of(scene.cast.stranger[Role.ANALYST]))
    window.write("Password", PASSWORD)
    window.press("Sign in")
    window.go("/account/2fa/totp/activate/")
    assert window.page.locator(".qr").is_visible()
    look_at(window.page, DESK, TELEPHONE)


def test_the_language_can_be_put_back(scene: Scene) -> None:
    window = scene.window(SENDER)
    window.page.context.clear_cookies(name="django_language")
    window.go(scene.path("protection:case", "case"))
    in_english = window.page.inner_text("main")
    window.press("العربية")
    assert window.page.inner_text("main") != in_english
    window.press("English")
    assert window.page.inner_text("main") == in_english


def test_every_address_is_looked_at() -> None:
    looked_at = {address[1] for address in PAGES}
    addresses = set(all_names(get_resolver()))
    assert addresses - looked_at - ELSEWHERE - NO_PAGE - STEPS_OF_SIGN_IN == set()
    assert looked_at | ELSEWHERE | NO_PAGE | STEPS_OF_SIGN_IN <= addresses


def all_names(resolver: Any, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from all_names(pattern, space)
        else:
            yield f"{prefix}{pattern.name}"
