"""Once an office's keys were replaced because they leaked, what the former pair signs is not taken in any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from tests.exchange.kit import ENQUIRY, Room, enquire, room_of_the_tests
from tests.support.cast import Cast
from tests.support.exchange import agree

from palermo.exchange.files import Package, import_file, write_package
from palermo.exchange.models import Envelope
from palermo.exchange.queries import public_keys
from palermo.exchange.sealing import Header, digest_of, seal, sign
from palermo.exchange.signed import check_envelope, header_of
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.keys import party_private_key, party_public_keys
from palermo.trust.verbs import VaultVerb


@pytest.fixture
def room() -> Iterator[Room]:
    """Takes in what arrives."""
    with room_of_the_tests() as room:
        yield room


def dated_back(cast: Cast, before: Header, leaked: bytes) -> bytes:
    """A package of whoever copied the key: only the clock of its receiver knows when it was made."""
    with unit_of_work(cast.partner.system):
        public = party_public_keys(cast.partner.id)["seal"]
    id_ = uuid4()
    header = replace(before, id=id_, thread_id=id_, sent_at=before.sent_at - timedelta(hours=2))
    sealed = seal(ENQUIRY, header, public)
    header = replace(header, digest=digest_of(sealed))
    return write_package(Package(header, sign(header.canonical(), leaked), sealed))


def arrives(cast: Cast, data: bytes) -> Envelope:
    actor = cast.partner[Role.COORDINATOR]
    with unit_of_work(actor):
        return import_file(actor, data=data)


def test_a_package_dated_back_and_signed_with_the_leaked_key_is_refused(cast: Cast, room: Room) -> None:
    agree(cast.owner, cast.partner)
    row = enquire(cast.owner, cast.partner)
    before = header_of(row)
    with unit_of_work(cast.owner.system):
        leaked = party_private_key(cast.owner.id, "sign")
    call_command("rotate_keys", "office", str(cast.owner.id), "--leaked")
    with pytest.raises(Refused):
        arrives(cast, dated_back(cast, before, leaked))
    with unit_of_work(cast.owner.system):
        check_envelope(row, None, public_keys([cast.owner.id]))  # what was taken in before stays signed
        assert LedgerEvent.objects.filter(verb=VaultVerb.PARTY_KEYS_DISTRUSTED).count() == 1


def test_a_leak_that_is_known_after_the_change_of_keys_ends_the_belief_too(cast: Cast, room: Room) -> None:
    agree(cast.owner, cast.partner)
    before = header_of(enquire(cast.owner, cast.partner))
    with unit_of_work(cast.owner.system):
        leaked = party_private_key(cast.owner.id, "sign")
    call_command("rotate_keys", "office", str(cast.owner.id))
    assert arrives(
        cast, dated_back(cast, before, leaked)
    )  # replaced as a rule asks for: believed for its year
    call_command("rotate_keys", "office", str(cast.owner.id), "--leaked")
    with pytest.raises(Refused):
        arrives(cast, dated_back(cast, before, leaked))
