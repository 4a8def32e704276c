"""Pages of agreements: proposing with answers checked, accepting, ending, and why an office cannot be asked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in
from tests.support.exchange import agree
from tests.support.last_page import press

from palermo.directory.models import Agreement
from palermo.trust.basis.words import DATA_CLASSES
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.switches.codes import SwitchCode
from palermo.trust.switches.models import SwitchedOn
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import SwitchVerb


@pytest.fixture
def owner(cast: Cast) -> Client:
    return signed_in(cast.owner[Role.COORDINATOR])


@pytest.fixture
def partner(cast: Cast) -> Client:
    return signed_in(cast.partner[Role.ADMINISTRATOR])


def text(client: Client, name: str, *arguments: object) -> str:
    response = client.get(reverse(f"directory:{name}", args=arguments))
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def answer(client: Client, step: str, **answers: object) -> str:
    response = client.post(
        reverse("directory:propose", args=[BEGUN, step]), {"action": "continue", **answers}
    )
    return response.headers.get("Location", response.content.decode())


def day(name: str, days: int) -> dict[str, object]:
    when = timezone.now().date() + timedelta(days=days)
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


CONTENT = {
    "title": "Referrals for assistance",
    "purposes": ["assistance"],
    "data_classes": ["name", "needs"],
    "legal_basis": "consent",
}
ROLES = {"own_role": "independent_controller", "partner_role": "independent_controller"}


def propose(owner: Client, cast: Cast) -> Agreement:
    answer(owner, "office", partner=cast.partner.id)
    answer(owner, "content", **CONTENT)
    assert answer(owner, "validity", **ROLES, **day("valid_from", 0), **day("valid_until", 90)).endswith(
        "/check/"
    )
    press(owner, reverse("directory:propose", args=[BEGUN, "check"]))
    with unit_of_work(cast.owner.system):
        return Agreement.objects.get()


def test_an_agreement_is_proposed_step_by_step_and_checked_before_it_leaves(
    owner: Client, cast: Cast
) -> None:
    answer(owner, "office", partner=cast.partner.id)
    answer(owner, "content", **CONTENT)
    answer(owner, "validity", **ROLES, **day("valid_from", 0), **day("valid_until", 90))
    page = text(owner, "propose", BEGUN, "check")
    for said in ("Partner", "Referrals for assistance", str(DATA_CLASSES["needs"]), "Consent"):
        assert said in page
    with unit_of_work(cast.owner.system):
        assert not Agreement.objects.exists()
    row = propose(owner, cast)
    assert row.data_classes == ["name", "needs", "safe_contact"]
    assert "It allows nothing until Partner accepts it." in text(owner, "agreement", row.pk)


def test_a_proposal_pauses_and_goes_on_with_what_was_typed(owner: Client, cast: Cast) -> None:
    answer(owner, "office", partner=cast.partner.id)
    paused = owner.post(
        reverse("directory:propose", args=[BEGUN, "content"]), {"action": "pause", "title": "Half a title"}
    )
    assert paused.headers["Location"] == reverse("directory:agreements")
    assert "Half a title" in owner.get(reverse("directory:propose", args=[BEGUN, "content"])).content.decode()


def test_what_does_not_fit_together_is_said_at_the_field(owner: Client, cast: Cast) -> None:
    answer(owner, "office", partner=cast.partner.id)
    answer(owner, "content", **CONTENT)
    roles = {"own_role": "processor", "partner_role": "processor"}
    page = answer(owner, "validity", **roles, **day("valid_from", 30), **day("valid_until", 1))
    assert "One of the two offices has to decide." in page
    assert "The last day lies before the first." in page


def test_the_other_side_accepts_and_both_read_who_did_what(
    owner: Client, partner: Client, cast: Cast
) -> None:
    row = propose(owner, cast)
    assert "Accept the agreement" not in text(owner, "agreement", row.pk)
    assert owner.get(reverse("directory:accept", args=[row.pk])).status_code == 403
    assert "Owner proposes it." in text(partner, "accept", row.pk)
    partner.post(reverse("directory:accept", args=[row.pk]))
    partner.post(reverse("directory:accept", args=[row.pk]))  # pressed twice
    page = text(partner, "agreement", row.pk)
    assert "Live" in page
    assert "Partner administrator, Partner" in page
    seen = text(owner, "agreement", row.pk)
    assert "Owner coordinator, Owner" in seen
    assert "Partner administrator" not in seen, "colleagues of the other office stay unnamed"


def test_either_side_ends_it_and_the_reason_stands_beside_the_office(
    owner: Client, partner: Client, cast: Cast
) -> None:
    row = agree(cast.owner, cast.partner)
    assert "May you refer to it?" in text(owner, "agreements")
    partner.post(reverse("directory:end", args=[row]))
    page = text(owner, "agreements")
    assert "Ended" in page
    assert page.count("There is no live agreement between the two offices.") == 2


def test_a_stranger_office_reads_no_agreement_of_others(cast: Cast) -> None:
    row = agree(cast.owner, cast.partner)
    stranger = signed_in(cast.stranger[Role.COORDINATOR])
    for name in ("agreement", "accept", "end"):
        assert stranger.get(reverse(f"directory:{name}", args=[row])).status_code == 404
        assert stranger.post(reverse(f"directory:{name}", args=[row])).status_code in {404, 405}
    assert "Referrals for assistance" not in text(stranger, "agreements")


def test_caseworkers_read_and_analysts_do_not(cast: Cast) -> None:
    row = agree(cast.owner, cast.partner)
    caseworker, analyst = signed_in(cast.owner[Role.CASEWORKER]), signed_in(cast.owner[Role.ANALYST])
    assert "Propose" not in text(caseworker, "agreements")
    assert caseworker.post(reverse("directory:end", args=[row])).status_code == 403
    assert caseworker.get(reverse("directory:propose", args=["start"])).status_code == 403
    assert analyst.get(reverse("directory:agreements")).status_code == 403
    assert analyst.get(reverse("directory:agreement", args=[row])).status_code == 404


def test_offices_stand_with_the_name_of_their_country_and_not_its_code(owner: Client) -> None:
    page = text(owner, "agreements")
    assert "Meridia" in page
    assert not re.search(r"\bX[A-Z]\b", page)


def test_an_office_whose_enquiries_are_off_is_not_offered_for_a_referral(owner: Client, cast: Cast) -> None:
    agree(cast.owner, cast.partner)
    assert "It takes no enquiries now." not in text(owner, "agreements")
    lead = cast.partner[Role.COORDINATOR]
    with unit_of_work(lead):
        SwitchedOn.objects.filter(organisation_id=cast.partner.id, code=SwitchCode.ENQUIRIES).update(
            ended_at=timezone.now()
        )
        record(lead, verb=SwitchVerb.SWITCH_ENDED, object_type="switch", codes={"switch": "enquiries"})
    assert text(owner, "agreements").count("It takes no enquiries now.") == 1


def test_a_search_finds_offices_by_the_name_of_their_country_and_shows_it(owner: Client) -> None:
    page = owner.post(reverse("web:search"), {"q": "Meridia"}, follow=True).content.decode()
    found = page.partition("<h2>Offices")[2] or page.partition("Offices")[2]
    assert "Meridia" in found
    assert not re.search(r">X[A-Z]<", page)
