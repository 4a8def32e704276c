"""A clock that begins now."""

from __future__ import annotations

import pytest
from tests.trust.retention.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time as the program sees it."""
    return Clock(monkeypatch)
