"""How a flow is walked: with scripts or without, on a telephone or at a desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from tests.browser.window import DESK, TELEPHONE, Size


@dataclass(frozen=True, kw_only=True)
class Way:
    """Two ways prove each flow in every run; the drill takes the other two as well."""

    scripts: bool
    on_telephone: bool

    @property
    def size(self) -> Size:
        """The window's size."""
        return TELEPHONE if self.on_telephone else DESK

    @property
    def options(self) -> dict[str, Any]:
        """What a browser's context has to be told."""
        return {"java_script_enabled": self.scripts, "viewport": self.size}


WAYS = (
    pytest.param(Way(scripts=True, on_telephone=True), id="with scripts on a telephone"),
    pytest.param(Way(scripts=False, on_telephone=False), id="without scripts at a desk"),
    pytest.param(Way(scripts=True, on_telephone=False), id="with scripts at a desk", marks=pytest.mark.drill),
    pytest.param(
        Way(scripts=False, on_telephone=True), id="without scripts on a telephone", marks=pytest.mark.drill
    ),
)
