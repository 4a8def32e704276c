"""The public keys that signed heads of the ledger: today's follows from the root key, earlier ones lie in a file.

    ledger-heads.pub, beside the root key, a line each:   PUBLIC root MAC   or   PUBLIC OFFICE MAC

A line counts when its MAC is made with a key derived from the present root key; whoever can write the file and has
not the root key adds none. Because a root key can be lost, a line is also made under the key of each office that has
a recovery share: the share opens that key, and what it certified is certified again under the new root key. What
nothing certifies is ignored and is a finding of `palermo ledger verify`; a person may certify it by hand.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from palermo.trust.vault.root import derive, head_signing_key, root_key

FILE_NAME = "ledger-heads.pub"
BY_ROOT = "root"
_PURPOSE = "head-keys"
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


def known_head_keys() -> list[Ed25519PublicKey]:
    """Public keys that signed this installation's heads: today's, and those the root key certifies."""
    return [
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(text)) for text in certified_head_keys(root_key())
    ]


def certified_head_keys(root: bytes, path: Path | None = None) -> list[str]:
    """The keys, in hexadecimal, that heads may be signed with under the root key `root`; its own comes first."""
    lines = head_key_lines(path or _file())
    earlier = [line.public for line in lines if line.public and line.holds(root, by=BY_ROOT)]
    return list(dict.fromkeys([_public(root), *earlier]))


def uncertified_head_keys(root: bytes, path: Path | None = None) -> list[HeadKeyLine]:
    """Lines whose key neither the root key nor another line of the same key certifies, and what is no line at all.

    A line of an office vouches for nothing by itself: its key is opened by a recovery share alone.
    """
    known = set(certified_head_keys(root, path))
    return [line for line in head_key_lines(path or _file()) if line.public not in known]


def remember_head_key() -> None:
    """Certify today's public key beside the root key, so that heads stay verifiable after the root key changes."""
    certify_head_keys([_public(root_key())])


def certify_head_keys(publics: Iterable[str], *, root: bytes | None = None, path: Path | None = None) -> None:
    """Certify these keys under `root` (None: the present one). Whoever calls this vouches for them."""
    key, file = root or root_key(), path or _file()
    have = {line.public for line in head_key_lines(file) if line.holds(key, by=BY_ROOT)}
    _append(
        file,
        (
            f"{public} {BY_ROOT} {_mac(key, public)}"
            for public in dict.fromkeys(publics)
            if public not in have
        ),
    )


def carry_head_keys(*, old: bytes, new: bytes) -> None:
    """Certify under the root key `new` what holds under `old`, the old root key's own head key too."""
    certify_head_keys(certified_head_keys(old), root=new)


def certify_for_recovery(organisation_id: UUID, office_key: bytes) -> None:
    """Certify the known head keys under an office's key, which its recovery share opens without the root key."""
    by = str(organisation_id)
    have = {line.public for line in head_key_lines(_file()) if line.holds(office_key, by=by)}
    wanted = [public for public in certified_head_keys(root_key()) if public not in have]
    _append(_file(), (f"{public} {by} {_mac(office_key, public)}" for public in wanted))


def adopt_head_keys(organisation_id: UUID, office_key: bytes) -> None:
    """Certify under the present root key what the recovered office's key certified under a lost one, and today's."""
    by = str(organisation_id)
    held = [line.public for line in head_key_lines(_file()) if line.holds(office_key, by=by)]
    certify_head_keys([*held, _public(root_key())])
    certify_for_recovery(organisation_id, office_key)


def fingerprint(public: str) -> str:
    """A public key as people compare it: the first 80 bits of its SHA-256 in groups of four."""
    text = sha256(public.encode()).hexdigest()[:20]
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


def _file() -> Path:
    from django.conf import settings  # here, because a restore certifies keys without Django

    return settings.PALERMO_ROOT_KEY_FILE.with_name(FILE_NAME)


def _public(root: bytes) -> str:
    return head_signing_key(root).public_key().public_bytes_raw().hex()


def _mac(key: bytes, public: str) -> str:
    return hmac.new(derive(key, _PURPOSE), f"palermo-head-key:{public}".encode(), sha256).hexdigest()


def _is_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == _KEY_BYTES and text == text.lower()
    except ValueError:
        return False


def _append(path: Path, lines: Iterable[str]) -> None:
    """Each line in one write on a line of its own, whatever a power failure left of the one before."""
    wanted = list(lines)
    if not wanted:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        for line in wanted:
            os.write(descriptor, f"\n{line}\n".encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
