"""What was sent and has changed, or is more: told under the same yes, kept beside what was, on both offices' Today."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.protection import flow
from tests.protection.pages import text_of, url
from tests.support.begun import BEGUN
from tests.support.cast import Cast, signed_in

from palermo.protection.cases.codes import CloseReason
from palermo.protection.cases.models.persons import Person
from palermo.protection.cases.services.cases import close_case
from palermo.protection.cases.services.persons import record_coded, record_identity
from palermo.protection.need_to_know.codes import NeverKind
from palermo.protection.need_to_know.models import NeverShare
from palermo.protection.need_to_know.services.never_share import add_never_share
from palermo.protection.referral.codes import Outcome
from palermo.protection.referral.models.changes import ArrivedChange, SentChange
from palermo.protection.referral.models.referrals import Enquiry, Referral
from palermo.protection.referral.services.changes import told_by_telephone
from palermo.protection.referral.services.more import send_more
from palermo.protection.referral.services.receiving import complete
from palermo.protection.referral.services.withdrawal import withdraw
from palermo.trust.actor import Staff
from palermo.trust.basis.models import Consent
from palermo.trust.basis.rules import DataClass
from palermo.trust.basis.services import withdraw_consent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.vault import unseal

NEW_SAFE = "NEVER ring the old number: the man has that telephone"
NEW_NAME = "Ottilie Fernwhistle"


@pytest.fixture
def referral(cast: Cast, works: Staff, helper: Staff) -> Referral:
    """A referral whose recipient was told the safe contact and the name."""
    flow.agree(cast)
    flow.have_basis(cast)
    sent = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(helper, sent)
    flow.consent(works, sent)
    flow.disclose(works, sent, classes=[DataClass.NAME])
    return flow.now_at(works, sent)


def change(actor: Staff, person_id: Any, **texts: str) -> None:
    with unit_of_work(actor):
        record_identity(actor, person_id=person_id, **texts)


def open_at(actor: Staff) -> list[str]:
    with unit_of_work(actor):
        rows = SentChange.objects.filter(settled_at=None).order_by("what")
        return list(rows.values_list("what", flat=True))


def again(actor: Staff, referral: Referral, *classes: DataClass) -> None:
    with unit_of_work(actor):
        send_more(actor, referral_id=referral.pk, data_classes=classes)
    flow.work_off()


def there(actor: Staff, referral: Referral) -> tuple[Enquiry, Person]:
    with unit_of_work(actor):
        row = Enquiry.objects.select_related("person", "case").get(thread_id=referral.thread_id)
        assert row.person is not None
        return row, row.person


def texts_there(actor: Staff, referral: Referral, *columns: str) -> Sequence[str]:
    _row, person = there(actor, referral)
    with unit_of_work(actor):
        return list(unseal(person, *columns).values())


def test_the_new_safe_contact_reaches_who_has_the_old_one(
    cast: Cast, works: Staff, helper: Staff, browser: Client, referral: Referral
) -> None:
    change(works, referral.person_id, safe_contact=NEW_SAFE)
    case = text_of(browser.get(url("case", referral.case_id)))
    assert "Other offices have what is no longer right" in case
    today = text_of(browser.get(reverse("web:today")))
    assert "has the old way to contact the person safely" in today
    page = text_of(browser.get(url("referral", referral.pk)))
    assert "Send the new one now" in page
    check = browser.get(f"{url('referral_more', referral.pk)}?check=1")
    assert "NEVER ring the old number" in text_of(check)
    shown = unescape(text_of(check).split('name="shown" value="')[1].split('"')[0])
    sent = browser.post(f"{url('referral_more', referral.pk)}?check=1", {"shown": shown, "action": "send"})
    assert sent["Location"] == f"{url('referral', referral.pk)}?done=more_sent"
    assert open_at(works) == []
    flow.work_off()
    assert texts_there(helper, referral, "safe_contact") == [NEW_SAFE]
    there_browser = signed_in(helper)
    row, _person = there(helper, referral)
    assert "how to contact the person safely" in text_of(there_browser.get(reverse("web:today")))
    assert "Changed by" in text_of(there_browser.get(url("case", row.case_id)))
    anew = text_of(there_browser.get(url("arrived_changes", row.case_id)))
    assert NEW_SAFE in anew and flow.SAFE in anew
    there_browser.post(url("arrived_changes", row.case_id))
    assert "Changed by" not in text_of(there_browser.get(url("case", row.case_id)))
    assert "Changed by" not in text_of(there_browser.get(reverse("web:today")))


def test_only_what_went_out_is_marked_and_a_change_back_and_forth_once(
    works: Staff, referral: Referral
) -> None:
    change(works, referral.person_id, contact="+999 555 0100")
    assert open_at(works) == []
    change(works, referral.person_id, name=NEW_NAME)
    change(works, referral.person_id, name=f"{NEW_NAME} II", safe_contact=flow.SAFE)
    assert open_at(works) == ["name"]
    with unit_of_work(works):
        record_coded(
            works,
            person_id=referral.person_id,
            age_band="26_40",
            gender="other",
            nationality="not_asked",
            languages=["fr"],
        )
    assert open_at(works) == ["gender", "name"]


def test_a_second_slice_completes_the_file_and_opens_no_other(
    works: Staff, helper: Staff, referral: Referral
) -> None:
    before, _person = there(helper, referral)
    again(works, referral, DataClass.BIRTH, DataClass.LANGUAGES)
    after, person = there(helper, referral)
    assert (after.person_id, after.case_id) == (before.person_id, before.case_id)
    assert texts_there(helper, referral, "name", "birth") == [flow.NAME, flow.BIRTH]
    assert person.languages == ["fr"]
    with unit_of_work(helper):
        assert sorted(ArrivedChange.objects.values_list("column", flat=True)) == ["birth"]
    assert flow.now_at(works, referral).disclosed_classes == ["birth", "languages", "name", "safe_contact"]
    ours = text_of(signed_in(works).get(url("referral", referral.pk)))
    theirs = text_of(signed_in(helper).get(url("enquiry", after.pk)))
    for page in (ours, theirs):
        assert "At first" in page and "Later" in page


def nations(actor: Staff, person_id: Any, *codes: str) -> None:
    with unit_of_work(actor):
        record_coded(
            actor,
            person_id=person_id,
            age_band="not_asked",
            gender="woman",
            nationality=codes[0],
            other_nationalities=codes[1:],
            languages=["fr"],
        )


def test_another_nationality_is_a_change_and_one_taken_away_goes_there_too(
    cast: Cast, works: Staff, helper: Staff
) -> None:
    classes = (*flow.AGREED, DataClass.NATIONALITY)
    flow.agree(cast, classes=classes)
    flow.have_basis(cast)
    referral = flow.enquire(works, flow.open_file(works).need, cast.partner.id)
    flow.accepted(helper, referral)
    flow.consent(works, referral, classes=classes)
    nations(works, referral.person_id, "ERI")
    flow.disclose(works, referral, classes=[DataClass.NATIONALITY])
    referral = flow.now_at(works, referral)
    assert there(helper, referral)[1].nationalities == ("ERI",)
    for told in (("ERI", "ETH"), ("ETH",)):
        nations(works, referral.person_id, *told)
        assert open_at(works) == ["nationality"]
        again(works, referral, DataClass.NATIONALITY)
        assert there(helper, referral)[1].nationalities == told
        assert open_at(works) == []
    row, _person = there(helper, referral)
    page = text_of(signed_in(helper).get(url("arrived_changes", row.case_id)))
    assert "Eritrea, Ethiopia" in page and "Ethiopia" in page


def test_what_two_people_decide_is_told_and_not_taken(
    works: Staff, helper: Staff, referral: Referral
) -> None:
    again(works, referral, DataClass.BIRTH)
    _row, person = there(helper, referral)
    for actor, whose, band in ((helper, person.pk, "12_17"), (works, referral.person_id, "26_40")):
        with unit_of_work(actor):
            record_coded(
                actor,
                person_id=whose,
                age_band=band,
                gender="woman",
                nationality="not_asked",
                languages=["fr"],
            )
    again(works, referral, DataClass.BIRTH)
    _row, person = there(helper, referral)
    assert person.age_band == "12_17"
    with unit_of_work(helper):
        row = ArrivedChange.objects.get(column="age_band")
        assert (row.taken, unseal(row, "now")["now"]) == (False, "26_40")


def test_a_never_share_entry_reaches_who_has_the_file(
    cast: Cast, works: Staff, helper: Staff, referral: Referral
) -> None:
    with unit_of_work(works):
        add_never_share(works, case_id=referral.case_id, kind=NeverKind.OFFICE, office_id=cast.stranger.id)
        add_never_share(
            works, case_id=referral.case_id, kind=NeverKind.OFFICIAL, words="Sergeant Bramblecote"
        )
    assert open_at(works) == ["never_share"]
    again(works, referral)
    again(works, referral)
    _row, person = there(helper, referral)
    with unit_of_work(helper):
        rows = NeverShare.objects.filter(person=person).order_by("kind")
        assert [(row.kind, row.office_id, unseal(row, "words")["words"]) for row in rows] == [
            ("office", cast.stranger.id, ""),
            ("official", None, "Sergeant Bramblecote"),
        ]


def test_a_death_is_told_and_a_completed_referral_only_under_a_yes(
    works: Staff, helper: Staff, referral: Referral
) -> None:
    row, _person = there(helper, referral)
    with unit_of_work(helper):
        complete(helper, enquiry_id=row.pk, outcome=Outcome.NEED_MET)
    flow.work_off()
    with unit_of_work(works):
        close_case(works, case_id=referral.case_id, reason=CloseReason.PERSON_DIED)
    assert open_at(works) == ["died"]
    again(works, referral)
    with unit_of_work(helper):
        assert ArrivedChange.objects.get(what="died").taken is False


def test_after_the_yes_it_is_said_by_telephone(works: Staff, browser: Client, referral: Referral) -> None:
    change(works, referral.person_id, name=NEW_NAME)
    with unit_of_work(works):
        withdraw_consent(works, consent_id=Consent.objects.get().pk)
    page = text_of(browser.get(url("referral", referral.pk)))
    assert "Tell the office by telephone" in page
    assert "Send the new one now" not in page
    assert "The yes does not hold any more" in text_of(browser.get(url("referral_more", referral.pk)))
    with pytest.raises(Refused), unit_of_work(works):
        send_more(works, referral_id=referral.pk, data_classes=[DataClass.NAME])
    browser.post(url("referral_told", referral.pk))
    assert open_at(works) == []
    with pytest.raises(Refused, match="nothing_changed"), unit_of_work(works):
        told_by_telephone(works, referral_id=referral.pk)


def test_what_crosses_a_withdrawal_is_kept_nowhere(works: Staff, helper: Staff, referral: Referral) -> None:
    with unit_of_work(works):
        send_more(works, referral_id=referral.pk, data_classes=[DataClass.BIRTH])
        withdraw(works, referral_id=referral.pk)
    flow.work_off()
    assert texts_there(helper, referral, "birth") == [""]
    with pytest.raises(Refused, match="referral_other_state"), unit_of_work(works):
        send_more(works, referral_id=referral.pk, data_classes=[DataClass.NAME])


def test_an_older_change_never_takes_the_place_of_a_newer_one(
    works: Staff, helper: Staff, referral: Referral
) -> None:
    again(works, referral)
    _row, person = there(helper, referral)
    change(works, referral.person_id, safe_contact="second")
    again(works, referral)
    change(works, referral.person_id, safe_contact="third")
    again(works, referral)
    with unit_of_work(helper):
        rows = ArrivedChange.objects.filter(column="safe_contact").order_by("sent_at")
        assert [unseal(row, "before", "now") for row in rows] == [
            {"before": flow.SAFE, "now": "second"},
            {"before": "second", "now": "third"},
        ]
        assert unseal(Person.objects.get(pk=person.pk), "safe_contact") == {"safe_contact": "third"}


def test_the_check_page_of_identity_says_who_has_the_old_one(
    cast: Cast, works: Staff, browser: Client, referral: Referral
) -> None:
    for step in ("contact", "about", "who"):
        browser.post(
            url("identity", referral.case_id, BEGUN, step), {"action": "continue", "age_band": "18_25"}
        )
    page = text_of(browser.get(url("identity", referral.case_id, BEGUN, "check"), follow=True))
    assert "Nothing leaves your office" not in page
    assert "keeps what you sent before" in page


def test_nobody_without_the_right_sends_tells_or_sees(
    cast: Cast, works: Staff, helper: Staff, referral: Referral
) -> None:
    change(works, referral.person_id, name=NEW_NAME)
    again(works, referral, DataClass.NAME)
    change(works, referral.person_id, name=f"{NEW_NAME} II")
    row, _person = there(helper, referral)
    for actor in (cast.stranger[Role.COORDINATOR], cast.owner[Role.FOCAL_POINT], cast.owner[Role.ANALYST]):
        window = signed_in(actor)
        for address in (url("referral_more", referral.pk), url("arrived_changes", row.case_id)):
            assert window.get(address).status_code in {403, 404}
        assert window.post(url("referral_told", referral.pk)).status_code in {403, 404}
    assert open_at(works) == ["name"]
