"""The last page of a flow, as somebody uses it who looks before they press."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

_HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')


def held(page: str) -> dict[str, str]:
    """What the hidden inputs of a page hold."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(page)}


def look(browser: Client, address: str) -> dict[str, str]:
    """Open the page; what its form would send of what it showed."""
    response = browser.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return held(response.content.decode())


def press(browser: Client, address: str, *, follow: bool = False, **more: Any) -> Any:
    """Look at the page and press its button."""
    return browser.post(address, {**look(browser, address), "action": "send", **more}, follow=follow)
