"""Mail and database leave this machine encrypted and verified, pages over TLS, or Palermo does not start."""

from __future__ import annotations

import os
import re
import smtplib
import socket
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from palermo.operation.addresses import Addresses, external_addresses, process_environment
from palermo.operation.database_url import database_settings
from palermo.operation.datafolder import DataFolder
from palermo.operation.embedded import check_socket_path
from palermo.operation.lines import (
    NO_MAIL,
    SMTP,
    UnfitLine,
    check_database_line,
    check_listening,
    is_this_machine,
    mail_settings,
)

EVERYWHERE = "0.0.0.0"  # noqa: S104 - an address to be refused
HERE = [
    "localhost",
    "LOCALHOST",
    "127.0.0.1",
    "127.1.2.3",
    "::1",
    "[::1]",
    "",
    "/var/run/postgresql",
    "@abstract",
]
ELSEWHERE = [
    "mail.example",
    "localhost.example",
    "10.0.0.1",
    EVERYWHERE,
    "::",
    "192.0.2.1",
    "127.0.0.1.example",
    "db",
]


@pytest.mark.parametrize(("host", "here"), [*((h, True) for h in HERE), *((h, False) for h in ELSEWHERE)])
def test_what_is_this_machine(host: str, *, here: bool) -> None:
    assert is_this_machine(host) is here


# --- mail --------------------------------------------------------------------------------------------------------


def test_without_an_address_nothing_is_sent() -> None:
    assert mail_settings({}) == {"EMAIL_BACKEND": NO_MAIL, "EMAIL_TIMEOUT": 20}
    assert mail_settings({"PALERMO_EMAIL_BACKEND": "a.b"})["EMAIL_BACKEND"] == "a.b"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "smtps://ann%40a.example:p%3Aw@mail.example",
            ("mail.example", 465, True, False, "ann@a.example", "p:w"),
        ),
        ("smtps://mail.example:8465", ("mail.example", 8465, True, False, "", "")),
        ("smtp+starttls://ann@mail.example", ("mail.example", 587, False, True, "ann", "")),
        ("smtp://localhost", ("localhost", 25, False, False, "", "")),
        ("smtp://[::1]:1025", ("::1", 1025, False, False, "", "")),
    ],
)
def test_one_address_says_it_all(url: str, expected: tuple[Any, ...]) -> None:
    found = mail_settings({"PALERMO_SMTP": url})
    names = ("HOST", "PORT", "USE_SSL", "USE_TLS", "HOST_USER", "HOST_PASSWORD")
    assert tuple(found[f"EMAIL_{name}"] for name in names) == expected
    assert found["EMAIL_BACKEND"] == SMTP
    assert found["EMAIL_TIMEOUT"] == 20


@pytest.mark.parametrize(
    "url",
    [
        *(
            "smtp://mail.example",
            "smtp://10.0.0.1:25",
            "http://mail.example",
            "mail.example",
            "mail.example:465",
        ),
        *(
            "smtps://",
            "smtps://mail.example/inbox",
            "smtps://mail.example:port",
            "smtps://a.example?tls=no",
            "smtps://[",
        ),
    ],
)
def test_mail_in_clear_or_no_address_is_refused_in_one_line_without_the_password(url: str) -> None:
    with pytest.raises(UnfitLine) as refused:
        mail_settings({"PALERMO_SMTP": url.replace("://", "://ann:secret@", 1)})
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "smtps://" in str(refused.value)


def test_the_variable_of_earlier_versions_is_refused_with_what_to_write() -> None:
    with pytest.raises(UnfitLine, match=r"set PALERMO_SMTP, such as smtps://"):
        mail_settings({"EMAIL_HOST": "mail.example"})


def test_the_password_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("s e:cret\n", encoding="utf-8")
    given = {"PALERMO_SMTP": "smtps://ann@mail.example", "PALERMO_SMTP_PASSWORD_FILE": str(file)}
    assert mail_settings(given)["EMAIL_HOST_PASSWORD"] == "s e:cret"
    with pytest.raises(UnfitLine, match="keep the file"):
        mail_settings({**given, "PALERMO_SMTP": "smtps://ann:x@mail.example"})
    file.unlink()
    with pytest.raises(UnfitLine, match="cannot be read: No such file"):
        mail_settings(given)


@pytest.mark.parametrize("url", ["smtps://mail.example", "smtp+starttls://mail.example"])
def test_certificate_and_name_are_verified(url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in mail_settings({"PALERMO_SMTP": url}).items():
        setattr(settings, name, value)
    contexts: list[ssl.SSLContext] = []

    class Server:
        def __init__(
            self, *_args: Any, timeout: float, context: ssl.SSLContext | None = None, **_more: Any
        ) -> None:
            assert timeout == 20
            contexts.extend([context] if context else [])

        def starttls(self, *, context: ssl.SSLContext) -> None:
            contexts.append(context)

    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    assert get_connection().open()
    ((context),) = contexts
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


# --- database ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        *(
            "postgresql://app@/palermo?host=/var/run/postgresql",
            "postgresql://app@localhost/palermo",
            "dbname=palermo",
        ),
        *("postgresql://app@127.0.0.1:5433/palermo", "postgresql://app@[::1]/palermo"),
        "postgresql://app@db.example/palermo?sslmode=verify-full&sslrootcert=system",
        "host=a.example,b.example sslmode=verify-full",
    ],
)
def test_a_database_here_or_verified_is_taken(url: str) -> None:
    assert check_database_line(url, variable="DATABASE_URL", environment={}) is None


NOT_VERIFIED = [
    *(
        "postgresql://app:secret@db.example/palermo",
        "postgresql://app:secret@10.0.0.5/palermo?sslmode=require",
    ),
    *("host=db.example password=secret sslmode=verify-ca", "host=localhost,db.example password=secret"),
    *("host=localhost hostaddr=192.0.2.1 password=secret", "service=palermo password=secret"),
    "postgresql://app:secret@db.example/palermo?sslmode=prefer",
]


@pytest.mark.parametrize("url", NOT_VERIFIED)
def test_a_database_elsewhere_that_is_not_verified_is_refused_unless_told(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PGSSLMODE", "verify-full")  # the backup's tools would not be given it
    with pytest.raises(UnfitLine, match="sslmode=verify-full") as refused:
        check_database_line(url, variable="DATABASE_URL", environment={})
    assert "secret" not in str(refused.value)
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="verified TLS"):
        database_settings(role="app", data=tmp_path)
    with pytest.raises(UnfitLine):
        external_addresses()
    monkeypatch.setenv("PALERMO_DATABASE_UNVERIFIED", "1")
    assert database_settings(role="app", data=tmp_path)
    found = external_addresses()
    assert found is not None
    (notice,) = found.notices
    assert re.search(r"without verified TLS \(PALERMO_DATABASE_UNVERIFIED=1\)", notice)
    assert "secret" not in notice


def test_the_owner_s_line_is_held_to_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@localhost/palermo")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db.example/palermo")
    with pytest.raises(UnfitLine, match=r"DATABASE_OWNER_URL reaches db\.example"):
        external_addresses()


def test_a_host_that_only_the_environment_names_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example")
    with pytest.raises(UnfitLine, match=r"reaches db\.example"):
        check_database_line("dbname=palermo", variable="DATABASE_URL", environment={})


def test_a_service_that_only_the_environment_names_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGHOST", raising=False)
    monkeypatch.setenv("PGSERVICE", "elsewhere")
    for url in ("postgresql:///palermo", "postgresql://app@localhost/palermo"):
        with pytest.raises(UnfitLine, match="reaches service elsewhere"):
            check_database_line(url, variable="DATABASE_URL", environment={})
    verified = "postgresql:///palermo?sslmode=verify-full"
    assert check_database_line(verified, variable="DATABASE_URL", environment={}) is None


@pytest.mark.parametrize("name", ["PGHOSTADDR", "PGSERVICE"])
def test_nothing_of_the_environment_leads_away_from_the_embedded_database(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "192.0.2.1")
    with pytest.raises(UnfitLine, match=f"{name} would lead") as refused:
        check_socket_path(DataFolder(tmp_path))
    assert "\n" not in str(refused.value)


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "10.0.0.1", "palermo.example", ""])
def test_pages_leave_this_machine_over_tls_alone_but_for_a_demo(host: str) -> None:
    with pytest.raises(UnfitLine, match="PALERMO_HTTPS=1"):
        check_listening(host, fictional=False, environment={})
    check_listening(host, fictional=True, environment={})
    check_listening(host, fictional=False, environment={"PALERMO_HTTPS": "1"})


def test_on_this_machine_a_proxy_may_ask_in_clear() -> None:
    for host in ("127.0.0.1", "localhost", "::1"):
        check_listening(host, fictional=False, environment={})


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["--host", EVERYWHERE, "--no-demo"], {}, "without TLS"),
        ([], {"PALERMO_SMTP": "smtp://mail.example"}, "unencrypted to another machine"),
        ([], {"EMAIL_HOST": "mail.example"}, "set PALERMO_SMTP"),
        ([], {"DATABASE_URL": "postgresql://app@db.example/palermo"}, "without verified TLS"),
    ],
)
def test_a_start_is_refused_in_one_line_before_anything_is_made(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], words: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    folder = tmp_path / "data"
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("PALERMO_", "DATABASE_", "EMAIL_"))}
    done = subprocess.run(
        [sys.executable, "-m", "palermo.cli", "run", "--data", str(folder), "--port", str(port), *arguments],
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(rf"palermo: .*{words}.*\n", done.stderr)
    assert not folder.exists()


def test_no_process_is_started_with_settings_of_mail_that_are_none(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMAIL_HOST", "mail.example")
    with pytest.raises(UnfitLine):
        process_environment(data_folder, Addresses("dbname=a", None, embedded=False))
