"""Addresses that pass for another are refused, those of the world's scripts are not."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.support.cast import Office, signed_in
from tests.trust.people.inviting import answers, invitations_of, invite

from palermo.trust.mandates import Role
from palermo.trust.people.lookalikes import address_refusal, canonical, looks_like

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
    ],
)
def test_an_address_that_looks_like_a_colleague_s_is_found(new: str, there: str) -> None:
    assert looks_like(new, [there])
    assert not looks_like(there.upper(), [there]), "the same address is no look-alike"
    assert not looks_like("nobody@x.example", [there])


@pytest.mark.parametrize("address", ["gre\u017fa@harbour.example", "greta@harb\u043eur.example"])
def test_the_page_says_in_one_line_what_is_wrong_and_invites_nobody(office: Office, address: str) -> None:
    page = invite(office, address).content.decode()
    assert "Type it anew." in page
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
