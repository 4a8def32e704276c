"""Whoever asks, and whoever is asked for a yes, knows what kind of office it is about."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.protection import flow
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in

from palermo.trust.mandates import Role


@pytest.fixture
def cast(cast: Cast) -> Cast:
    flow.agree(cast)
    flow.have_basis(cast)
    return cast


def test_the_kind_of_the_office_stands_where_it_is_chosen_and_in_the_words_read_to_the_person(
    cast: Cast,
) -> None:
    actor = cast.owner[Role.CASEWORKER]
    browser = signed_in(actor)
    file = flow.open_file(actor)
    page = browser.get(reverse("protection:enquire", args=[file.need.pk, BEGUN, "office"]), follow=True)
    assert f"{cast.partner.name} (Competent authority)" in page.content.decode()
    referral = flow.enquire(actor, file.need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], referral)
    page = browser.get(
        reverse("protection:referral_answer", args=[referral.pk, BEGUN, "answer"]), follow=True
    )
    assert f"{cast.partner.name} (Competent authority) could help." in page.content.decode()
