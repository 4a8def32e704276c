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
from palermo.trust.vault.key_end import BEGINS, KeyEnd, read_end
from palermo.trust.vault.key_file import derive, head_key_under

BY_ROOT = "root"
_KEY_BYTES = 32


@dataclass(frozen=True)
class HeadKeyLine:
    """One line of the file: its number, the public key in hexadecimal (empty: no key), by whom it is certified.

    `until` is the digest of the key's end (key_end.py), empty for a key without one; a line that tells an end has no
    key, its digest, and the `end`.
    """

    number: int
    public: str
    by: str = ""
    mac: str = ""
    until: str = ""
    end: KeyEnd | None = None

    def holds(self, key: bytes, *, by: str) -> bool:
        """Whether the root key, or an office's key, certifies this line as `by`."""
        if self.by != by or not self.public:
            return False
        return hmac.compare_digest(self.mac.encode(), _mac(key, self.public, self.until).encode())


@dataclass(frozen=True)
class Certified:
    """A key that heads may be signed with, in hexadecimal, and its ends; none for a key that goes on.

    There is more than one where a change of the root key was killed and gone on with: each was true when it was made,
    and what one of them admits counts.
    """

    public: str
    ends: tuple[KeyEnd, ...] = ()


def certificates(root: bytes, path: Path) -> list[Certified]:
    """The keys that heads may be signed with under the root key `root`; its own comes first, and has no end."""
    own = head_key_of(root)
    earlier = certificates_by(BY_ROOT, root, path)
    return [Certified(own), *(one for one in earlier if one.public != own)]


def certificates_by(by: str, key: bytes, path: Path) -> list[Certified]:
    """The keys that the root key, or an office `by` with its key, certifies. One end is enough: then it has an end."""
    lines = list(head_key_lines(path))
    known = {line.until: line.end for line in lines if line.end is not None}
    found: dict[str, list[KeyEnd]] = {}
    for line in lines:
        if line.holds(key, by=by) and (not line.until or line.until in known):
            found.setdefault(line.public, []).extend([known[line.until]] if line.until else [])
    return [Certified(public, tuple(dict.fromkeys(ends))) for public, ends in found.items()]


def certified_head_keys(root: bytes, path: Path) -> list[str]:
    """The keys, in hexadecimal, that heads may be signed with under the root key `root`; its own comes first."""
    return [one.public for one in certificates(root, path)]


def endless_head_keys(root: bytes, path: Path, *, following: bytes | None = None) -> list[str]:
    """Certified keys other than that of `root` and of the root key to follow that have no end."""
    going_on = {head_key_of(one) for one in (root, following) if one is not None}
    return [one.public for one in certificates(root, path) if not one.ends and one.public not in going_on]


def uncertified_head_keys(root: bytes, path: Path) -> list[HeadKeyLine]:
    """Lines whose key neither the root key nor another line of the same key certifies, and what is no line at all.

    A line of an office vouches for nothing by itself: its key is opened by a recovery share alone.
    """
    known = set(certified_head_keys(root, path))
    lines = list(head_key_lines(path))
    named = {line.until for line in lines if line.public}
    return [
        line for line in lines if line.public not in known and (line.end is None or line.until not in named)
    ]


def certify_head_keys(publics: Iterable[str], *, key: bytes, path: Path, by: str = BY_ROOT) -> None:
    """Certify these keys under the root key, or as an office `by` under its key. The caller vouches for them."""
    certify(map(Certified, publics), key=key, path=path, by=by)


def certify(certified: Iterable[Certified], *, key: bytes, path: Path, by: str = BY_ROOT) -> None:
    """Certify these keys with their ends, as `certify_head_keys` does those without one."""
    lines = list(head_key_lines(path))
    have = {(line.public, line.until) for line in lines if line.holds(key, by=by)}
    told = {line.until for line in lines if line.end is not None}
    new: dict[str, None] = {}
    for one in certified:
        for end in one.ends or (None,):
            until = end.digest() if end is not None else ""
            if (one.public, until) in have:
                continue
            if end is not None and until not in told:
                new[end.line()] = None  # before the first line that names it
            words = (one.public, by, until, _mac(key, one.public, until))
            new[" ".join(word for word in words if word)] = None
    _append(path, list(new))


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
        if parts[0] == BEGINS and len(parts) == len((BEGINS, "digest", "text")):
            yield HeadKeyLine(number, "", until=parts[1], end=read_end(*parts[1:]))
            continue
        public = parts[0] if _is_key(parts[0]) else ""
        by, mac, until = "", "", ""
        if len(parts) == len(("public", "by", "mac")):
            by, mac = parts[1:]
        elif len(parts) == len(("public", "by", "until", "mac")):
            by, until, mac = parts[1:]
        yield HeadKeyLine(number, public, by, mac, until)


def head_key_of(root: bytes) -> str:
    """The public key that signs heads under the root key `root`, in hexadecimal."""
    return head_key_under(root).public_key().public_bytes_raw().hex()


def _mac(key: bytes, public: str, until: str) -> str:
    words = f"palermo-head-key:{public}" + (f":{until}" if until else "")
    return hmac.new(derive(key, "head-keys"), words.encode(), sha256).hexdigest()


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
