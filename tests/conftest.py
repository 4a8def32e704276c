"""Fixtures every test may use.

`database` is a real PostgreSQL database of the test's own, cloned from a template the owner migrated; Django
reaches it as the app role, with real commits. pytest-django, which would roll back instead, is switched off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.support import session

FOLDER = session.enter()

import django  # noqa: E402 - the environment made above decides what the settings read

django.setup()

from django.conf import settings as django_settings  # noqa: E402
from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402
from django.core import mail  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from tests.support import place  # noqa: E402
from tests.support.cast import Cast  # noqa: E402
from tests.support.live import Live, collect_static, find_chromium, serve  # noqa: E402
from tests.support.rehearsal import rehearsed  # noqa: E402

from palermo.operation.datafolder import DataFolder  # noqa: E402

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

SLOWEST_FILES = 10
CHROMIUM_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--in-process-gpu"),
    *("--no-first-run", "--disable-background-networking"),
]

setup_test_environment(debug=False)

# A password's digest takes a fifth of a second on purpose. Served installations take it; this process need not.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the session's server away; xdist's workers leave that to the process that began."""
    if not hasattr(config, "workerinput"):
        session.leave(FOLDER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that serve an installation: workers get whole files, and quick ones fill the end evenly."""
    serving = {"browser", "web", "authorisation"}
    items.sort(
        key=lambda item: item.path.parent.name not in serving and item.path.name != "test_in_a_browser.py"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which files took longest, fixtures included: the wider ones are counted where they are made and unmade."""
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[report.nodeid.partition("::")[0]] += report.duration
    terminalreporter.section("slowest files")
    for name, taken in seconds.most_common(SLOWEST_FILES):
        terminalreporter.write_line(f"{taken:7.1f} s  {name}")


@pytest.fixture(scope="session")
def server() -> session.Server:
    """The session's PostgreSQL with its migrated template."""
    return session.server(FOLDER)


@pytest.fixture
def data_folder(tmp_path: Path) -> Iterator[DataFolder]:
    """A data folder of the test's own, with the session's root key; the settings point to it."""
    with place.data_folder(tmp_path / "data", root_key=django_settings.PALERMO_ROOT_KEY_FILE) as folder:
        yield folder


@pytest.fixture
def root_key(data_folder: DataFolder) -> Path:
    """The root key file of the test's data folder."""
    return data_folder.root_key


@pytest.fixture
def database(
    server: session.Server, data_folder: DataFolder, request: pytest.FixtureRequest
) -> Iterator[place.Database]:
    """A clone of the migrated template; Django's default connection reaches it as the app role.

    Where the test asks for the cast too, it is a clone of the database in which the cast was made.
    """
    template = rehearsed(FOLDER, server).template if "cast" in request.fixturenames else ""
    with place.database(server, template=template) as database:
        yield database


@pytest.fixture
def cast(server: session.Server, database: place.Database) -> Cast:
    """Owner, partner and stranger office with every role."""
    return rehearsed(FOLDER, server).cast


@pytest.fixture
def owner_connection(database: place.Database) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the owner, who migrates and verifies; each statement commits."""
    with psycopg.connect(database.owner, autocommit=True) as connection:
        yield connection


@pytest.fixture
def superuser_connection(database: place.Database) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the embedded server's superuser; each statement commits."""
    if database.superuser is None:
        pytest.skip("A server that is not ours gives no superuser; the embedded server runs this test.")
    with psycopg.connect(database.superuser, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def live(served: Live) -> Iterator[Live]:
    """A served installation without an office: gunicorn, task worker. Each module brings offices of its own names."""
    with place.settings_of(served.folder), place.pointed_at(served.database.name):
        yield served


@pytest.fixture(scope="module")
def live_demo(served_demo: Live) -> Iterator[Live]:
    """A served installation that holds the fictional alliance; what a test adds to it stays."""
    with place.settings_of(served_demo.folder), place.pointed_at(served_demo.database.name):
        yield served_demo


@pytest.fixture(scope="session")
def served(server: session.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The installation `live` points to."""
    with _serve(server, tmp_path_factory.mktemp("live"), demo=False) as live:
        yield live


@pytest.fixture(scope="session")
def served_demo(server: session.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The installation `live_demo` points to."""
    with _serve(server, tmp_path_factory.mktemp("live"), demo=True) as live:
        yield live


@contextmanager
def _serve(server: session.Server, path: Path, *, demo: bool) -> Iterator[Live]:
    """It outlives the module that asked first: only `live` and `live_demo` point Django at it, for one module."""
    folder = place.prepared(path / "data", root_key=django_settings.PALERMO_ROOT_KEY_FILE)
    with session.alone(FOLDER):
        folder.static.symlink_to(collect_static(FOLDER))
    with (
        session.clone(server) as name,
        serve(place.addressed(server, name), folder, demo=demo) as live,
    ):
        yield live


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; without one the test fails and says what to install.

    Its driver runs an event loop in this thread as long as it lives. Django refuses the database then, and keeps
    its connections apart for each context; so it lives for one module only.
    """
    program = find_chromium()
    if program is None:
        pytest.fail("Install chromium or google-chrome, or name one in PALERMO_CHROMIUM; make test does it.")
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        connections.close_all()  # those of the driver's loop; nobody finds them once it has ended
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a fresh profile (no cookies of another); takes the options of Browser.new_context."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def client() -> Client:
    """A browser without scripts, as Django simulates it."""
    return Client()


@pytest.fixture
def mailbox() -> list[Any]:
    """The mails sent during the test."""
    mail.outbox = []
    return mail.outbox


@pytest.fixture
def settings() -> Iterator[Any]:
    """Django's settings, to be changed by assignment; put back after the test."""
    with override_settings():
        yield django_settings


@pytest.fixture(autouse=True)
def nothing_counted_before() -> None:
    """No test sees a number in the bar that another one counted."""
    from palermo.trust import recent

    recent.forget()
