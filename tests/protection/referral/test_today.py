"""What referrals put on Today: answers before all else, arrivals, what is with others; a file has one name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.protection import flow
from tests.protection.pages import text_of
from tests.support.cast import Cast, signed_in
from tests.support.today import said

from palermo.kit.partial_date import PartialDate
from palermo.protection.cases.models.cases import Case, Need
from palermo.protection.cases.services.cases import unassign_case
from palermo.protection.file.services.assistance import record_assistance
from palermo.protection.referral.codes import DeclineReason
from palermo.protection.referral.services.receiving import decline
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.day import day_of
from palermo.trust.mandates import Role
from palermo.trust.today import Group, TodayItem, View, count_waiting
from palermo.trust.unit_of_work import unit_of_work


@pytest.fixture
def cast(cast: Cast) -> Cast:
    flow.agree(cast)
    flow.have_basis(cast)
    return cast


def group(actor: Staff, which: Group, *, view: View = View.OFFICE) -> list[str]:
    """One group of the actor's day, a sentence a line."""
    with unit_of_work(actor):
        return [said(item) for item in day_of(actor, now=timezone.now(), view=view).part(which).items]


def line(actor: Staff, which: Group) -> TodayItem:
    with unit_of_work(actor):
        (item,) = day_of(actor, now=timezone.now()).part(which).items
    return item


def test_a_need_for_tonight_is_to_be_found_until_an_office_says_yes(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    file = flow.open_file(asker)
    bed, short = f"Safe place to stay: {file.case.code}", f"bed: {file.case.code}"
    assert group(asker, Group.TONIGHT) == [bed]
    assert line(asker, Group.TONIGHT).facts == ("woman 18–25", "French")
    referral = flow.enquire(asker, file.need, cast.partner.id)
    assert group(asker, Group.TONIGHT) == [bed]
    assert group(asker, Group.OTHERS) == [f"Asked: {short}"]
    flow.accepted(helper, referral)
    assert group(asker, Group.TONIGHT) == []
    assert group(asker, Group.OTHERS) == []
    assert group(asker, Group.CAME_IN) == [f"Partner says yes: {short}"]
    with unit_of_work(asker):
        assert count_waiting(asker, timezone.now()) == 1
        word = Case.objects.get(pk=file.case.pk).known_as
    page = text_of(signed_in(asker).get(reverse("web:today")))
    assert f'<span class="nick">{word}</span> <span class="code">{file.case.code}</span>' in page
    assert referral.code not in page, "a file has one name"
    assert not [secret for secret in flow.CANARIES if secret in page]


def test_a_no_is_an_answer_until_somebody_else_is_asked(cast: Cast, asker: Staff, helper: Staff) -> None:
    file = flow.open_file(asker)
    referral = flow.enquire(asker, file.need, cast.partner.id)
    enquiry = flow.received(helper, referral)
    with unit_of_work(helper):
        decline(helper, enquiry_id=enquiry.pk, reason=DeclineReason.NO_ROOM)
    flow.work_off()
    no = f"Partner says no: bed: {file.case.code}"
    assert group(asker, Group.CAME_IN) == [no]
    assert line(asker, Group.CAME_IN).facts[0] == "No room"
    assert group(asker, Group.TONIGHT) == [f"Safe place to stay: {file.case.code}"]
    flow.enquire(asker, file.need, cast.partner.id)
    assert group(asker, Group.CAME_IN) == []


def test_an_identity_that_came_says_from_where_until_help_begins(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    file = flow.open_file(asker)
    referral = flow.enquire(asker, file.need, cast.partner.id)
    (asked,) = group(helper, Group.CAME_IN)
    assert asked == f"Answer the enquiry: bed: {referral.code}"
    assert line(helper, Group.CAME_IN).person is not None
    assert str(line(helper, Group.CAME_IN).person) == f"From Owner {referral.code}"
    assert line(helper, Group.CAME_IN).facts == ("Tonight", "woman 18–25", "French")
    flow.accepted(helper, referral)
    assert group(helper, Group.CAME_IN) == []
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(helper):
        here = Case.objects.get(organisation_id=helper.organisation_id)
    assert group(helper, Group.CAME_IN) == [f"Arrived from Owner: bed: {here.code}"]
    assert group(helper, Group.TONIGHT) == [], "the same thing stands there once"
    assert group(asker, Group.TONIGHT) == []
    page = text_of(signed_in(helper).get(reverse("protection:case", args=[here.pk])))
    assert "Arrived from Owner" in page
    assert group(helper, Group.CAME_IN) != [], "looking at a file changes nothing"
    with unit_of_work(helper):
        record_assistance(
            helper, case_id=here.pk, kind="accommodation", given_on=PartialDate.of(timezone.now().date())
        )
    assert group(helper, Group.CAME_IN) == []


def test_an_identity_that_came_waits_until_somebody_says_that_they_saw_it(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    file = flow.open_file(asker)
    referral = flow.enquire(asker, file.need, cast.partner.id)
    flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(helper):
        here = Case.objects.get(organisation_id=helper.organisation_id)
    browser, page = signed_in(helper), reverse("protection:case", args=[here.pk])
    assert "I have seen this" in text_of(browser.get(page))
    browser.post(reverse("protection:arrived_changes", args=[here.pk]))
    assert group(helper, Group.CAME_IN) == []
    assert "I have seen this" not in text_of(browser.get(page))


def test_a_need_for_a_night_that_has_passed_says_since_when(asker: Staff) -> None:
    file = flow.open_file(asker)
    with unit_of_work(asker):
        Need.objects.update(asked_at=timezone.now() - timedelta(days=3))
        record(asker, verb="test.moved")
    assert group(asker, Group.TONIGHT) == []
    assert group(asker, Group.LATE) == [f"Safe place to stay: {file.case.code}"]
    assert line(asker, Group.LATE).end in {"for 2 nights", "for 3 nights"}
    page = text_of(signed_in(asker).get(reverse("web:today")))
    assert "Tonight:" not in page
    assert "Nothing is overdue" not in page
    assert "One need was not met on its night." in page


def test_a_case_nobody_works_on_stands_there_once_and_in_the_view_of_what_nobody_has(
    cast: Cast, asker: Staff
) -> None:
    lead = cast.owner[Role.COORDINATOR]
    file = flow.open_file(asker)
    bed, assign = f"Safe place to stay: {file.case.code}", f"Assign the case: {file.case.code}"
    assert group(lead, Group.TONIGHT) == [bed]
    assert group(lead, Group.TONIGHT, view=View.MINE) == []
    assert group(lead, Group.TONIGHT, view=View.NOBODY) == []
    browser = signed_in(lead)
    browser.post(reverse("protection:team", args=[file.case.pk]), {"end": str(asker.user_id)})
    assert group(lead, Group.TONIGHT) == [bed]
    assert assign not in group(lead, Group.TODAY), "its line for tonight says that nobody has it"
    assert group(lead, Group.TONIGHT, view=View.NOBODY) == [bed]
    page = browser.get(reverse("web:today")).content.decode()
    assert page.count("<b>nobody</b>") == 1
    assert reverse("protection:team", args=[file.case.pk]) in page, "handed over where a case is assigned"
    with unit_of_work(lead):
        Need.objects.update(urgency="days")
        record(lead, verb="test.moved")
    assert assign in group(lead, Group.TODAY)


def test_the_lists_of_referrals_and_enquiries_say_whose_file_each_line_is_about(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    file = flow.open_file(asker)
    referral = flow.enquire(asker, file.need, cast.partner.id)
    flow.accepted(helper, referral)
    assert 'class="nick"' not in text_of(signed_in(helper).get(reverse("protection:enquiries")))
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    for actor, page in ((asker, "protection:referrals"), (helper, "protection:enquiries")):
        with unit_of_work(actor):
            case = Case.objects.get(organisation_id=actor.organisation_id)
        line = f'<span class="nick">{case.known_as}</span> <span class="code">{case.code}</span>'
        assert line in text_of(signed_in(actor).get(reverse(page)))
    enquiry = flow.received(helper, referral)
    page = text_of(signed_in(helper).get(reverse("protection:enquiry", args=[enquiry.pk])))
    assert f"Open your file {case.known_as} {case.code}" in page


def test_who_answers_an_enquiry_is_told_nothing_of_a_file_that_they_may_not_open(
    cast: Cast, asker: Staff, helper: Staff
) -> None:
    file, lead = flow.open_file(asker), cast.partner[Role.COORDINATOR]
    referral = flow.enquire(asker, file.need, cast.partner.id)
    flow.accepted(helper, referral)
    flow.consent(asker, referral)
    flow.disclose(asker, referral)
    with unit_of_work(lead):
        here = Case.objects.get(organisation_id=lead.organisation_id)
        unassign_case(lead, case_id=here.pk, user_id=helper.user_id)
    with unit_of_work(asker):
        withdraw(asker, referral_id=referral.pk)
    flow.work_off()
    item = line(helper, Group.CAME_IN)
    assert str(item.person) == f"From Owner {referral.code}"
    assert item.facts == ()
    assert str(line(lead, Group.CAME_IN).person) == f"{here.known_as} {here.code}"
    browser = signed_in(helper)
    found = browser.post(reverse("web:search"), {"q": f"{referral.code} K7MC-4XRD"}).content.decode()
    assert reverse("protection:enquiry", args=[flow.received(helper, referral).pk]) in found
    pages = [found, browser.get(reverse("web:today")).content.decode()]
    pages.append(browser.get(reverse("protection:enquiries")).content.decode())
    pages.append(
        browser.get(reverse("protection:enquiry", args=[flow.received(helper, referral).pk])).content.decode()
    )
    for page in pages:
        assert not [word for word in (here.known_as, here.code, str(here.pk)) if word in page]
