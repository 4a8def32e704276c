"""What a backup is, in a file that the root key signs: every other file with its digest, and what is in them.

    manifest.json    "signature": HMAC-SHA256 over all other fields, under a key derived from the root key ("backup")

Whoever has a backup and not the root key changes nothing in it, adds nothing and takes nothing out, and makes no
backup of their own that this installation's root key accepts. Backups made before version 0.3 (format 1) carry no
signature: what is in them, nobody can vouch for.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from palermo.operation.datafolder import SetUpError
from palermo.operation.dumps import TableDigest, file_digest
from palermo.trust.json_text import read_json
from palermo.trust.vault.key_file import RootKeyError, derive, read_root_key

NAME = "manifest.json"
DATA, WITNESS, JOURNAL, DEMO, HEAD_KEYS = (
    *("data.dump", "witness.jsonl", "erasures.jsonl"),
    *("demo", "ledger-heads.pub"),
)
"""Names of the files in a backup, whatever the installation calls its own."""
FORMAT, UNSIGNED_FORMAT = 2, 1


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup holds; digests are SHA-256 in hexadecimal.

    `files` names every file of the folder but the manifest; `demo` says whether the demo's mark is one of them;
    `erasures` counts those in the journal, `heads` the lines of the witness. `keys_sha256` is of the keys file.
    """

    format: int
    taken_at: str
    palermo: str
    server: str
    root_key: str
    files: dict[str, str]
    keys_sha256: str
    demo: bool
    erasures: int
    heads: int
    tables: dict[str, TableDigest]
    signature: str = ""

    @property
    def is_from_before_signing(self) -> bool:
        """Whether its format had no signature yet."""
        return self.format == UNSIGNED_FORMAT

    def signed(self, root_key: Path) -> Manifest:
        """The same, signed under the root key in a file. Raises SetUpError when that is no root key."""
        return replace(self, signature=self._mac(root_key))

    def is_signed_with(self, root_key: Path) -> bool:
        """Whether the root key in a file signed exactly this. Raises SetUpError when that is no root key."""
        return hmac.compare_digest(self.signature.encode(), self._mac(root_key).encode())

    def _mac(self, root_key: Path) -> str:
        try:
            key = derive(read_root_key(root_key, private=False), "backup")
        except RootKeyError as error:
            raise SetUpError(str(error)) from error
        text = json.dumps(asdict(replace(self, signature="")), sort_keys=True, separators=(",", ":"))
        return hmac.new(key, b"palermo-backup:" + text.encode(), sha256).hexdigest()

    def write(self, path: Path) -> None:
        """Write as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, sort_keys=True), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read back. Raises SetUpError when the file is no manifest of a known format."""
        try:
            fields = read_json(path.read_text(encoding="utf-8"))
            if fields["format"] not in {FORMAT, UNSIGNED_FORMAT}:
                known = f"{UNSIGNED_FORMAT} and {FORMAT}"
                raise SetUpError(f"{path} has format {fields['format']}; this Palermo reads formats {known}.")
            tables = {name: TableDigest(**digest) for name, digest in fields.pop("tables").items()}
            if fields["format"] == UNSIGNED_FORMAT:
                files = {DATA: fields.pop("data_sha256")}
                manifest = cls(**fields, files=files, demo=False, heads=0, tables=tables)
            else:
                manifest = cls(**fields, tables=tables)
            return manifest._checked()
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise SetUpError(f"{path} is missing or no manifest of a backup.") from error

    def _checked(self) -> Manifest:
        """The same. Raises TypeError for a field of another type, and for a time without a zone."""
        texts = (
            self.taken_at,
            self.palermo,
            self.root_key,
            self.keys_sha256,
            self.signature,
            *self.files.values(),
        )
        numbers = (self.erasures, self.heads)
        if not all(isinstance(text, str) for text in texts) or not all(type(one) is int for one in numbers):
            raise TypeError
        if datetime.fromisoformat(self.taken_at).tzinfo is None:
            raise TypeError
        return self


def files_of(folder: Path) -> dict[str, str]:
    """Digest of every file of a backup's folder but the manifest, by name; folders and links in it by their name."""
    return {
        path.name: file_digest(path) if path.is_file() and not path.is_symlink() else "no file"
        for path in sorted(folder.iterdir())
        if path.name != NAME
    }


def check_files(folder: Path, manifest: Manifest) -> None:
    """Raise SetUpError unless the folder holds exactly the files that the manifest names, each unchanged."""
    found = files_of(folder)
    if missing := sorted(manifest.files.keys() - found):
        raise SetUpError(f"{folder / missing[0]} is missing: take another copy of this backup.")
    if extra := sorted(found.keys() - manifest.files):
        raise SetUpError(
            f"{folder / extra[0]} is no part of this backup: somebody put it there; take it away."
        )
    for name, digest in manifest.files.items():
        if found[name] != digest:
            raise SetUpError(
                f"{folder / name} is not the file this backup was made with, or it was altered: take another copy."
            )
