"""What the operator is told of the records outside the database: how old they are, and what nobody vouches for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from tests.support.cast import Office, signed_in

from palermo.operation.datafolder import DataFolder
from palermo.operation.heads import newest_heads, renew_heads
from palermo.trust.ledger.collected import fingerprint, heads_file, office_end
from palermo.trust.mandates import Role
from palermo.trust.people.operation_today import doubted_records
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

OLD_HEADS, OLD_COPY, UNSIGNED = "were not renewed", "for another machine within", "Nobody can vouch for it"


@pytest.fixture(autouse=True)
def newest_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that lacks no release: what else is said of it has a test of its own."""
    monkeypatch.setattr("palermo.trust.people.server_facts.lacking", lambda _version: ())


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[Path]:
    """A folder that another machine collects."""
    folder = tmp_path / "copies"
    folder.mkdir()
    with override_settings(PALERMO_WITNESS_COPY=folder):
        yield folder


def page(office: Office, name: str = "installation") -> str:
    return signed_in(office[Role.OPERATOR]).get(reverse(f"people:{name}")).content.decode().split("<main")[1]


def today(office: Office, role: Role = Role.OPERATOR) -> list[str]:
    with unit_of_work(office[role]):
        return [str(item.title) for item in read(doubted_records(office[role], timezone.now()))]


def test_fresh_heads_leave_no_doubt(office: Office, copies: Path) -> None:
    renew_heads(now=timezone.now())
    assert today(office) == []
    assert not any(words in page(office) for words in (OLD_HEADS, OLD_COPY, UNSIGNED))


@pytest.mark.parametrize("state", ["old", "gone", "altered"])
def test_heads_that_were_not_renewed_for_a_day_are_said_on_the_page_and_on_today(
    office: Office, copies: Path, state: str
) -> None:
    renew_heads(now=timezone.now() - timedelta(hours=25 if state == "old" else 0))
    if state == "gone":
        heads_file().unlink()
    elif state == "altered":
        text = heads_file().read_text(encoding="ascii")
        heads_file().write_text(text.replace('"from":1', '"from":2', 1), encoding="ascii")
    assert OLD_HEADS in page(office)
    assert [OLD_HEADS in title for title in today(office)] == [True]


def test_a_folder_that_gets_no_copies_is_said(office: Office, copies: Path) -> None:
    renew_heads(now=timezone.now())
    for copy in copies.iterdir():
        copy.unlink()
    assert OLD_COPY in page(office)
    assert [OLD_COPY in title for title in today(office)] == [True]


@pytest.mark.parametrize("text", [json.dumps({"taken_at": "2026-11-23T12:00:00+00:00"}), "", "[]"])
def test_an_unsigned_restore_is_said_for_as_long_as_its_mark_is_there(
    office: Office, data_folder: DataFolder, text: str
) -> None:
    renew_heads(now=timezone.now())
    data_folder.unvouched.write_text(text, encoding="utf-8")
    assert UNSIGNED in page(office)
    assert [UNSIGNED in title for title in today(office)] == [True]
    data_folder.unvouched.unlink()
    assert UNSIGNED not in page(office)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_nobody_else_is_told_or_sees_the_heads(office: Office, role: Role) -> None:
    assert today(office, role) == []
    assert signed_in(office[role]).get(reverse("people:heads")).status_code == 403


def test_the_heads_to_print_are_those_of_every_office_and_name_none(office: Office, stranger: Office) -> None:
    assert "not written down yet" in page(office, "heads")
    renew_heads(now=timezone.now())
    shown = page(office, "heads")
    for head in newest_heads():
        assert office_end(head.organisation_id) in shown
        assert fingerprint(head.hash) in shown
    assert "Lantern" not in shown
    assert "Harbour" not in shown
