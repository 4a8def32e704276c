"""A coordinator, a caseworker and their office, with the rest of the cast around them."""

from __future__ import annotations

import pytest
from tests.support.cast import Cast, make_cast
from tests.support.place import Database


@pytest.fixture
def cast(database: Database) -> Cast:
    """Owner, partner and stranger office with every role."""
    return make_cast()
