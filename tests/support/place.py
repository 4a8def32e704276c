"""Where a test works: a data folder and a database of its own, and Django pointed at both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.test import override_settings
from psycopg.conninfo import make_conninfo
from tests.support import session

from palermo.operation.datafolder import DataFolder


@dataclass(frozen=True)
class Database:
    """A database of its own: name, and the address for each role (superuser: None on a foreign server)."""

    name: str
    app: str
    owner: str
    superuser: str | None


@contextmanager
def data_folder(path: Path, *, root_key: Path) -> Iterator[DataFolder]:
    """A data folder with a copy of the session's root key; the settings point to it meanwhile."""
    folder = prepared(path, root_key=root_key)
    with settings_of(folder):
        yield folder


def prepared(path: Path, *, root_key: Path) -> DataFolder:
    """A data folder with a copy of the session's root key; the settings do not point to it."""
    folder = DataFolder(path)
    folder.prepare()
    shutil.copy2(root_key, folder.root_key)
    folder.erasures.touch(mode=0o600)
    return folder


def settings_of(folder: DataFolder) -> override_settings:
    """The settings as they are for a process that works in this data folder, for a while."""
    return override_settings(
        PALERMO_DATA=folder.path,
        PALERMO_ROOT_KEY_FILE=folder.root_key,
        PALERMO_WITNESS_FILE=folder.witness,
        PALERMO_ERASURES_FILE=folder.erasures,
        PALERMO_DEMO=False,
    )


@contextmanager
def database(server: session.Server, *, template: str = "") -> Iterator[Database]:
    """A clone of the template (the migrated one unless named); Django reaches it as the app role meanwhile."""
    with session.clone(server, template=template) as name, pointed_at(name):
        yield addressed(server, name)


def addressed(server: session.Server, name: str) -> Database:
    """The server's database of this name, with its address for each role."""
    return Database(
        name=name,
        app=make_conninfo(server.app, dbname=name),
        owner=make_conninfo(server.owner, dbname=name, options="-c search_path=public,keys"),
        superuser=server.superuser and make_conninfo(server.superuser, dbname=name),
    )


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Django's default connection enters the named database meanwhile, and leaves it."""
    before = _point_django_at(name)
    try:
        yield
    finally:
        _point_django_at(before)


def _point_django_at(name: str) -> str:
    """Close what is open and let every later connection, of any thread, enter the named database."""
    connections.close_all()
    ContentType.objects.clear_cache()
    settings = connections.settings["default"]
    before = str(settings["NAME"])
    settings["NAME"] = name
    return before
