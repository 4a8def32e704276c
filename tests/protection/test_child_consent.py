"""A child's own yes never lets identity leave, however old the person was thought to be when it was recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.protection import flow
from tests.support.cast import Cast, make_cast

from palermo.exchange.models import Envelope
from palermo.protection.models import Referral
from palermo.protection.services.persons import record_coded
from palermo.protection.services.referrals import send_identity_slice
from palermo.protection.views.referral_page import disclosable
from palermo.trust.actor import Staff
from palermo.trust.basis.rules import ConsentForm, GivenBy
from palermo.trust.basis.services import record_consent
from palermo.trust.people.rules import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


@pytest.fixture
def cast(database: object) -> Cast:
    made = make_cast()
    flow.agree(made)
    flow.have_basis(made)
    return made


@pytest.fixture
def asker(cast: Cast) -> Staff:
    return cast.owner[Role.CASEWORKER]


@pytest.fixture
def referral(cast: Cast, asker: Staff) -> Referral:
    """Accepted, with the yes of somebody thought to be an adult."""
    made = flow.enquire(asker, flow.open_file(asker).need, cast.partner.id)
    flow.accepted(cast.partner[Role.FOCAL_POINT], made)
    flow.consent(asker, made)
    return made


def is_found_to_be(actor: Staff, referral: Referral, age_band: str) -> None:
    with unit_of_work(actor):
        record_coded(
            actor,
            person_id=referral.person_id,
            age_band=age_band,
            gender="woman",
            nationality="XA",
            languages=["fr"],
        )


@pytest.mark.parametrize("age_band", ["12_17", "in_doubt"])
def test_a_yes_of_ones_own_carries_nothing_once_the_person_is_known_to_be_a_child(
    asker: Staff, referral: Referral, age_band: str
) -> None:
    is_found_to_be(asker, referral, age_band)
    with unit_of_work(asker):
        with pytest.raises(Refused) as refused:
            send_identity_slice(asker, referral_id=referral.pk, classes=flow.AGREED)
        assert refused.value.reason == "guardian_consent_needed"
        assert not Envelope.objects.filter(kind="identity_slice").exists()
        assert not disclosable(asker, Referral.objects.get(pk=referral.pk))


def test_the_guardians_yes_lets_it_leave(asker: Staff, referral: Referral) -> None:
    is_found_to_be(asker, referral, "12_17")
    with unit_of_work(asker):
        record_consent(
            asker,
            subject_id=referral.person_id,
            subject_is_child=True,
            recipient_id=referral.recipient_id,
            purpose=flow.PURPOSE,
            data_classes=flow.AGREED,
            given_by=GivenBy.GUARDIAN,
            form=ConsentForm.SIGNED,
            language="fr",
            text_version="disclosure-1",
            alternative_existed=True,
            told_limits=True,
            valid_until=timezone.now().date() + timedelta(days=30),
        )
        assert disclosable(asker, Referral.objects.get(pk=referral.pk))
    flow.disclose(asker, referral)
    assert flow.now_at(asker, referral).state == "identity_sent"
