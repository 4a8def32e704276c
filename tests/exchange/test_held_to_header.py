"""A sender with a good signature is not believed either: a package keeps to its kind's rules and to its own header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any
from uuid import uuid4

import pytest
from tests.exchange.kit import ENQUIRY, Room, enquire
from tests.exchange.payloads import KINDS, payloads
from tests.support.cast import Cast
from tests.support.exchange import agree, run_tasks

from palermo.exchange.files import Package, import_file, write_package
from palermo.exchange.holding import payload_refusal, thread_refusal
from palermo.exchange.kinds.registry import schema_of, schemas
from palermo.exchange.kinds.schema import BadPayload
from palermo.exchange.models import Body, Envelope, ExchangeEvent
from palermo.exchange.queries import public_keys
from palermo.exchange.sealing import Header, digest_of, seal, sign
from palermo.exchange.signed import header_of
from palermo.exchange.storing import store_package
from palermo.exchange.tasks import enqueue_receive
from palermo.exchange.verbs import ExchangeVerb
from palermo.trust.current import record
from palermo.trust.mandates import OrganisationKind, Role
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.keys import party_private_key

Forge = Callable[..., str]
SLICE: dict[str, Any] = {
    "code": "BCDF-2345",
    "safe_contact": "Tuesdays",
    "name": "Invented Canary",
    "birth": "1999-04",
    "contact": "by letter",
    "languages": ["en"],
    "nationality": "ITA",
    "needs": [{"kind": "legal", "urgency": "days"}],
}
CLASSES = sorted(str(code) for code in schema_of("identity_slice").data_classes(SLICE))
ANSWER: dict[str, Any] = {"kind": "identity_slice", "data_classes": tuple(CLASSES)}


@pytest.fixture
def header(cast: Cast, room: Room) -> Header:
    """The header of an enquiry that the partner took in."""
    agree(cast.owner, cast.partner)
    envelope = enquire(cast.owner, cast.partner)
    run_tasks()
    assert [payload for _office, payload in room.received] == [ENQUIRY]
    room.received.clear()
    return header_of(envelope)


@pytest.fixture(params=["file", "row"])
def forge(cast: Cast, header: Header, request: pytest.FixtureRequest) -> Forge:
    """Signs what it is told with the owner's own key, and brings it to the partner: why it was refused, or ""."""

    def package(payload: dict[str, Any], **changes: Any) -> Package:
        forged = replace(header, **{"id": uuid4(), **changes})
        with unit_of_work(cast.owner.system):
            receiver = public_keys([cast.partner.id])[cast.partner.id]
            sealed = seal(payload, forged, bytes(receiver.seal_public))
            forged = replace(forged, digest=digest_of(sealed))
            return Package(forged, sign(forged.canonical(), party_private_key(cast.owner.id, "sign")), sealed)

    def brought_as_a_file(payload: dict[str, Any], **changes: Any) -> str:
        actor = cast.partner[Role.COORDINATOR]
        forged = package(payload, **changes)
        with unit_of_work(actor):
            try:
                import_file(actor, data=write_package(forged))
            except Refused as refused:
                return refused.reason
        return received(forged)

    def stored_by_the_sender(payload: dict[str, Any], **changes: Any) -> str:
        forged = package(payload, **changes)
        actor = replace(cast.owner.system, rooms=frozenset({"protection"}))
        with unit_of_work(actor):
            envelope = store_package(actor, forged.header, signature=forged.signature, sealed=forged.sealed)
            enqueue_receive(envelope)
            record(actor, verb=ExchangeVerb.PACKAGE_SENT, object_type="package", object_id=envelope.pk)
        return received(forged)

    def received(forged: Package) -> str:
        run_tasks()
        with unit_of_work(replace(cast.partner.system, rooms=frozenset({"protection"}))):
            told = ExchangeEvent.objects.filter(thread_id=forged.header.thread_id, verb="not_opened")
            codes = list(told.order_by("-at", "-id").values_list("codes", flat=True)[:1])
            assert not codes or not Body.objects.filter(envelope_id=forged.header.id).exists()
        return str(codes[0]["code"]) if codes else ""

    return brought_as_a_file if request.param == "file" else stored_by_the_sender


def test_a_slice_whose_header_names_what_it_holds_is_taken_in(forge: Forge, room: Room) -> None:
    assert forge(SLICE, **ANSWER) == ""
    assert [payload for _office, payload in room.received] == [SLICE]


@pytest.mark.parametrize("named", [[], *([code for code in CLASSES if code != left] for left in CLASSES)])
def test_a_slice_that_holds_more_than_its_header_names_opens_no_file(
    forge: Forge, room: Room, named: list[str]
) -> None:
    assert forge(SLICE, **{**ANSWER, "data_classes": tuple(named)}) == "package_beyond_its_header"
    assert room.received == []


@pytest.mark.parametrize("kind", sorted(schema.kind for schema in schemas()))
def test_every_class_left_out_of_a_true_header_is_missed(header: Header, kind: str) -> None:
    schema = schema_of(kind)
    (form,) = (name for name in KINDS if name.startswith(f"{kind}-"))
    whole = 0
    for payload in payloads(form, many=300):
        try:
            schema.validate(payload)
        except BadPayload:
            continue
        whole += 1
        true = sorted(str(code) for code in schema.data_classes(payload))
        for number in range(len(true) + 1):
            for named in combinations(true, number):
                refusal = payload_refusal(schema, replace(header, data_classes=named), payload)
                assert (refusal is None) == (len(named) == len(true))
        assert payload_refusal(schema, replace(header, data_classes=("other", *true)), payload) is None
    assert whole > 50


@pytest.mark.parametrize("kind", [*sorted(schema_of("identity_slice").never_to), OrganisationKind.SHELTER])
def test_no_office_takes_in_what_its_kind_may_not_get(
    cast: Cast, forge: Forge, room: Room, owner_connection: Any, kind: OrganisationKind
) -> None:
    change = "UPDATE people_organisation SET kind = %s WHERE id = %s"
    owner_connection.execute(change, [kind.value, cast.partner.id])
    barred = kind is not OrganisationKind.SHELTER
    assert forge(SLICE, **ANSWER) == ("no_package_to_this_kind_of_office" if barred else "")
    assert (room.received == []) == barred


def test_the_times_of_a_signed_header_are_held_to(header: Header, forge: Forge, room: Room) -> None:
    for times in (
        {"due_at": header.expires_at, "expires_at": header.due_at},
        {"due_at": header.sent_at},
        {"sent_at": header.expires_at},
    ):
        assert forge(SLICE, **ANSWER, **times) in {"package_times", "file_of_the_future"}
    assert room.received == []


def test_an_enquiry_inside_another_thread_is_not_taken_in(forge: Forge, room: Room) -> None:
    assert forge(ENQUIRY) == "package_opens_a_thread"
    assert room.received == []


@pytest.mark.parametrize("its_own", [True, False])
def test_a_slice_that_answers_nothing_is_not_taken_in(forge: Forge, room: Room, *, its_own: bool) -> None:
    own = uuid4()
    forge(SLICE, **ANSWER, id=own, thread_id=own if its_own else uuid4())
    assert room.received == []


def test_an_answer_in_other_rooms_than_the_thread_s_is_not_taken_in(cast: Cast, header: Header) -> None:
    answer = replace(header, id=uuid4(), kind="identity_slice", from_room="protection", to_room="prosecution")
    with unit_of_work(cast.partner.system):
        opening = Envelope.objects.get(pk=header.id)
        assert thread_refusal(opening, answer) == "package_of_another_room"
        assert thread_refusal(opening, replace(answer, to_room="protection")) is None
        assert thread_refusal(opening, replace(answer, sender_id=uuid4())) == "package_of_no_thread"
        assert thread_refusal(None, answer) == "package_of_no_thread"
