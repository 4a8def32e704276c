"""The running copy that is attacked: an installation with the fictional alliance in a folder of its own."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from allauth.mfa import app_settings as mfa_settings
from tests.attack.asker import Asker
from tests.attack.reading import Seen, walk
from tests.drill import restoring
from tests.drill.job import Job, running
from tests.support import session

from palermo.demo.alliance import COLLEAGUES, OPERATOR
from palermo.trust.mandates import Role

FIRST_POST = {one.email: one.posts[0] for one in COLLEAGUES}
PLANTED = 2


@dataclass
class Copy:
    """The installation, a browser for each account, and what each of them is shown."""

    job: Job
    planted: list[dict[str, str]]
    _askers: dict[str, Asker] = field(default_factory=dict)
    _seen: dict[str, Seen] = field(default_factory=dict)

    @cached_property
    def accounts(self) -> list[str]:
        """The address of everybody who may sign in."""
        people = json.loads(self.job.folder.demo.read_text(encoding="utf-8"))
        return [str(person["email"]) for person in people]

    def office(self, email: str) -> str:
        """The office an account acts for after it signed in."""
        return FIRST_POST[email][0] if email in FIRST_POST else "installation"

    def roles(self, email: str) -> set[Role]:
        """The roles with which an account acts."""
        if email == OPERATOR.email:
            return {Role.OPERATOR}
        posts = next(one.posts for one in COLLEAGUES if one.email == email)
        return {role for office, unit, role in posts if (office, unit) == posts[0][:2]}

    def asker(self, email: str) -> Asker:
        """A browser in which the account is signed in; the same one each time."""
        if email not in self._askers:
            self._askers[email] = Asker(self.job.port)
            self._askers[email].sign_in(self.job.sign_in(email))
        return self._askers[email]

    def seen(self, email: str) -> Seen:
        """What the account is shown; walked once."""
        if email not in self._seen:
            self._seen[email] = walk(self.asker(email))
        return self._seen[email]

    def nobody(self, *, source: str = "") -> Asker:
        """A browser in which nobody is signed in, at an address of this machine."""
        return Asker(self.job.port, source=source)

    def afresh(self, email: str, *, source: str = "") -> Asker:
        """A browser in which the account signed in just now, with a code nobody used before."""
        asker, way = self.nobody(source=source), self.job.sign_in(email)
        answer = asker.post("/account/login/", login=email, password=way.password)
        assert "2fa" in answer.leads_to, answer
        for _ in range(2):
            answer = asker.post("/account/2fa/authenticate/", code=way.code)
            if answer.status == 302:
                return asker
            time.sleep(mfa_settings.TOTP_PERIOD - time.time() % mfa_settings.TOTP_PERIOD + 1)
        raise AssertionError(answer)


def other_address(number: int) -> str:
    """An address of this machine besides the usual one: what is counted by address is counted apart."""
    if sys.platform != "linux":
        pytest.skip("Only Linux gives a machine more than one address of its own without being told.")
    return f"127.0.0.{number}"


@contextmanager
def begun() -> Iterator[Copy]:
    """A copy that runs during the block, with words planted in some cases."""
    with tempfile.TemporaryDirectory(dir=session.PLACES[1], prefix="palermo-attack-") as name:
        place = Path(name)
        place.chmod(0o711)
        with running(place / "data") as job:
            yield Copy(job, restoring.plant(job, PLANTED))
