"""One running copy for all attacks, and how an attempt is counted."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import pytest
from tests.attack.running import Copy, begun
from tests.attack.tally import BROKEN
from tests.support import attempts

NOT_HELD = pytest.StashKey[list[str]]()
MOST_SAID = 20
"""So many of what did not hold are listed one by one."""


@pytest.fixture(scope="session")
def copy() -> Iterator[Copy]:
    """One running copy for all; what one test leaves behind the next one finds."""
    with begun() as copy:
        yield copy


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test in which an attempt did not hold, once it has made them all."""
    yield
    if broken := item.stash.get(NOT_HELD, []):
        item.user_properties.append((BROKEN, broken))
        pytest.fail(f"{len(broken)} did not hold: " + "\n".join(broken[:MOST_SAID]), pytrace=False)


@pytest.fixture
def held(request: pytest.FixtureRequest) -> Callable[[bool, str], None]:
    """Counts an attempt and whether it held; what did not is told together, at the end of the test."""
    broken = request.node.stash[NOT_HELD] = []

    def held(holds: bool, what: str) -> None:
        attempts.tried()
        if not holds:
            broken.append(what)

    return held
