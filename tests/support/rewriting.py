"""A backup rewritten in every way somebody without the root key can: each changes a copy and says what to restore."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from palermo.operation.datafolder import write_root_key
from palermo.operation.dumps import file_digest, key_fingerprint
from palermo.operation.manifest import DATA, DEMO, HEAD_KEYS, JOURNAL, NAME, WITNESS, Manifest, files_of
from palermo.operation.parts import Parts
from palermo.trust.ledger.chain import Head, head_message
from palermo.trust.ledger.witness import read_witness, witness_line

Rewrite = Callable[[Parts, Parts], Parts]
"""From a copy of a backup that may be changed, and another backup of the same installation, to what is restored."""

FILES = (DATA, WITNESS, JOURNAL, HEAD_KEYS, NAME)


def copied(parts: Parts, place: Path) -> Parts:
    """The same backup in a new folder below `place`, with a keys file of its own."""
    folder = Path(tempfile.mkdtemp(dir=place))
    shutil.copytree(parts.backup, folder / "data")
    shutil.copyfile(parts.keys, folder / "keys.dump")
    return replace(parts, backup=folder / "data", keys=folder / "keys.dump")


def rewrites() -> dict[str, Rewrite]:
    """Every rewriting by its name."""
    found: dict[str, Rewrite] = {}
    for name in FILES:
        found |= {
            f"{name}: a byte changed": _on(name, _change_a_byte),
            f"{name}: emptied": _on(name, lambda path: path.write_bytes(b"")),
            f"{name}: taken away": _on(name, lambda path: path.unlink()),
            f"{name}: of another backup": _of_another(name),
            f"{name}: a byte changed, digests made anew": _redigested(_on(name, _change_a_byte)),
            f"{name}: of another backup, digests made anew": _redigested(_of_another(name)),
        }
    found |= {
        "keys file: a byte changed": _keys(_change_a_byte),
        "keys file: a byte changed, digests made anew": _redigested(_keys(_change_a_byte)),
        "keys file: of another backup": lambda _parts, other: replace(_parts, keys=other.keys),
        "a mark of a demo added": _add(DEMO, "[]"),
        "a mark of a demo added, digests made anew": _redigested(_add(DEMO, "[]"), demo=True),
        "another file added": _add("note.txt", "mine"),
        "a folder added": _add_folder,
        "a link in the place of the witness": _link,
        "a key of heads added": _on(HEAD_KEYS, _add_a_head_key),
        "a key of heads added, digests made anew": _redigested(_on(HEAD_KEYS, _add_a_head_key)),
        "witness signed by a key of one's own": _redigested(_own_witness),
        "journal cut": _redigested(_on(JOURNAL, _cut)),
        "signature left away": _signature(""),
        "signature made up": _signature("0" * 64),
        "signed under another root key": _signed_elsewhere,
        "signed under another root key, which is named": _signed_elsewhere_by_name,
        "said to be from before signing": _as_of_before_signing,
        "said to be of a later format": lambda parts, _other: _edit(parts, format=3),
        "fewer tables": _fewer_tables,
        "no manifest that can be read": _on(NAME, lambda path: path.write_text("[]", encoding="utf-8")),
    }
    return found


def as_of_before_signing(parts: Parts) -> Parts:
    """The backup with a manifest of format 1, which needs no signature, and right digests."""
    manifest = Manifest.read(parts.backup / NAME)
    fields = asdict(manifest)
    for name in ("files", "demo", "heads", "signature"):
        del fields[name]
    fields |= {
        "format": 1,
        "data_sha256": file_digest(parts.backup / DATA),
        "keys_sha256": file_digest(parts.keys),
    }
    (parts.backup / NAME).write_text(json.dumps(fields), encoding="utf-8")
    return parts


def own_key_line() -> tuple[Ed25519PrivateKey, str]:
    """A key of one's own for heads, and its line as files had them before certificates."""
    key = Ed25519PrivateKey.generate()
    return key, key.public_key().public_bytes_raw().hex()


def resigned(lines: Path, key: Ed25519PrivateKey) -> str:
    """The heads of a witness, signed with `key`."""
    heads = [head for head in read_witness(lines) if isinstance(head, Head)]
    signed = [
        replace(
            head,
            signature=key.sign(
                head_message(head.organisation_id, head.commit_from, head.sequence, head.hash)
            ),
        )
        for head in heads
    ]
    return "".join(f"{witness_line(head)}\n" for head in signed)


def _on(name: str, change: Callable[[Path], object]) -> Rewrite:
    def rewrite(parts: Parts, _other: Parts) -> Parts:
        change(parts.backup / name)
        return parts

    return rewrite


def _keys(change: Callable[[Path], object]) -> Rewrite:
    def rewrite(parts: Parts, _other: Parts) -> Parts:
        change(parts.keys)
        return parts

    return rewrite


def _of_another(name: str) -> Rewrite:
    def rewrite(parts: Parts, other: Parts) -> Parts:
        shutil.copyfile(other.backup / name, parts.backup / name)
        return parts

    return rewrite


def _redigested(rewrite: Rewrite, *, demo: bool = False) -> Rewrite:
    """The same, and then the manifest says the right digests; only its signature cannot be made anew."""

    def redigest(parts: Parts, other: Parts) -> Parts:
        before = Manifest.read(parts.backup / NAME)
        changed = rewrite(parts, other)
        files, keys = files_of(changed.backup), file_digest(changed.keys)
        replace(before, files=files, keys_sha256=keys, demo=demo or before.demo).write(changed.backup / NAME)
        if files == before.files and keys == before.keys_sha256:  # the manifest itself is what was rewritten
            _edit(changed, erasures=before.erasures + 1)
        return changed

    return redigest


def _change_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes() or b"?")
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _add(name: str, text: str) -> Rewrite:
    def rewrite(parts: Parts, _other: Parts) -> Parts:
        (parts.backup / name).write_text(text, encoding="utf-8")
        return parts

    return rewrite


def _add_folder(parts: Parts, _other: Parts) -> Parts:
    (parts.backup / "more").mkdir()
    return parts


def _link(parts: Parts, _other: Parts) -> Parts:
    path = parts.backup / WITNESS
    path.rename(parts.backup.parent / WITNESS)
    path.symlink_to(parts.backup.parent / WITNESS)
    return parts


def _add_a_head_key(path: Path) -> None:
    with path.open("a", encoding="ascii") as file:
        file.write(f"{own_key_line()[1]}\n")


def _own_witness(parts: Parts, _other: Parts) -> Parts:
    key, line = own_key_line()
    witness = parts.backup / WITNESS
    witness.write_text(resigned(witness, key), encoding="ascii")
    (parts.backup / HEAD_KEYS).write_text(line, encoding="ascii")
    return parts


def _cut(path: Path) -> None:
    lines = [line for line in path.read_bytes().split(b"\n") if line]
    path.write_bytes(b"\n".join(lines[:-1]))


def _edit(parts: Parts, **fields: object) -> Parts:
    path = parts.backup / NAME
    content = json.loads(path.read_text(encoding="utf-8")) | fields
    path.write_text(json.dumps(content), encoding="utf-8")
    return parts


def _signature(text: str) -> Rewrite:
    return lambda parts, _other: _edit(parts, signature=text)


def _signed_elsewhere(parts: Parts, _other: Parts) -> Parts:
    key = parts.backup.parent / "another.key"
    write_root_key(key)
    path = parts.backup / NAME
    Manifest.read(path).signed(key).write(path)
    return parts


def _signed_elsewhere_by_name(parts: Parts, _other: Parts) -> Parts:
    key = parts.backup.parent / "another.key"
    write_root_key(key)
    path = parts.backup / NAME
    replace(Manifest.read(path), root_key=key_fingerprint(key)).signed(key).write(path)
    return parts


def _as_of_before_signing(parts: Parts, _other: Parts) -> Parts:
    return as_of_before_signing(parts)


def _fewer_tables(parts: Parts, _other: Parts) -> Parts:
    path = parts.backup / NAME
    manifest = Manifest.read(path)
    replace(manifest, tables=dict(list(manifest.tables.items())[1:])).write(path)
    return parts
