"""Lines to other machines: mail and database travel encrypted and verified, or not at all.

Without Django: the settings are made from this, and `palermo run` asks it before anything starts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from palermo.operation.datafolder import SetUpError

SMTP = "django.core.mail.backends.smtp.EmailBackend"
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
MAIL_SECONDS: Final = 20
"""How long a mail server may take to answer; the worker tries again later."""
_PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}
VERIFIED: Final = "verify-full"


class UnfitLine(SetUpError):
    """A line would be unencrypted, unverified or is not understood; the message is one line and says what to do."""


def is_this_machine(host: str) -> bool:
    """Whether a host is reached without leaving this machine: a loopback address, or a socket's path."""
    name = host.strip("[]")
    if not name or name.startswith(("/", "@")) or name.lower() == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def mail_settings(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's settings of mail, from PALERMO_SMTP; without it nothing is sent.

    PALERMO_EMAIL_BACKEND names another way of Django's to send. Raises UnfitLine.
    """
    if environment.get("EMAIL_HOST"):
        raise UnfitLine("EMAIL_HOST is not read any more: set PALERMO_SMTP, such as smtps://USER@HOST:465.")
    url = environment.get("PALERMO_SMTP", "")
    backend = environment.get("PALERMO_EMAIL_BACKEND") or (SMTP if url else NO_MAIL)
    return {"EMAIL_BACKEND": backend, "EMAIL_TIMEOUT": MAIL_SECONDS} | (
        _smtp(url, environment) if url else {}
    )


def _smtp(url: str, environment: Mapping[str, str]) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnfitLine("PALERMO_SMTP is no address: write smtps://USER@HOST:465.") from None
    if (
        parts.scheme not in _PORTS
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
    ):
        raise UnfitLine(
            "PALERMO_SMTP is no address: write smtps://USER@HOST:465 or smtp+starttls://USER@HOST:587."
        )
    if parts.scheme == "smtp" and not is_this_machine(parts.hostname):
        raise UnfitLine(
            "PALERMO_SMTP would send links that open accounts unencrypted to another machine: "
            "write smtps:// or smtp+starttls://."
        )
    # Django makes the TLS context of Python's default: certificate and name are verified, by the system's authorities.
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or _PORTS[parts.scheme],
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": _password(parts, environment.get("PALERMO_SMTP_PASSWORD_FILE", "")),
    }


def _password(parts: SplitResult, file: str) -> str:
    if not file:
        return unquote(parts.password or "")
    if parts.password:
        raise UnfitLine(
            "The mail password stands in PALERMO_SMTP and in PALERMO_SMTP_PASSWORD_FILE: keep the file."
        )
    try:
        return Path(file).read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text"
        raise UnfitLine(f"PALERMO_SMTP_PASSWORD_FILE {file} cannot be read: {reason}.") from None


def unverified_database(url: str, *, variable: str) -> str | None:
    """The machines that a database address reaches without verified TLS; None where there are none.

    Only verification that stands in the address counts: the backup's tools are given nothing else. Where it leads is
    also said by the environment of PostgreSQL's library. Raises UnfitLine for what is no address.
    """
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        raise UnfitLine(
            f"{variable} is no PostgreSQL address; docs/guides/administrator.md shows one."
        ) from None
    address = parts.get("hostaddr") or os.environ.get("PGHOSTADDR")
    named = str(address or parts.get("host") or os.environ.get("PGHOST", ""))
    hosts = [host for host in named.split(",") if not is_this_machine(host)]
    if service := parts.get("service") or os.environ.get("PGSERVICE"):
        hosts.append(f"service {service}")
    return ", ".join(hosts) if hosts and parts.get("sslmode") != VERIFIED else None


def check_socket_line(environment: Mapping[str, str] = os.environ) -> None:
    """Refuse what would lead a connection to the embedded database's socket elsewhere. Raises UnfitLine."""
    for name in ("PGHOSTADDR", "PGSERVICE"):
        if environment.get(name):
            raise UnfitLine(
                f"{name} would lead the embedded database's connections to another server: unset it, or name that "
                "server in DATABASE_URL."
            )


def check_database_line(
    url: str, *, variable: str, environment: Mapping[str, str] = os.environ
) -> str | None:
    """Refuse a database on another machine that is not verified, unless PALERMO_DATABASE_UNVERIFIED is 1.

    The line to be said at each start where it was allowed. Raises UnfitLine.
    """
    hosts = unverified_database(url, variable=variable)
    if hosts is None:
        return None
    if environment.get("PALERMO_DATABASE_UNVERIFIED") == "1":
        return (
            f"{variable} reaches {hosts} without verified TLS (PALERMO_DATABASE_UNVERIFIED=1): whoever is on that "
            "network can read and change what passes."
        )
    raise UnfitLine(
        f"{variable} reaches {hosts} without verified TLS: add sslmode=verify-full and sslrootcert to it, "
        "or set PALERMO_DATABASE_UNVERIFIED=1 where nobody else is on that network."
    )


def check_listening(host: str, *, fictional: bool, environment: Mapping[str, str] = os.environ) -> None:
    """Refuse plain HTTP beyond this machine outside a demo. Raises UnfitLine."""
    if (
        not fictional
        and environment.get("PALERMO_HTTPS", "0") != "1"
        and not (host and is_this_machine(host))
    ):
        raise UnfitLine(
            f"Listening on {host} without TLS would send files of persons unencrypted: put a proxy with TLS before "
            "it and set PALERMO_HTTPS=1, or listen on 127.0.0.1."
        )
