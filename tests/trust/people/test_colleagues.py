"""Pages of the administrator: inviting, roles, units, a new way in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from tests.support.cast import Office, signed_in
from tests.trust.people.conftest import PASSWORD, events_of, found, give_password

from palermo.trust.mandates import Mandate, Role
from palermo.trust.people.models import RoleAssignment, Unit, User
from palermo.trust.people.services import assign_role
from palermo.trust.unit_of_work import unit_of_work

NEW = "nell@lantern.example"


@pytest.fixture(autouse=True)
def no_mail(settings: Any) -> None:
    """An installation that sends no mail, unless a test says otherwise."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


def unit_id(office: Office, mandate: Mandate) -> str:
    with unit_of_work(office.system):
        return str(Unit.objects.get(organisation_id=office.id, mandate=mandate).pk)


def invitation(office: Office, role: Role = Role.CASEWORKER, **changed: str) -> dict[str, str]:
    today = date.today()  # noqa: DTZ011 - UTC in the tests' process too
    return {
        "email": NEW,
        "full_name": "Nell Hale",
        "post": f"{unit_id(office, Mandate.ASSISTANCE)}:{role.value}",
        "valid_from_day": str(today.day),
        "valid_from_month": str(today.month),
        "valid_from_year": str(today.year),
        **changed,
    }


# --- inviting ------------------------------------------------------------------------------------------------


def test_a_form_that_fails_keeps_what_was_typed_and_names_each_field(
    administrator: Client, office: Office
) -> None:
    wrong = invitation(office, email="no address", valid_from_day="31", valid_from_month="2", post="")
    page = administrator.post(reverse("people:invite"), wrong).content.decode()
    assert "<title>Error:" in page
    for target in ("id_email", "id_post_0_0", "id_valid_from_day"):
        assert f'href="#{target}"' in page
        assert page.count(f' id="{target}"') == 1
    assert 'value="no address"' in page
    assert 'value="Nell Hale"' in page


def test_a_refused_combination_is_explained_on_the_form(administrator: Client, office: Office) -> None:
    police = office[Role.POLICE_OFFICER]
    url = reverse("people:assign", args=[police.user_id])
    page = administrator.post(url, invitation(office)).content.decode()
    assert "both an assistance and an enforcement mandate" in page
    (refusal,) = events_of(office, "refused")
    assert refusal.codes["reason"] == "assistance_and_enforcement"
    with unit_of_work(office.system):
        held = RoleAssignment.objects.filter(user_id=police.user_id).values_list("role", flat=True)
        assert list(held) == ["police_officer"]


# --- roles ---------------------------------------------------------------------------------------------------


def test_a_role_can_be_given_for_days_to_come(administrator: Client, office: Office) -> None:
    caseworker = office[Role.CASEWORKER]
    answers = invitation(office, Role.COORDINATOR, valid_from_year="2099")
    url = reverse("people:assign", args=[caseworker.user_id])
    assert administrator.post(url, answers).status_code == 302
    page = administrator.get(reverse("people:colleague", args=[caseworker.user_id])).content.decode()
    assert "To come" in page


def test_a_role_that_ends_counts_at_the_next_request(administrator: Client, office: Office) -> None:
    caseworker = office[Role.CASEWORKER]
    hers = signed_in(caseworker)
    assert hers.get(reverse("protection:cases")).status_code == 200
    with unit_of_work(office.system):
        assignment = RoleAssignment.objects.get(user_id=caseworker.user_id)
    assert administrator.post(reverse("people:end_role", args=[assignment.pk])).status_code == 302
    assert hers.get(reverse("protection:cases")).status_code in (403, 404)
    assert [event.codes["role"] for event in events_of(office, "role.ended")] == ["caseworker"]


def test_a_role_given_counts_at_the_next_request(office: Office) -> None:
    analyst = office[Role.ANALYST]
    his = signed_in(analyst)
    assert his.get(reverse("people:colleagues")).status_code == 403
    with unit_of_work(office.system):
        administration = Unit.objects.get(organisation_id=office.id, mandate=Mandate.ADMINISTRATION)
        assign_role(
            office.system,
            user_id=analyst.user_id,
            unit_id=administration.pk,
            role=Role.ADMINISTRATOR,
            valid_from=date(2026, 1, 1),
        )
    his.post(reverse("people:switch"), {"office": str(administration.pk)})
    assert his.get(reverse("people:colleagues")).status_code == 200


def test_a_role_past_its_last_day_is_gone(office: Office) -> None:
    caseworker = office[Role.CASEWORKER]
    hers = signed_in(caseworker)
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - UTC in the tests' process too
    with unit_of_work(office.system):
        RoleAssignment.objects.filter(user_id=caseworker.user_id).update(valid_until=yesterday)
        from palermo.trust.current import record

        record(office.system, verb="role.ended")
    assert hers.get(reverse("protection:cases")).status_code in (403, 404)


def test_the_last_administrator_stays(administrator: Client, office: Office) -> None:
    with unit_of_work(office.system):
        assignment = RoleAssignment.objects.get(organisation_id=office.id, role=Role.ADMINISTRATOR)
    page = administrator.post(reverse("people:end_role", args=[assignment.pk]))
    assert "An office keeps one administrator" in page.content.decode()
    assert administrator.get(reverse("people:colleagues")).status_code == 200


# --- a new way in --------------------------------------------------------------------------------------------


def test_a_new_link_ends_the_password_and_every_session(administrator: Client, office: Office) -> None:
    caseworker = office[Role.CASEWORKER]
    give_password(office, caseworker)
    hers = signed_in(caseworker)
    assert hers.get(reverse("people:account")).status_code == 200
    response = administrator.post(reverse("people:renew", args=[caseworker.user_id]))
    assert found(r'class="secret">([^<]+)<', response)
    assert hers.get(reverse("people:account")).status_code == 302
    with unit_of_work(office.system):
        user = User.objects.get(pk=caseworker.user_id)
        assert not user.has_usable_password()
        assert Authenticator.objects.filter(user=user).exists()
    assert events_of(office, "password.link_made")


def test_a_lost_second_step_is_taken_away_by_the_administrator_and_recorded(
    administrator: Client, office: Office
) -> None:
    caseworker = office[Role.CASEWORKER]
    administrator.post(reverse("people:renew", args=[caseworker.user_id]), {"second_factor": "on"})
    with unit_of_work(office.system):
        assert not Authenticator.objects.filter(user_id=caseworker.user_id).exists()
    (event,) = events_of(office, "second_factor.reset")
    assert event.object_id == caseworker.user_id
    assert event.actor_id == office[Role.ADMINISTRATOR].user_id


def test_an_account_of_another_office_too_is_not_opened_by_one_of_them(
    administrator: Client, office: Office, stranger: Office
) -> None:
    shared = stranger[Role.CASEWORKER]
    give_password(stranger, shared)
    with unit_of_work(office.system):
        assistance = Unit.objects.get(organisation_id=office.id, mandate=Mandate.ASSISTANCE)
        assign_role(
            office.system,
            user_id=shared.user_id,
            unit_id=assistance.pk,
            role=Role.CASEWORKER,
            valid_from=date(2026, 1, 1),
        )
    response = administrator.post(reverse("people:renew", args=[shared.user_id]), {"second_factor": "on"})
    assert "works for other offices too" in response.content.decode()
    with unit_of_work(stranger.system):
        assert User.objects.get(pk=shared.user_id).check_password(PASSWORD)
        assert Authenticator.objects.filter(user_id=shared.user_id).exists()


# --- whose pages they are ------------------------------------------------------------------------------------

OWN_PAGES = ["people:colleagues", "people:invite", "people:units", "people:add_unit", "people:zone"]
ONE_COLLEAGUE = ["people:colleague", "people:assign", "people:renew"]


@pytest.mark.parametrize("name", OWN_PAGES)
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR, Role.ANALYST, Role.POLICE_OFFICER])
def test_other_roles_are_refused_with_a_reason(office: Office, name: str, role: Role) -> None:
    response = signed_in(office[role]).get(reverse(name))
    assert response.status_code == 403
    assert "Your role in this unit does not include this" in response.content.decode()


@pytest.mark.parametrize("name", ONE_COLLEAGUE)
def test_a_colleague_of_another_office_is_not_found_and_counted_as_a_probe(
    administrator: Client, office: Office, stranger: Office, name: str
) -> None:
    foreign = stranger[Role.CASEWORKER].user_id
    assert administrator.get(reverse(name, args=[foreign])).status_code == 404
    (probe,) = events_of(office, "probed")
    assert probe.object_id == foreign


def test_an_auditor_sees_colleagues_and_changes_nothing(auditor: Client, office: Office) -> None:
    assert auditor.get(reverse("people:colleagues")).status_code == 200
    caseworker = office[Role.CASEWORKER]
    assert auditor.get(reverse("people:colleague", args=[caseworker.user_id])).status_code == 200
    assert auditor.post(reverse("people:invite"), invitation(office)).status_code == 403
    assert auditor.post(reverse("people:renew", args=[caseworker.user_id])).status_code == 403


def test_the_list_names_everybody_of_this_office_and_nobody_else(
    administrator: Client, office: Office, stranger: Office
) -> None:
    page = administrator.get(reverse("people:colleagues")).content.decode()
    for role in set(Role) - {Role.OPERATOR}:
        assert f"Lantern {role}" in page
    assert "Harbour" not in page
    former = administrator.get(reverse("people:colleagues") + "?former=1").content.decode()
    assert "Nobody&#x27;s roles have all ended." in former


def test_units_are_added_with_the_mandates_an_office_of_this_kind_may_have(
    administrator: Client, office: Office
) -> None:
    url = reverse("people:add_unit")
    assert administrator.post(url, {"name": "Night desk", "mandate": "assistance"}).status_code == 302
    assert "Night desk" in administrator.get(reverse("people:units")).content.decode()
    again = administrator.post(url, {"name": "Night desk", "mandate": "assistance"}).content.decode()
    assert "There is a unit of this name already." in again
