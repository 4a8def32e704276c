"""What a role sees stands beside the choice; an administrator is made after a second look and a fresh second step."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Office, signed_in
from tests.trust.people.inviting import answers, browser_of, code_of, invitations_of

from palermo.trust.mandates import Mandate, Role
from palermo.trust.people.models import RoleAssignment, User
from palermo.trust.people.seeing import Post, in_brief, told
from palermo.trust.people.words import ROLES
from palermo.trust.unit_of_work import unit_of_work

NEW = "iris@orchard.example"
INVITE = "people:invite"


@pytest.fixture(autouse=True)
def no_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def administrator(office: Office) -> Client:
    return signed_in(office[Role.ADMINISTRATOR], fresh=True)


def shown(page: str, text: object) -> bool:
    return str(text).replace("'", "&#x27;") in page


def roles_of(office: Office, user_id: UUID) -> list[str]:
    with unit_of_work(office.system):
        rows = RoleAssignment.objects.filter(organisation_id=office.id, user_id=user_id)
        return list(rows.values_list("role", flat=True))


def seen_last(office: Office, user_id: UUID, at: datetime | None) -> None:
    with unit_of_work(office.system):
        Authenticator.objects.filter(user_id=user_id).delete()
        User.objects.filter(pk=user_id).update(last_login=at)


@pytest.mark.parametrize("name", [INVITE, "people:assign"])
def test_each_role_that_can_be_chosen_says_what_it_sees(
    office: Office, administrator: Client, name: str
) -> None:
    arguments = [office[Role.CASEWORKER].user_id] if name == "people:assign" else []
    page = administrator.get(reverse(name, args=arguments)).content.decode()
    for post in (Post(Role.CASEWORKER, Mandate.ASSISTANCE), Post(Role.AUDITOR, Mandate.OVERSIGHT)):
        for line in in_brief(post).splitlines():
            assert shown(page, line), line


def test_an_administrator_is_made_on_a_second_page_that_says_what_they_may_do(
    office: Office, administrator: Client
) -> None:
    sent = answers(office, NEW, Role.ADMINISTRATOR, Mandate.ADMINISTRATION, sure="")
    page = administrator.post(reverse(INVITE), sent).content.decode()
    assert "Make Iris Newcomer an administrator?" in page
    assert invitations_of(office) == []
    for sentences in told(Post(Role.ADMINISTRATOR, Mandate.ADMINISTRATION)).values():
        assert all(shown(page, sentence) for sentence in sentences)
    assert 'name="sure" value="yes"' in page
    assert f'name="post" value="{sent["post"]}"' in page
    assert code_of(administrator.post(reverse(INVITE), {**sent, "sure": "yes"}))
    assert [row.role for row in invitations_of(office)] == [Role.ADMINISTRATOR]


def test_a_colleague_becomes_administrator_only_after_the_second_page(
    office: Office, administrator: Client
) -> None:
    analyst = office[Role.ANALYST]
    url = reverse("people:assign", args=[analyst.user_id])
    sent = answers(office, NEW, Role.ADMINISTRATOR, Mandate.ADMINISTRATION, sure="")
    assert administrator.post(url, sent).status_code == 200
    assert Role.ADMINISTRATOR not in roles_of(office, analyst.user_id)
    assert administrator.post(url, {**sent, "sure": "yes"}).status_code == 302
    assert Role.ADMINISTRATOR in roles_of(office, analyst.user_id)


def test_other_roles_need_no_second_page(office: Office, administrator: Client) -> None:
    assert code_of(administrator.post(reverse(INVITE), answers(office, NEW)))


def test_who_was_invited_and_never_came_is_told_from_who_did(office: Office, administrator: Client) -> None:
    caseworker = office[Role.CASEWORKER].user_id
    url = reverse("people:colleague", args=[caseworker])
    seen_last(office, caseworker, None)
    before = administrator.get(url).content.decode()
    assert "Invited, not yet here" in before
    seen_last(office, caseworker, timezone.now())
    after = administrator.get(url).content.decode()
    assert "Invited, not yet here" not in after
    assert "Due at next sign-in" in after


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.POLICE_OFFICER, Role.AUDITOR, Role.OPERATOR])
def test_everybody_who_works_here_reads_who_may_see_what(office: Office, role: Role) -> None:
    page = browser_of(office[role].user_id).get(reverse("people:roles")).content.decode()
    assert all(f"<h2>{words}" in page for words in ROLES.values())
    assert page.index(f"<h2>{ROLES[role]} ") < page.index("<h2>", page.index(f"<h2>{ROLES[role]} ") + 4)
    assert Client().get(reverse("people:roles")).status_code == 302
