"""The operator's page: room on the disk, the newest backup, when the certificate ends, and whether mail arrives."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support.background import work_off
from tests.support.cast import Office, signed_in

from palermo.reference import postgresql
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.operation_today import doubted_records
from palermo.trust.people.server_facts import server_facts
from palermo.trust.today import read
from palermo.trust.unit_of_work import unit_of_work

PAGE, TEST = reverse("people:installation"), reverse("people:test_mail")


@pytest.fixture
def operator(office: Office) -> Client:
    return signed_in(office[Role.OPERATOR])


@pytest.fixture
def backup_of() -> Iterator[Any]:
    path = Path(settings.PALERMO_DATA) / "last-backup"

    def write(at: datetime) -> None:
        path.write_text(at.isoformat(), encoding="ascii")

    yield write
    path.unlink(missing_ok=True)


def certificate(path: Path, *, until: datetime) -> Path:
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lantern.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(until - timedelta(days=90))
        .not_valid_after(until)
        .sign(key, None)
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path


def test_the_page_says_how_the_machine_stands(
    operator: Client, backup_of: Any, settings: Any, tmp_path: Path
) -> None:
    page = operator.get(PAGE).content.decode()
    assert "No certificate is named in PALERMO_CERTIFICATE" in page
    assert "None was made here yet: palermo backup" in page
    backup_of(timezone.now() - timedelta(hours=5))
    settings.PALERMO_CERTIFICATE = certificate(tmp_path / "site.pem", until=datetime(2031, 3, 1, tzinfo=UTC))
    page = operator.get(PAGE).content.decode()
    assert "5 hours ago" in page
    assert "1 Mar 2031" in page
    assert " free" in page


def test_what_the_operator_must_look_at_stands_on_today_too(
    office: Office, backup_of: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = office[Role.OPERATOR]
    backup_of(timezone.now() - timedelta(days=3))
    settings.PALERMO_CERTIFICATE = certificate(
        tmp_path / "site.pem", until=timezone.now() + timedelta(days=3)
    )
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=5, total=100))
    monkeypatch.setattr("palermo.trust.people.server_facts.lacking", lambda _number: [("18.7", 1)])
    with unit_of_work(actor):
        titles = [str(item.title) for item in read(doubted_records(actor, timezone.now()))]
    assert [title for title in titles if "less than a tenth" in title]
    assert [title for title in titles if "older than two days" in title]
    assert [title for title in titles if "ends within two weeks" in title]
    assert [title for title in titles if "lacks the security releases 18.7" in title]


def test_a_file_that_is_no_certificate_says_nothing(settings: Any, tmp_path: Path, office: Office) -> None:
    path = tmp_path / "site.pem"
    path.write_text("no certificate", encoding="ascii")
    settings.PALERMO_CERTIFICATE = path
    with unit_of_work(office[Role.OPERATOR]):
        facts = server_facts()
    assert facts.certificate is None
    assert facts.lacking == tuple(name for name, _holes in postgresql.lacking(_version(office)))


def _version(office: Office) -> int:
    from django.db import connection

    with unit_of_work(office[Role.OPERATOR]):
        return int(connection.pg_version)


def test_the_operator_sends_themselves_a_mail_that_says_nothing(
    operator: Client, settings: Any, mailbox: list[Any]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert operator.post(TEST, follow=True).status_code == 200
    work_off()
    (sent,) = mailbox
    assert len(sent.to) == 1
    assert sent.subject == "A mail arrives"
    for told in ("Lantern", "office", "case", "role"):
        assert told not in sent.body
    again = operator.post(TEST)
    assert again.status_code == 403
    assert "Wait two minutes" in again.content.decode()
    work_off()
    assert len(mailbox) == 1
    with unit_of_work(System(organisation_id=INSTALLATION_ID, reason="test")):
        verbs = list(
            LedgerEvent.objects.filter(
                organisation_id=INSTALLATION_ID, verb__startswith="mail_test"
            ).values_list("verb", flat=True)
        )
    assert sorted(verbs) == ["mail_test.asked", "mail_test.sent"]


def test_without_mail_there_is_nothing_to_test(operator: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "Send yourself a mail" not in operator.get(PAGE).content.decode()
    assert "PALERMO_SMTP is not set" in operator.post(TEST).content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.COORDINATOR])
def test_nobody_else_sends_it(office: Office, role: Role) -> None:
    assert signed_in(office[role]).post(TEST).status_code == 403
