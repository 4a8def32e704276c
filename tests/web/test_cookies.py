"""Cookies and strict transport, as the settings have them with and without HTTPS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

ASKED = """
import json, palermo.web.settings as s
names = [n for n in dir(s) if n.endswith("COOKIE_NAME")]
print(json.dumps({
    "names": {n: getattr(s, n) for n in names},
    "secure": [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE],
    "hidden": [s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, s.LANGUAGE_COOKIE_HTTPONLY],
    "wider": {n: getattr(s, n) for n in dir(s) if n.endswith(("COOKIE_DOMAIN", "COOKIE_PATH"))},
    "subdomains": s.SECURE_HSTS_INCLUDE_SUBDOMAINS,
}))
"""


def settings_with(**environment: str) -> dict[str, Any]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PALERMO_")}
    made = subprocess.run(
        [sys.executable, "-c", ASKED],
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(made.stdout)
    return found


@pytest.fixture(scope="module")
def behind_tls() -> dict[str, Any]:
    return settings_with(PALERMO_HTTPS="1")


def test_under_https_no_other_host_and_no_page_without_tls_can_set_a_cookie_of_ours(
    behind_tls: dict[str, Any],
) -> None:
    names = behind_tls["names"]
    assert len(names) >= 4
    assert {name for name, value in names.items() if not value.startswith("__Host-")} == set()
    # What the prefix asks for: secure, for the whole site, for no other host.
    assert behind_tls["secure"] == [True] * 3
    assert behind_tls["wider"] == {}


def test_no_script_reads_a_cookie(behind_tls: dict[str, Any]) -> None:
    assert behind_tls["hidden"] == [True] * 3


def test_without_https_cookies_have_names_that_browsers_take() -> None:
    plain = settings_with()
    assert [name for name in plain["names"].values() if name.startswith("__")] == []


def test_strict_transport_covers_hosts_below_where_the_operator_says_so(behind_tls: dict[str, Any]) -> None:
    assert behind_tls["subdomains"] is False
    assert settings_with(PALERMO_HTTPS="1", PALERMO_HSTS_SUBDOMAINS="1")["subdomains"] is True
    assert settings_with(PALERMO_HSTS_SUBDOMAINS="1")["subdomains"] is False
