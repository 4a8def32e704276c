"""Every reason with which exchange, directory and desk refuse has words that people read."""

from __future__ import annotations

import re
from pathlib import Path

import palermo
from palermo.exchange.caveats import STANDARD, Caveat
from palermo.exchange.words import CAVEATS
from palermo.trust.reasons import known_reasons

ROOT = Path(palermo.__file__).parent
_REASON = re.compile(r'(?:Refused\(|refused\(|return |else |or |: )"([a-z_]+)"')


def test_every_reason_has_words() -> None:
    used: set[str] = set()
    for room in ("exchange", "directory", "desk"):
        for path in (ROOT / room).rglob("*.py"):
            if path.name in {
                "policies.py",
                "services.py",
                "inbox.py",
                "packages.py",
                "events.py",
                "opening.py",
                "rules.py",
                "disclosing.py",
                "tasks.py",
            }:
                used |= set(_REASON.findall(path.read_text(encoding="utf-8")))
    # An event, and an example in a docstring.
    codes = {code for code in used if "_" in code} - {"not_opened", "no_room"}
    assert len(codes) > 20
    assert codes - known_reasons() == set()


def test_every_caveat_has_words_and_every_package_carries_the_standard_ones() -> None:
    assert set(CAVEATS) == {caveat.value for caveat in Caveat}
    assert {Caveat.PURPOSE_ONLY, Caveat.NO_ONWARD} <= set(STANDARD)
