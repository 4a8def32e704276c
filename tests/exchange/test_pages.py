"""Pages of packages: headers for the office's counter, a file to carry, a file to open."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.exchange.kit import Room, enquire
from tests.support.cast import Cast, signed_in
from tests.support.exchange import agree, queued, run_tasks

from palermo.exchange.models import Envelope
from palermo.exchange.parties import fingerprint
from palermo.exchange.queries import public_keys
from palermo.exchange.services import delete_bodies
from palermo.trust.mandates import Role
from palermo.trust.unit_of_work import unit_of_work


@pytest.fixture
def envelope(cast: Cast, room: Room) -> Envelope:
    agree(cast.owner, cast.partner)
    return enquire(cast.owner, cast.partner)


@pytest.fixture
def sender(cast: Cast) -> Client:
    return signed_in(cast.owner[Role.COORDINATOR])


@pytest.fixture
def receiver(cast: Cast) -> Client:
    return signed_in(cast.partner[Role.COORDINATOR])


def upload(client: Client, content: bytes, name: str = "palermo.json") -> tuple[int, str]:
    file = SimpleUploadedFile(name, content, content_type="text/html")
    response = client.post(reverse("exchange:open_file"), {"package": file}, follow=True)
    return response.status_code, response.content.decode()


def test_both_sides_see_the_header_and_its_restrictions_in_words(
    envelope: Envelope, sender: Client, receiver: Client
) -> None:
    for client, word in ((sender, "To Partner"), (receiver, "From Owner")):
        assert word in client.get(reverse("exchange:packages")).content.decode()
        page = client.get(reverse("exchange:package", args=[envelope.pk])).content.decode()
        assert "Use it for the stated purpose only." in page
        assert "art. 10.3" in page
        assert "BCDF" not in page


def test_a_stranger_and_a_colleague_without_the_role_find_nothing(envelope: Envelope, cast: Cast) -> None:
    stranger = signed_in(cast.stranger[Role.COORDINATOR])
    assert stranger.get(reverse("exchange:package", args=[envelope.pk])).status_code == 404
    assert stranger.post(reverse("exchange:file", args=[envelope.pk])).status_code == 404
    assert "Owner" not in stranger.get(reverse("exchange:packages")).content.decode()
    for role in (Role.CASEWORKER, Role.ANALYST):
        colleague = signed_in(cast.owner[role])
        assert colleague.get(reverse("exchange:package", args=[envelope.pk])).status_code == 404
        assert colleague.get(reverse("exchange:packages")).status_code == 403
        assert colleague.get(reverse("exchange:open_file")).status_code == 403


def test_the_file_is_carried_by_hand_and_opened_by_the_other_office(
    envelope: Envelope, sender: Client, receiver: Client, room: Room
) -> None:
    answer = sender.post(reverse("exchange:file", args=[envelope.pk]))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="palermo-')
    assert answer.headers["Content-Type"] == "application/json"
    status, page = upload(receiver, answer.content)
    assert status == 200
    assert "The file is in order" in page
    run_tasks()
    assert len(room.received) >= 1


def test_the_receiver_makes_no_file_of_what_it_got(envelope: Envelope, receiver: Client) -> None:
    assert receiver.post(reverse("exchange:file", args=[envelope.pk])).status_code == 403
    page = receiver.get(reverse("exchange:package", args=[envelope.pk])).content.decode()
    assert "Download as a file" not in page


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"{}", "palermo.json", "This file is no message of Palermo"),
        (b"{" * 300_000, "palermo.json", "smaller file"),
        (b"%PDF-1.7 x %%EOF", "letter.pdf", "of one of these kinds"),
        (b"\x00\x01\x02", "palermo.json", "not what its name says"),
        (b"", "palermo.json", "this one is empty"),
    ],
)
def test_a_file_that_is_no_package_is_named_at_the_field(
    cast: Cast, receiver: Client, content: bytes, name: str, said: str
) -> None:
    status, page = upload(receiver, content, name)
    assert status == 200
    assert said in page
    assert "Error:" in page


def test_an_altered_file_is_refused_in_one_line_and_the_installation_will_know(
    envelope: Envelope, sender: Client, receiver: Client
) -> None:
    file = json.loads(sender.post(reverse("exchange:file", args=[envelope.pk])).content)
    file["header"]["purpose"] = "statistics"
    waiting = queued()
    _status, page = upload(receiver, json.dumps(file).encode())
    assert "This file is not what its sender signed. It was not opened." in page
    assert queued() == waiting + 1


def test_a_package_whose_content_is_deleted_says_so_and_makes_no_file(
    envelope: Envelope, sender: Client, cast: Cast
) -> None:
    actor = cast.owner[Role.COORDINATOR]
    with unit_of_work(actor):
        delete_bodies(actor, thread_id=envelope.thread_id)
    page = sender.get(reverse("exchange:package", args=[envelope.pk])).content.decode()
    assert "Deleted" in page
    assert "Download as a file" not in page
    answer = sender.post(reverse("exchange:file", args=[envelope.pk]))
    assert answer.headers["Location"] == reverse("exchange:package", args=[envelope.pk])


def test_each_office_reads_the_same_fingerprint_of_a_key(
    envelope: Envelope, sender: Client, receiver: Client, cast: Cast
) -> None:
    with unit_of_work(cast.owner.system):
        own = fingerprint(public_keys([cast.owner.id])[cast.owner.id])
    assert own in sender.get(reverse("exchange:packages")).content.decode()
    assert own in receiver.get(reverse("exchange:package", args=[envelope.pk])).content.decode()


def test_the_list_goes_on_after_a_key_and_ignores_a_wrong_one(envelope: Envelope, sender: Client) -> None:
    address = reverse("exchange:packages")
    assert "To Partner" in sender.get(address, {"after": "nonsense"}).content.decode()
    assert "To Partner" not in sender.get(address, {"after": str(envelope.pk)}).content.decode()
