"""The world of the matrix, for every module that opens its pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from tests.authorisation.world import World, build_world
from tests.support import place, session


@pytest.fixture(scope="module")
def world_database(
    server: session.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[place.Database]:
    """The database the world lives in."""
    folder = tmp_path_factory.mktemp("world") / "data"
    key = settings.PALERMO_ROOT_KEY_FILE
    with place.data_folder(folder, root_key=key), place.database(server) as database:
        yield database


@pytest.fixture(autouse=True)
def nothing_counted_before() -> None:
    """The bar's number stays as a module counted it: each page of the world would count it again for each reader."""


@pytest.fixture(scope="module")
def world(world_database: place.Database) -> World:
    """One world for a whole module: requests that change something are made on objects of their own."""
    return build_world()
