"""What is said of one table in the register of the walls (`palermo.trust.walls.register`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Who may read and write a table's rows."""

    OPEN = "open"  # reference: all read, nobody writes
    ACCOUNT = "account"  # sign-in: read before anybody is known; writing by column grants
    PUBLISHED = "published"  # its organisation writes, all read
    OWNED = "owned"  # its organisation alone, in the rooms its mandate opens
    ENVELOPE = "envelope"  # two organisations: sender and receiver
    LEDGER = "ledger"  # appended by its organisation, changed by nobody
    KEY = "key"  # its organisation alone; a schema and a backup file of its own
    MACHINERY = "machinery"  # queue, sessions, throttling: ids only


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table's rule.

    `owner` is the column compared with the acting organisation; `room` the pillar whose mandate opens the table
    (`room_column` where each row has its own: a key opens one, a consent is about
    a file of one; with `desk`, rows of the desk are in every room); `user` a column that lets people see their own
    rows; `sender`, `receiver`, `author` the columns of
    an envelope, `sender_room` and `receiver_room` those of the rooms the two are held to. What
    stands in the columns `only_emptied` is never rewritten: an erasure empties it, and that is all. `words` are columns
    in which people of the office write words about a person that are not sealed: none of them ever leaves the office.
    """

    name: str
    kind: Kind
    grants: str = ""
    owner: str = "organisation_id"
    room: str = ""
    room_column: str = ""
    desk: bool = False
    user: str = ""
    sender: str = "sender_id"
    receiver: str = "receiver_id"
    author: str = "sender_id"
    sender_room: str = ""
    receiver_room: str = ""
    append_only: bool = False
    only_emptied: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


_DEFAULT_GRANTS = {
    Kind.OPEN: "SELECT",
    Kind.ACCOUNT: "SELECT",
    Kind.PUBLISHED: "SELECT, INSERT, UPDATE",
    Kind.OWNED: "SELECT, INSERT, UPDATE",
    Kind.ENVELOPE: "SELECT, INSERT",
    Kind.LEDGER: "SELECT, INSERT",
    Kind.KEY: "SELECT, INSERT, UPDATE",
    Kind.MACHINERY: "SELECT, INSERT, UPDATE, DELETE",
}


def grants_of(table: Table) -> str:
    """The privileges of the application's role on `table`."""
    return table.grants or _DEFAULT_GRANTS[table.kind]
