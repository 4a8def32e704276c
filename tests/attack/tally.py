"""A plugin of pytest that writes down what became of each test of an attack, a line of JSON for each.

A test counts as one attempt unless it says how many it made; what did not hold it may name one by one.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from tests.support import attempts

ATTEMPTS, BROKEN = "attempts", "broken"
LONGEST = 300
"""Signs of an error's last line that are kept."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One test: its id, `passed`, `failed` or `skipped`, seconds, attempts, and what did not hold."""

    test: str
    outcome: str
    seconds: float
    attempts: int = 0
    broken: tuple[str, ...] = ()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the lines are written."""
    parser.addoption("--tally", type=Path, required=True)


def pytest_configure(config: pytest.Config) -> None:
    """Write where the session began; the workers of xdist report to it."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Writer(config.getoption("--tally")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Note how many attempts the test counted, whether it passes or not."""
    attempts.taken()
    try:
        return (yield)
    finally:
        item.user_properties.append((ATTEMPTS, attempts.taken() or 1))


class _Writer:
    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write a line for each call, for what was skipped, and for what failed around a call."""
        if report.when == "call" or not report.passed:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(_tried(report))) + "\n")


def _tried(report: pytest.TestReport) -> Tried:
    told = dict[str, object](report.user_properties)
    broken = told.get(BROKEN)
    if not report.passed and not broken:
        broken = [_last_line(report)]
    number = told.get(ATTEMPTS, 1)
    return Tried(
        test=report.nodeid,
        outcome=report.outcome,
        seconds=report.duration,
        attempts=number if isinstance(number, int) and report.when == "call" else 1,
        broken=tuple(map(str, broken)) if isinstance(broken, list) else (),
    )


def _last_line(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    crash = getattr(report.longrepr, "reprcrash", None)
    said = str(getattr(crash, "message", report.longrepr)).strip() or report.outcome
    return said.splitlines()[0][:LONGEST]
