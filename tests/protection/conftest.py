"""The cast around a file: a caseworker of the owner and their browser; who asks and who helps."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.support.cast import Cast, signed_in

from palermo.trust.actor import Staff
from palermo.trust.mandates import Role


@pytest.fixture
def works(cast: Cast) -> Staff:
    """The owner's caseworker."""
    return cast.owner[Role.CASEWORKER]


@pytest.fixture
def browser(works: Staff) -> Client:
    """A browser in which the owner's caseworker is signed in."""
    return signed_in(works)


@pytest.fixture
def asker(works: Staff) -> Staff:
    """Who asks another office for help: the owner's caseworker."""
    return works


@pytest.fixture
def helper(cast: Cast) -> Staff:
    """Who answers at the partner: its focal point."""
    return cast.partner[Role.FOCAL_POINT]
