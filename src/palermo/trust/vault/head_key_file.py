"""The file of the public keys that signed heads of the ledger: its lines, and who certified which.

Pure functions, for programs without settings too. What the lines mean: head_keys.py.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from palermo.kit.writing import opened
from palermo.trust.vault.key_file import derive, head_key_under

BY_ROOT = "root"
_KEY_BYTES = 32


@dataclass(frozen=True)
class HeadKeyLine:
    """One line of the file: its number, the public key in hexadecimal (empty: no key), by whom it is certified."""

    number: int
    public: str
    by: str = ""
    mac: str = ""

    def holds(self, key: bytes, *, by: str) -> bool:
        """Whether the root key, or an office's key, certifies this line as `by`."""
        return self.by == by and hmac.compare_digest(self.mac.encode(), _mac(key, self.public).encode())


def certified_head_keys(root: bytes, path: Path) -> list[str]:
    """The keys, in hexadecimal, that heads may be signed with under the root key `root`; its own comes first."""
    lines = head_key_lines(path)
    earlier = [line.public for line in lines if line.public and line.holds(root, by=BY_ROOT)]
    return list(dict.fromkeys([head_key_of(root), *earlier]))


def uncertified_head_keys(root: bytes, path: Path) -> list[HeadKeyLine]:
    """Lines whose key neither the root key nor another line of the same key certifies, and what is no line at all.

    A line of an office vouches for nothing by itself: its key is opened by a recovery share alone.
    """
    known = set(certified_head_keys(root, path))
    return [line for line in head_key_lines(path) if line.public not in known]


def certify_head_keys(publics: Iterable[str], *, key: bytes, path: Path, by: str = BY_ROOT) -> None:
    """Certify these keys under the root key, or as an office `by` under its key. The caller vouches for them."""
    have = {line.public for line in head_key_lines(path) if line.holds(key, by=by)}
    _append(path, [f"{one} {by} {_mac(key, one)}" for one in dict.fromkeys(publics) if one not in have])


def fingerprint(public: str) -> str:
    """A public key as people compare it: the first 128 bits of its SHA-256 in groups of four."""
    text = sha256(public.encode()).hexdigest()[:32]
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def head_key_lines(path: Path) -> Iterator[HeadKeyLine]:
    """Every line of the file that is not empty; one that names no key has an empty `public`."""
    if not path.is_file():
        return
    for number, text in enumerate(path.read_text(encoding="ascii", errors="replace").splitlines(), start=1):
        parts = text.split()
        if not parts:
            continue
        public = parts[0] if _is_key(parts[0]) else ""
        by, mac = parts[1:] if len(parts) == len(("public", "by", "mac")) else ("", "")
        yield HeadKeyLine(number, public, by, mac)


def head_key_of(root: bytes) -> str:
    """The public key that signs heads under the root key `root`, in hexadecimal."""
    return head_key_under(root).public_key().public_bytes_raw().hex()


def _mac(key: bytes, public: str) -> str:
    return hmac.new(derive(key, "head-keys"), f"palermo-head-key:{public}".encode(), sha256).hexdigest()


def _is_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == _KEY_BYTES and text == text.lower()
    except ValueError:
        return False


def _append(path: Path, lines: list[str]) -> None:
    """Each line in one write on a line of its own, whatever a power failure left of the one before."""
    if not lines:
        return
    descriptor = opened(path, os.O_WRONLY | os.O_APPEND)
    try:
        for line in lines:
            os.write(descriptor, f"\n{line}\n".encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
