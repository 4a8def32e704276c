"""Twenty kills of the task worker; the short form is in tests/trust/test_background.py."""

from __future__ import annotations

import pytest
from tests.support.background import kill_and_count
from tests.support.cast import make_office
from tests.support.place import Database

from palermo.operation.datafolder import DataFolder
from palermo.trust.mandates import Role


@pytest.mark.drill
def test_twenty_kills_of_the_worker_lose_no_task_and_repeat_no_effect(
    database: Database, data_folder: DataFolder
) -> None:
    office = make_office("Owner", roles=frozenset({Role.CASEWORKER}))
    kill_and_count(office, database, data_folder, kills=20)
