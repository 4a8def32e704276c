"""A link that sets a password leads to this installation, whatever a request or a row of the queue says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from tests.support.background import work_off
from tests.support.cast import Cast

import palermo
from palermo.trust.people.links import default_site
from palermo.trust.unit_of_work import machinery

MAILED = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.parametrize(
    ("origins", "https", "hosts", "printed", "site"),
    [
        (
            ["https://a.example", "https://b.example"],
            True,
            ["c.example"],
            "http://localhost:1",
            "https://a.example",
        ),
        (["https://*.example", "https://b.example/"], True, ["c.example"], "", "https://b.example"),
        ([], True, ["c.example", "d.example"], "http://localhost:1", "https://c.example"),
        ([], True, [".c.example"], "", "https://c.example"),
        ([], False, ["localhost"], "http://localhost:8123", "http://localhost:8123"),
        ([], False, ["localhost"], "", "http://localhost:8000"),
    ],
)
def test_settings_say_where_links_lead(
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    origins: list[str],
    https: bool,
    hosts: list[str],
    printed: str,
    site: str,
) -> None:
    monkeypatch.delenv("PALERMO_PORT", raising=False)
    settings.CSRF_TRUSTED_ORIGINS, settings.ALLOWED_HOSTS = origins, hosts
    settings.HTTPS, settings.PALERMO_PRINTED_ADDRESS = https, printed
    assert default_site() == site


@pytest.mark.parametrize("host", ["localhost:4444", "127.0.0.1", "[::1]:4444"])
def test_no_host_header_chooses_where_a_mailed_link_leads(
    cast: Cast, settings: Any, mailbox: list[Any], host: str
) -> None:
    settings.EMAIL_BACKEND = MAILED
    settings.PALERMO_PRINTED_ADDRESS = "http://localhost:8123"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    asked = Client().post(
        reverse("account_reset_password"), {"email": "caseworker@owner.example"}, headers={"host": host}
    )
    assert asked.status_code == 302
    work_off()
    (mail,) = mailbox
    assert re.findall(r"https?://[^/\s]+", mail.body) == ["http://localhost:8123"]


def test_no_row_of_the_queue_chooses_where_a_mailed_link_leads(
    cast: Cast, settings: Any, mailbox: list[Any]
) -> None:
    settings.EMAIL_BACKEND = MAILED
    settings.CSRF_TRUSTED_ORIGINS = ["https://palermo.example"]
    Client().post(reverse("account_reset_password"), {"email": "caseworker@owner.example"})
    with machinery():
        row = DBTaskResult.objects.get()
        assert row.args_kwargs["kwargs"].keys() == {"organisation_id", "room", "account_id"}
        row.args_kwargs["kwargs"] |= {"scheme": "http", "host": "elsewhere.example"}
        row.save(update_fields=["args_kwargs"])
    work_off()
    (mail,) = mailbox
    assert "https://palermo.example/" in mail.body
    assert "elsewhere" not in mail.body


def test_no_page_makes_an_address_of_what_a_request_says() -> None:
    root = Path(palermo.__path__[0])
    asking = re.compile(r"build_absolute_uri|get_host\(|get_current_site|HTTP_HOST")
    found = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if asking.search(file.read_text(encoding="utf-8"))
    }
    # These two compare where a request says it came from with where it went, as the protection of forms does.
    assert found == {"web/lock.py", "desk/kept_pages/late.py"}
