"""The ground on which acts race each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from tests.conftest import FOLDER
from tests.protection.referral.meeting import Ground, made
from tests.support import place, session
from tests.support.rehearsal import rehearsed


@pytest.fixture(scope="module")
def ground(server: session.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """The worlds of the races, made once for a module."""
    folder = tmp_path_factory.mktemp("races") / "data"
    with place.data_folder(folder, root_key=settings.PALERMO_ROOT_KEY_FILE):
        rehearsal = rehearsed(FOLDER, server)
        with made(server, rehearsal.cast, rehearsal.template) as ground:
            yield ground
