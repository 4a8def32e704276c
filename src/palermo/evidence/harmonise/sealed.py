"""Identity kept apart: the withheld columns of a table in one encrypted file, for whoever holds its key.

AES-256-GCM, in chunks of rows. The file: a line of JSON that says what it is, then for each chunk its length (4
bytes, big-endian), a nonce (12) and the sealed rows as JSON. Each chunk is bound to its number and to whether it is
the last, so that chunks can neither be taken out nor put elsewhere. The key is new for every file.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from palermo.evidence.command import InputError

HEAD = b'{"format": "palermo-identity", "version": 1, "cipher": "AES-256-GCM"}\n'
CHUNK_ROWS = 5_000
Record = dict[str, str | int]


def _bound(number: int, *, last: bool) -> bytes:
    return HEAD + f"{number}:{'last' if last else 'more'}".encode()


def new_key(path: Path) -> bytes:
    """Make a key and write it to a new file that only its owner can read. Raises InputError when the file exists."""
    key = secrets.token_bytes(32)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError(f"The key {path} exists already; move it away, it opens an earlier file.") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(b64encode(key).decode() + "\n")
    return key


def seal(path: Path, key: bytes, records: Iterable[Record]) -> int:
    """Write records to an encrypted file and return how many there were. The file is readable by its owner only."""
    cipher = AESGCM(key)
    rows = iter(records)
    total = number = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(HEAD)
        chunk = list(islice(rows, CHUNK_ROWS))
        while True:
            following = list(islice(rows, CHUNK_ROWS))
            nonce = secrets.token_bytes(12)
            text = json.dumps(chunk, ensure_ascii=False).encode("utf-8", "replace")
            body = cipher.encrypt(nonce, text, _bound(number, last=not following))
            file.write(len(body).to_bytes(4, "big") + nonce + body)
            total += len(chunk)
            number += 1
            chunk = following
            if not chunk:
                return total


def unseal(path: Path, key_file: Path) -> Iterator[Record]:
    """Yield the records of an encrypted file.

    Raises InputError when the key does not fit, or the file was changed or cut.
    """
    cipher = AESGCM(b64decode(key_file.read_text(encoding="ascii")))
    with path.open("rb") as file:
        if file.readline() != HEAD:
            raise InputError(f"{path} is no file of kept identity.")
        number = 0
        length = file.read(4)
        while True:
            nonce, body = file.read(12), file.read(int.from_bytes(length, "big"))
            following = file.read(4)
            try:
                text = cipher.decrypt(nonce, body, _bound(number, last=not following))
            except (InvalidTag, ValueError):
                raise InputError(f"{path} was changed, or {key_file} is not its key.") from None
            yield from json.loads(text)
            number += 1
            length = following
            if not length:
                return
