"""Another root key, while people work. Nothing that runs is started again: every use looks at the files.

    keys/root.key.next    the key to follow: already opens what is written for it      (before the switch)
    keys/root.key         the present key: opens, and is what is written with
    keys/root.key.old     the key before: still opens                                   (after the switch)

1. `prepare` writes the key to follow, and its public key for the ledger's heads, certified by the present one.
2. `open_with_both` gives each office a slot for it, and seals what has one place only for both keys.
3. `switch` puts it in the present one's place, which becomes the old one, and certifies under the new one up to where
   the old one's signatures count; commits wait meanwhile. A backup of before opens with the old key, one of after with
   the new.
4. `close_with_the_old` does 2 once more for what came meanwhile, and takes the old key's slots away.
5. `destroy_the_old` waits for whatever was begun before, and deletes the old key's file.

What is to be done stands in the files and rows themselves: killed at any point, the same command goes on.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from palermo.kit.given import is_given
from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.current import record
from palermo.trust.ledger.ends import end_former_keys, present_end
from palermo.trust.unit_of_work import machinery, unit_of_work
from palermo.trust.vault.head_key_file import certify_head_keys, head_key_of
from palermo.trust.vault.head_keys import HEAD_KEY_LOCK, carry_head_keys, head_keys_file
from palermo.trust.vault.journal import JOURNAL_LOCK
from palermo.trust.vault.key_file import KEY_BYTES
from palermo.trust.vault.root import (
    encode_root_key,
    next_root_key_file,
    old_root_key_file,
    read_root_key,
    root_key,
)
from palermo.trust.vault.slots import ROOT_KEY_LOCK, add_root_slots, destroy_other_root_slots
from palermo.trust.verbs import VaultVerb

WAIT_SECONDS: Final = 120
TELL_SECONDS: Final = 2
Offices = Callable[[], list[UUID]]
Resealing = Callable[[], int]
Report = Callable[[str], None]
_resealings: dict[str, Resealing] = {}


class KeyIsGiven(RuntimeError):
    """The root key lies where nothing can be written; the message says what to do."""


class StillInUse(RuntimeError):
    """Something that began before the old key was given up has not ended; the message says what to do."""


def register_resealing(name: str, reseal: Resealing) -> None:
    """Have `reseal` seal anew what lies under a key derived from the root key, for `root_keys_to_write`.

    It opens its own unit of work or `machinery`, may be repeated, and returns how many rows it wrote.
    """
    _resealings[name] = reseal


def is_under_way() -> bool:
    """Whether the root key is being changed."""
    return next_root_key_file().exists() or old_root_key_file().exists()


def prepare() -> None:
    """Write the key to follow, unless it is there."""
    if is_under_way():
        return
    with unit_of_work(_installation()):
        record(_installation(), verb=VaultVerb.KEY_ROTATION_BEGUN, codes={"key": "root"})
    present, following = settings.PALERMO_ROOT_KEY_FILE, next_root_key_file()
    draft = following.with_name(following.name + ".partial")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(encode_root_key(secrets.token_bytes(KEY_BYTES)))
        file.flush()
        with suppress(PermissionError):  # begun as root, it belongs to whom the present one belongs
            os.fchown(file.fileno(), present.stat().st_uid, present.stat().st_gid)
        os.fsync(file.fileno())
    draft.rename(following)
    _to_disk(following.parent)


def certify(*, new: bytes, old: bytes) -> None:
    """Let heads signed under `new` be known before the first of them is."""
    certify_head_keys([head_key_of(new)], key=old, path=head_keys_file())


def open_with_both(offices: Offices, report: Report) -> None:
    """Give every office a slot for the key to follow; nothing to do after the switch."""
    if not next_root_key_file().exists():
        return
    following = read_root_key(next_root_key_file())
    certify(new=following, old=root_key())
    end_former_keys(offices())
    _add_slots(offices(), following, report)
    for _name, reseal in sorted(_resealings.items()):
        reseal()


def switch(offices: Offices, report: Report) -> None:
    """Put the key to follow in the present one's place, once every office has a slot for it."""
    if not next_root_key_file().exists():
        return
    present = settings.PALERMO_ROOT_KEY_FILE
    following = read_root_key(next_root_key_file())
    with _alone(ROOT_KEY_LOCK):  # nobody makes an office's slot meanwhile
        _add_slots(offices(), following, report)
        # Whoever signs waits from here on, and signs with the next key: what the present one signed has one end. A run
        # that is killed before the rename leaves an end that was true, and the next run adds a later one.
        with _alone(JOURNAL_LOCK), _alone(HEAD_KEY_LOCK):
            carry_head_keys(old=root_key(), new=following, end=present_end(offices()))
            _put_in_place(present)


def _put_in_place(present: Path) -> None:
    if not old_root_key_file().exists():
        os.link(present, old_root_key_file())
    next_root_key_file().rename(present)
    _to_disk(present.parent)


def close_with_the_old(offices: Offices, report: Report) -> None:
    """Take away the slots of every key but the present one."""
    _add_slots(offices(), root_key(), report)
    for _name, reseal in sorted(_resealings.items()):
        reseal()
    for organisation_id in offices():
        actor = System(organisation_id=organisation_id, reason="keys")
        with unit_of_work(actor):
            if destroy_other_root_slots(organisation_id, root_key()):
                record(
                    actor,
                    verb=VaultVerb.KEY_ROTATED,
                    object_type="organisation",
                    object_id=organisation_id,
                    codes={"key": "root"},
                )


def destroy_the_old(*, seconds: float = WAIT_SECONDS) -> None:
    """Delete the old key's file once nothing that began before can need it. Raises StillInUse after `seconds`."""
    if not old_root_key_file().exists():
        return
    _wait_for_what_began(seconds)
    for _name, reseal in sorted(_resealings.items()):
        reseal()
    old_root_key_file().unlink()
    _to_disk(old_root_key_file().parent)
    with unit_of_work(_installation()):
        record(_installation(), verb=VaultVerb.KEY_ROTATED, codes={"key": "root"})


def rotate_root(offices: Offices, report: Report) -> None:
    """All steps, beginning where the last run ended. Raises KeyIsGiven and StillInUse."""
    if is_given(present := settings.PALERMO_ROOT_KEY_FILE):
        raise KeyIsGiven(
            f"The root key {present} lies where nothing can be written. Copy it into a folder that can be (mode 0600),"
            " name that copy in PALERMO_ROOT_KEY_FILE for the service too and start it again; then run this once more,"
            " and put the new key where the old one came from."
        )
    prepare()
    open_with_both(offices, report)
    switch(offices, report)
    close_with_the_old(offices, report)
    destroy_the_old()


def _installation() -> System:
    return System(organisation_id=INSTALLATION_ID, reason="keys")


def _add_slots(offices: list[UUID], key: bytes, report: Report) -> None:
    """A slot for `key` in every office that has one for another root key. One that only a share opens is left to it."""
    told = time.monotonic()
    for number, organisation_id in enumerate(offices, start=1):
        actor = System(organisation_id=organisation_id, reason="keys")
        with unit_of_work(actor):
            made, closed = add_root_slots(organisation_id, key)
            if made:
                record(
                    actor,
                    verb=VaultVerb.KEYS_REWRAPPED,
                    object_type="organisation",
                    object_id=organisation_id,
                    codes={"keys": made, "by": "root"},
                )
        if closed:
            report(f"  Office {organisation_id} waits for its recovery share: palermo keys recover")
        if time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            report(f"  {number} of {len(offices)} offices …")


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Hold the lock of this name over several transactions; the end of the connection frees it too."""
    with machinery(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
    try:
        yield
    finally:
        with machinery(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


# By the lock that each transaction holds on itself: a server that keeps statements from view tells no times either.
_RUNNING = """
SELECT held.virtualxid FROM pg_locks AS held JOIN pg_stat_activity AS backend USING (pid)
WHERE held.locktype = 'virtualxid' AND held.granted AND held.mode = 'ExclusiveLock'
  AND backend.datname = current_database() AND held.pid <> pg_backend_pid()
"""


def _wait_for_what_began(seconds: float) -> None:
    """Wait until no transaction of before is left: it may have read what only the old key opens."""
    before = _running()
    until = time.monotonic() + seconds
    while True:
        before &= _running()
        if not before:
            return
        if time.monotonic() > until:
            raise StillInUse(
                f"{len(before)} transactions from before are still running: the old root key is kept."
                " Run the command again."
            )
        time.sleep(0.1)


def _running() -> set[str]:
    """The transactions that run now, by names that no other has while this server runs."""
    with machinery(), connection.cursor() as cursor:
        cursor.execute(_RUNNING)
        return {name for (name,) in cursor.fetchall()}


def _to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
