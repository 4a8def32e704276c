"""Fifty rounds of every pair of acts that make or end a disclosure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from tests.conftest import FOLDER
from tests.protection.referral.meeting import Ground, made, run
from tests.protection.referral.racing import registered
from tests.support import place, session
from tests.support.rehearsal import rehearsed

ROUNDS = 50


@pytest.fixture(scope="module")
def ground(server: session.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """The worlds of the races, made once."""
    folder = tmp_path_factory.mktemp("races") / "data"
    with place.data_folder(folder, root_key=settings.PALERMO_ROOT_KEY_FILE):
        rehearsal = rehearsed(FOLDER, server)
        with made(server, rehearsal.cast, rehearsal.template) as ground:
            yield ground


@pytest.mark.drill
@pytest.mark.parametrize("name", [act.name for act in registered()])
def test_fifty_rounds_of_every_pair_break_nothing(
    ground: Ground, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(ground, name, rounds=ROUNDS, monkeypatch=monkeypatch) == []
