"""How a flow is taken: with scripts or without, on a telephone or at a desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from tests.browser.browser_page import DESK, TELEPHONE, Size


@dataclass(frozen=True, kw_only=True)
class FlowVariant:
    """One way to take a flow. Every run takes one; the drill takes the others as well, and looks closer."""

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

    @property
    def in_drill(self) -> bool:
        """Whether only the drill takes it."""
        return self != EVERY_RUN


EVERY_RUN = FlowVariant(scripts=True, on_telephone=False)
FLOW_VARIANTS = (
    pytest.param(EVERY_RUN, id="with scripts at a desk"),
    *(
        pytest.param(variant, id=name, marks=pytest.mark.drill)
        for name, variant in (
            ("with scripts on a telephone", FlowVariant(scripts=True, on_telephone=True)),
            ("without scripts at a desk", FlowVariant(scripts=False, on_telephone=False)),
            ("without scripts on a telephone", FlowVariant(scripts=False, on_telephone=True)),
        )
    ),
)
