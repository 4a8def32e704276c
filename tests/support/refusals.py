"""What a service says when it refuses."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from palermo.trust.actor import Actor
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work


def refusal(actor: Actor, act: Any, **arguments: Any) -> str:
    """The reason with which the actor is refused: calls `act()`, or with arguments `act(actor, **arguments)`."""
    called = partial(act, actor, **arguments) if arguments else act
    with unit_of_work(actor), pytest.raises(Refused) as refused:
        called()
    return refused.value.reason
