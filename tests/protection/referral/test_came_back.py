"""A person referred back is recognised by the office's own code, whatever name they go by now."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.cast import Cast, signed_in
from tests.support.today import said

from palermo.exchange.models import Envelope
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.services.persons import record_identity
from palermo.protection.need_to_know.codes import CameUpon
from palermo.protection.need_to_know.models import LookAlike
from palermo.protection.need_to_know.today import arrived_and_known
from palermo.protection.referral.terms import PURPOSE
from palermo.trust.actor import Staff
from palermo.trust.basis.processing import record_processing_basis
from palermo.trust.basis.rules import DataClass, LegalBasis
from palermo.trust.mandates import Role
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work


def test_who_is_sent_back_under_another_name_is_asked_about_by_code_and_only_where_the_name_goes(
    cast: Cast,
) -> None:
    asker, helper = cast.owner[Role.CASEWORKER], cast.partner[Role.FOCAL_POINT]
    flow.agree(cast)
    flow.have_basis(cast)
    lead = cast.partner[Role.COORDINATOR]
    with unit_of_work(lead):
        record_processing_basis(
            lead,
            purpose=PURPOSE,
            legal_basis=LegalBasis.PUBLIC_TASK,
            valid_from=timezone.now().date() - timedelta(days=1),
        )
    file = flow.open_file(asker)
    there = flow.enquire(asker, file.need, cast.partner.id)
    flow.accepted(helper, there)
    flow.consent(asker, there)
    flow.disclose(asker, there)
    with unit_of_work(helper):
        need = Need.objects.get()
        record_identity(helper, person_id=need.person_id, name="Quite Another", other_names="")
    for classes, expected in (((DataClass.SAFE_CONTACT,), 0), (flow.AGREED, 1)):
        back = flow.enquire(helper, need, cast.owner.id)
        answers = cast.owner[Role.FOCAL_POINT]
        flow.accepted(answers, back)
        flow.consent(helper, back, classes=classes)
        flow.disclose(helper, back, classes=classes)
        with unit_of_work(answers):
            assert LookAlike.objects.filter(came_upon=CameUpon.CAME_BACK).count() == expected
            assert Envelope.objects.filter(kind="came_back").count() == expected
        arrived = flow.received(answers, back)
        need = flow.another_need(helper, flow.File(_case(helper, need), need))
    with unit_of_work(answers):
        titles = [said(item) for item in read(arrived_and_known(answers, timezone.now()))]
    assert any(title.startswith("Came back") for title in titles)
    page = text_of(signed_in(answers).get(url("case", arrived.case_id)))
    assert "There may be a file of this person already" in page
    assert "Owner caseworker" in page
    assert file.case.code not in page


def _case(actor: Staff, need: Need) -> Case:
    with unit_of_work(actor):
        return Need.objects.select_related("case").get(pk=need.pk).case
