"""What a page showed is what its button does: a keyed digest of each part goes with the form and is compared.

    {% include "kit/shown.html" %}                          the hidden input, with `shown` in the context
    differing(request.POST[FIELD], parts, bound_to=…)       names of the parts that are others now

Parts are named values; only keyed digests of them stand in the page, under a key that is derived from the root key,
each bound to who looked, for which office, at what. So a digest tells nothing, and is worth nothing on another page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

Parts = Mapping[str, object]
FIELD: Final = "shown"
"""The name of the hidden input."""
DIGITS: Final = 32

KeySource = Callable[[], bytes]
_sources: dict[str, KeySource] = {}


def key_from(source: KeySource) -> None:
    """Have the digests keyed by what `source` answers at each use. Called in AppConfig.ready."""
    _sources["key"] = source


class Changed(Exception):
    """What was shown is not what would be done; `names` are those of the parts that differ."""

    names: tuple[str, ...] = ()


def digests(parts: Parts, *, bound_to: str) -> str:
    """The value of the hidden input: for each part its name and keyed digest."""
    return urlencode(_digests(parts, bound_to))


def differing(text: str, parts: Parts, *, bound_to: str, prefix: str = "") -> tuple[str, ...]:
    """Names of parts that differ from those shown, came or went; of what was shown only names with `prefix` count.

    A text that no page wrote makes all of them differ.
    """
    then = {name: digest for name, digest in parse_qsl(text) if name.startswith(prefix)}
    now = _digests(parts, bound_to)
    return tuple(
        name
        for name in sorted({*then, *now})
        if not constant_time_compare(then.get(name, ""), now.get(name, ""))
    )


def _digests(parts: Parts, bound_to: str) -> dict[str, str]:
    key = _sources["key"]() if _sources else settings.SECRET_KEY.encode()
    return {name: _digest(key, name, value, bound_to) for name, value in parts.items()}


def _digest(key: bytes, name: str, value: object, bound_to: str) -> str:
    text = json.dumps([bound_to, name, value], sort_keys=True, default=str)
    return salted_hmac("palermo.kit.shown", text, secret=key, algorithm="sha256").hexdigest()[:DIGITS]
