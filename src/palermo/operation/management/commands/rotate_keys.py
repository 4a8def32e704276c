"""Root key, offices' keys and search keys are changed while people work."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from palermo.trust.actor import Anonymous, System
from palermo.trust.mandates import ALL_ROOMS
from palermo.trust.people.models import Organisation
from palermo.trust.reasons import explain
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.aead import Unreadable
from palermo.trust.vault.root import RootKeyError
from palermo.trust.vault.rotation.office import begin_office, distrust_former_pairs, finish_office, rewrap
from palermo.trust.vault.rotation.root import KeyIsGiven, StillInUse, rotate_root
from palermo.trust.vault.rotation.search import begin_search, newest, renewals
from palermo.trust.vault.slots import has_slots, root_slots

TELL_SECONDS = 2.0
PAUSE_SECONDS = 0.5

ROOT_DONE = """The root key was replaced. Web server and worker use the new one already; nobody was signed out.
Copy it now to a safe place away from here: {path}
Backups made until now open with the old root key only. If it did not leak, keep your copy of it, apart, until the last
of their keys files is deleted (30 days). If it leaked, take a backup now, then destroy the older keys files and the
old key. Recovery shares stay as they are. Links for a new password and
invitations that nobody has used yet open nothing any more: send them again."""

OFFICE_DONE = """{name}: keys replaced.
  A recovery share of before opens nothing any more. Make another: palermo keys recovery {office}
  Its fingerprint for packages changed. Compare it with offices on other servers before the next file is exchanged."""

OFFICE_LEAKED = """  The pair for packages it had before is believed for nothing that arrives from now on. Files
  that the office wrote before and that others have not read in yet are refused: write them again."""


class Command(BaseCommand):
    """`palermo keys rotate root|office|search [OFFICE]`."""

    help = "Replace the root key, offices' keys or search keys; begun again, it goes on where it ended."
    requires_system_checks = ()  # must work when pages do not

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which key, and of which office."""
        parser.add_argument("what", choices=("root", "office", "search"))
        parser.add_argument("office", type=UUID, nargs="?")
        parser.add_argument("--leaked", action="store_true")

    def handle(self, *args: Any, what: str, office: UUID | None, leaked: bool, **options: Any) -> None:
        """Raise CommandError, in one line, when it cannot go on; what was done stays done."""
        try:
            if what == "root":
                rotate_root(_all_ids, self._say)
                self._say(ROOT_DONE.format(path=settings.PALERMO_ROOT_KEY_FILE))
                return
            for organisation_id, name in self._with_keys(office):
                self._rotate(organisation_id, name, with_office_key=what == "office", leaked=leaked)
        except Refused as refused:
            raise CommandError(str(explain(refused.reason))) from None
        except (KeyIsGiven, StillInUse, RootKeyError, Unreadable) as error:
            raise CommandError(str(error)) from None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _with_keys(self, office: UUID | None) -> list[tuple[UUID, str]]:
        """Offices whose key opens, or the one named. Raises CommandError where that one's does not."""
        with unit_of_work(Anonymous()):
            rows = list(Organisation.objects.order_by("pk").values_list("pk", "name"))
        found = []
        for pk, name in rows:
            if office is not None and pk != office:
                continue
            with unit_of_work(System(organisation_id=pk, reason="keys")):
                has_key = has_slots(pk)
                opens = root_slots(pk).exists()
            if opens:
                found.append((pk, name))
            elif has_key:
                self._say(
                    f"{name}: left out, its recovery share has to open its key first (palermo keys recover)."
                )
        if office is not None and not found:
            raise CommandError(f"There is no office {office} whose key opens; palermo keys show lists them.")
        return found

    def _rotate(self, organisation_id: UUID, name: str, *, with_office_key: bool, leaked: bool) -> None:
        actor = System(organisation_id=organisation_id, reason="keys", rooms=ALL_ROOMS)
        with unit_of_work(actor):
            if with_office_key:
                begin_office(actor)
                if leaked:
                    distrust_former_pairs(actor)
            else:
                begin_search(actor)
        if with_office_key:
            self._repeat(actor, rewrap, f"{name}: {{}} keys wrapped anew …")
        self._make_findable(actor, name)
        if not with_office_key:
            self._say(f"{name}: search key replaced.")
            return
        while not self._once(actor, finish_office):
            # Somebody wrapped a key by the generation of before while we counted.
            self._repeat(actor, rewrap, f"{name}: {{}} more keys wrapped anew …")
            time.sleep(PAUSE_SECONDS)
        self._say(OFFICE_DONE.format(name=name, office=organisation_id))
        if leaked:
            self._say(OFFICE_LEAKED)

    def _make_findable(self, actor: System, name: str) -> None:
        while True:
            for renew in renewals():
                self._repeat(actor, renew, f"{name}: names of {{}} persons made findable by the new key …")
            if self._once(actor, newest).settled:
                return
            time.sleep(PAUSE_SECONDS)  # a colleague is just writing a name

    def _repeat(self, actor: System, step: Callable[[System], int], words: str) -> None:
        total, told = 0, time.monotonic()
        while done := self._once(actor, step):
            total += done
            if time.monotonic() - told > TELL_SECONDS:
                told = time.monotonic()
                self._say(f"  {words.format(total)}")

    def _once(self, actor: System, step: Callable[[System], Any]) -> Any:
        with unit_of_work(actor):
            return step(actor)


def _all_ids() -> list[UUID]:
    with unit_of_work(Anonymous()):
        return list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
