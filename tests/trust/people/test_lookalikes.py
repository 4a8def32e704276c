"""Addresses that pass for another are refused, those of the world's scripts are not."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.mail.message import sanitize_address
from django.urls import reverse
from tests.support.cast import Office, signed_in
from tests.trust.people.inviting import answers, invitations_of, invite

from palermo.trust.actor import Staff
from palermo.trust.current import record
from palermo.trust.mandates import Role
from palermo.trust.people.lookalikes import address_refusal, canonical, looks_like
from palermo.trust.people.models import User
from palermo.trust.people.queries import colleague_names
from palermo.trust.people.services import assign_role, change_account
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.verbs import PeopleVerb

PLAIN = ["greta@harbour.example", "Greta.Holm+night@harbour.example", "o'brien@x.example"]
WORLD = [
    "ana@münchen.example",
    "ana@xn--mnchen-3ya.example",
    "ana@приют.example",
    "ana@例え.example",
    "ana@مأوى.example",
]
NOT_PLAIN = [
    "gre\u017fa@harbour.example",  # long s
    "gret\u0131@harbour.example",  # dotless i
    "gr\u0435ta@harbour.example",  # Cyrillic e
    "\uff47reta@harbour.example",  # full width
    "\u212aira@harbour.example",  # Kelvin sign, which small letters turn into a plain k
    "gre\u200bta@harbour.example",  # zero width
    '"greta"@harbour.example',  # in quotes: the same mailbox
    '"gre\\ta"@harbour.example',
]
UNCLEAR = [
    "greta@harb\u043eur.example",  # Cyrillic o among Latin letters
    "greta@\u0430\u0440\u0440\u04cf\u0435.example",  # wholly Cyrillic, and looks Latin
    "greta@xn--80ak6aa92e.example",  # the same, as it travels
    "greta@harbour\uff0eexample",  # a full-width stop
    "greta@har\u200dbour.example",  # a joiner nobody sees
    "greta@stra\u00dfe.example",  # mailed to strasse.example
    "greta@\u03bb\u03cc\u03b3\u03bf\u03c2.example",  # a final sigma, mailed as the other one
    "greta@\u0261reat.example",  # a letter of phonetic notation in g's place
    "greta@h\u0251rbour.example",  # the same for a
]


@pytest.mark.parametrize("address", [*PLAIN, *WORLD])
def test_an_address_of_one_script_in_its_domain_is_taken(address: str) -> None:
    assert address_refusal(address) is None


@pytest.mark.parametrize("address", NOT_PLAIN)
def test_a_letter_before_the_at_that_is_not_plain_is_refused(address: str) -> None:
    assert address_refusal(address) == "address_not_plain"


@pytest.mark.parametrize("address", UNCLEAR)
def test_a_domain_that_passes_for_another_is_refused(address: str) -> None:
    assert address_refusal(address) == "address_domain_unclear"


@pytest.mark.parametrize("address", [*PLAIN, *WORLD, *UNCLEAR])
def test_mail_to_an_address_that_is_taken_goes_to_its_domain_and_no_other(address: str) -> None:
    if address_refusal(address) is None:
        kept = canonical(address)
        mailed_to = sanitize_address(kept, "utf-8").rpartition("@")[2].encode("ascii").decode("idna")
        assert mailed_to == kept.rpartition("@")[2]


def test_one_address_is_kept_in_one_way() -> None:
    assert (
        canonical(" Ana@XN--MNCHEN-3YA.example ") == canonical("ana@münchen.example") == "ana@münchen.example"
    )


@pytest.mark.parametrize(
    ("new", "there"),
    [
        ("greta@harb0ur.example", "greta@harbour.example"),
        ("a1ma@x.example", "alma@x.example"),
        ("arne@x.example", "ame@x.example"),
        ("vvim@x.example", "wim@x.example"),
        ("greta@l\u0131ght.example", "greta@light.example"),  # Turkish writes a dotless i, so it is a letter
    ],
)
def test_an_address_that_looks_like_a_colleague_s_is_found(new: str, there: str) -> None:
    assert looks_like(new, [there])
    assert not looks_like(there.upper(), [there]), "the same address is no look-alike"
    assert not looks_like("nobody@x.example", [there])


@pytest.mark.parametrize("address", ["gre\u017fa@harbour.example", "greta@harb\u043eur.example"])
def test_the_page_says_in_one_line_what_is_wrong_and_invites_nobody(office: Office, address: str) -> None:
    page = invite(office, address).content.decode()
    assert "Type it again." in page
    assert 'href="#id_email"' in page
    assert invitations_of(office) == []


def test_an_address_like_that_of_a_colleague_or_of_somebody_invited_is_refused(office: Office) -> None:
    assert "looks like that of a colleague" in invite(office, "caseworker@1antern.example").content.decode()
    invite(office, "mona@lantern.example")
    administrator = signed_in(office[Role.ADMINISTRATOR])
    page = administrator.post(
        reverse("people:invite"), answers(office, "m0na@lantern.example")
    ).content.decode()
    assert "looks like that of a colleague" in page
    assert [row.email for row in invitations_of(office)] == ["mona@lantern.example"]


def change_name(who: Staff, name: str) -> None:
    with unit_of_work(who):
        change_account(who, full_name=name, language="en-gb")


@pytest.mark.parametrize("written", ["{}", "{}\u00a0", "{}\u200b", " {} ", "L\u0430ntern coordinator"])
def test_nobody_takes_the_name_of_a_colleague(office: Office, written: str) -> None:
    mine, other = office[Role.CASEWORKER], office[Role.COORDINATOR]
    with unit_of_work(office.system):
        name = User.objects.get(pk=other.user_id).full_name
    assert name == "Lantern coordinator"
    with pytest.raises(Refused, match="name_like_a_colleague"):
        change_name(mine, written.format(name))
    change_name(mine, "Lantern coordinator the younger")
    change_name(other, name)  # one's own


def test_a_name_is_not_taken_from_a_colleague_of_any_office_one_works_for(
    office: Office, stranger: Office
) -> None:
    shared = office[Role.CASEWORKER]
    with unit_of_work(stranger.system):
        assign_role(
            stranger.system,
            user_id=shared.user_id,
            unit_id=stranger[Role.CASEWORKER].unit_id,
            role=Role.CASEWORKER,
            valid_from=date(2026, 1, 1),
        )
        theirs = User.objects.get(pk=stranger[Role.COORDINATOR].user_id).full_name
    with pytest.raises(Refused, match="name_like_a_colleague"):
        change_name(shared, theirs)
    change_name(office[Role.COORDINATOR], theirs)  # who does not work there learns nothing of it


def test_the_page_of_the_account_says_that_the_name_is_taken(office: Office) -> None:
    browser = signed_in(office[Role.CASEWORKER])
    sent = {"full_name": "Lantern coordinator", "language": "en-gb"}
    page = browser.post(reverse("people:account"), sent).content.decode()
    assert "A colleague of yours is called so." in page


def test_two_colleagues_with_one_name_are_told_apart_by_their_addresses(office: Office) -> None:
    mine, other = office[Role.CASEWORKER], office[Role.COORDINATOR]
    with unit_of_work(office.system):
        User.objects.filter(pk__in=[mine.user_id, other.user_id]).update(full_name="Iris Newcomer")
        shown = colleague_names(office.system, {mine.user_id, other.user_id})
        record(office.system, verb=PeopleVerb.ACCOUNT_CHANGED, object_type="account", object_id=mine.user_id)
    assert shown == {
        mine.user_id: "Iris Newcomer (caseworker@lantern.example)",
        other.user_id: "Iris Newcomer (coordinator@lantern.example)",
    }
