"""What a restore needs, checked before anything is made: nothing that a backup brings vouches for the backup.

What is trusted is the root key, which is in no backup. It signed the manifest, the manifest names every other file;
the newest journal goes on where the backup's own copy of it ends. A backup from before signing is restored only when
that is asked for, and then nothing of it is taken for true that the root key does not vouch for by itself: not its
mark of a demo, not its keys for heads of the ledger.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from palermo.operation.backup import erasure_lines
from palermo.operation.datafolder import SetUpError
from palermo.operation.dumps import file_digest, key_fingerprint
from palermo.operation.manifest import DATA, HEAD_KEYS, JOURNAL, NAME, WITNESS, Manifest, check_files

NOBODY_VOUCHES = (
    "nobody can vouch for it: who had it could have changed files, accounts, roles, ledger and witness"
)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a restore needs: the backup's folder, its keys file, the newest journal, the root key file.

    `witness` is a copy of the witness that was kept away from the installation, where there is one;
    `made_before_signing` says that the backup is known to be from before backups were signed.
    """

    backup: Path
    keys: Path
    journal: Path
    root_key: Path
    erasures: int = 0
    """How many erasures are known to have been made: a journal with fewer has lost its end."""
    witness: Path | None = None
    made_before_signing: bool = False

    def check(self) -> Manifest:
        """The backup's manifest; raises SetUpError when anything is missing, altered or does not belong."""
        manifest = Manifest.read(self.backup / NAME)
        self._check_root_key(manifest)
        self._check_signature(manifest)
        self._check_files(manifest)
        self._check_journal(manifest)
        if self.witness is not None and not self.witness.is_file():
            raise SetUpError(f"There is no copy of the witness at {self.witness}.")
        return manifest

    @contextmanager
    def copied(self, place: Path, *, in_place: Path) -> Iterator[tuple[Parts, Manifest]]:
        """Copies of all parts in the new folder `place`, checked, with their manifest; removed after the block.

        What is checked is then what is used, whoever else may change what the parts lie on. A root key that lies
        where it belongs already (`in_place`) is not copied. Raises SetUpError.
        """
        try:
            place.mkdir(mode=0o700)
            copies = self._copied(place, in_place)
            try:
                manifest = copies.check()
            except SetUpError as error:
                raise SetUpError(f"The backup changed while it was read. {error}") from error
            yield copies, manifest
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _copied(self, place: Path, in_place: Path) -> Parts:
        keys, journal, root_key = place / "keys.dump", place / JOURNAL, place / "root.key"
        witness = place / WITNESS if self.witness is not None else None
        backup = place / "backup"
        wanted = [(self.keys, keys), (self.journal, journal)]
        try:
            backup.mkdir(mode=0o700)
            wanted += [(path, backup / path.name) for path in self.backup.iterdir() if path.is_file()]
            if self.witness is not None:
                wanted.append((self.witness, place / WITNESS))
            if in_place.exists() and self.root_key.samefile(in_place):
                root_key = in_place
            else:
                beside = self.root_key.with_name(HEAD_KEYS)
                wanted += [
                    (self.root_key, root_key),
                    *([(beside, place / HEAD_KEYS)] if beside.is_file() else []),
                ]
            needed = sum(source.stat().st_size for source, _copy in wanted)
            if needed > (free := shutil.disk_usage(place).free):
                raise SetUpError(
                    f"The backup is copied before it is loaded: {place.parent} has {free / 1e6:.0f} MB free, and "
                    f"{needed / 1e6:.0f} MB are needed."
                )
            for source, copy in wanted:
                copy.touch(mode=0o600)
                shutil.copyfile(source, copy)
        except OSError as error:
            raise SetUpError(
                f"{error.filename or place} cannot be copied: {error.strerror or error}."
            ) from error
        return replace(self, backup=backup, keys=keys, journal=journal, root_key=root_key, witness=witness)

    def _check_root_key(self, manifest: Manifest) -> None:
        if not self.root_key.is_file():
            raise SetUpError(f"The root key {self.root_key} is missing: without it the backup is unreadable.")
        if key_fingerprint(self.root_key) != manifest.root_key:
            raise SetUpError(f"{self.root_key} is another installation's root key, or an older one.")

    def _check_signature(self, manifest: Manifest) -> None:
        if manifest.is_from_before_signing:
            if not self.made_before_signing:
                raise SetUpError(
                    f"{self.backup} is not signed, so {NOBODY_VOUCHES}. Restore it only if it was made before version "
                    "0.3 and there is no newer one, with --made-before-signing."
                )
        elif not manifest.is_signed_with(self.root_key):
            raise SetUpError(
                f"{self.backup / NAME} is not signed with this root key: it was altered or made by somebody else. "
                "Take another copy of the backup."
            )
        elif self.made_before_signing:
            raise SetUpError(f"{self.backup} is signed: leave --made-before-signing away.")

    def _check_files(self, manifest: Manifest) -> None:
        if manifest.is_from_before_signing:
            _check_file(self.backup / DATA, manifest.files[DATA])
        else:
            check_files(self.backup, manifest)
        _check_file(self.keys, manifest.keys_sha256)

    def _check_journal(self, manifest: Manifest) -> None:
        if not self.journal.is_file():
            raise SetUpError(f"A restore needs the newest journal of erasures; {self.journal} is missing.")
        given = erasure_lines(self.journal)
        if len(given) < manifest.erasures:
            raise SetUpError(f"{self.journal} is older than the backup: give the newest journal of erasures.")
        if len(given) < self.erasures:
            raise SetUpError(
                f"{self.journal} holds {len(given)} of {self.erasures} erasures: give the newest journal."
            )
        own = [] if manifest.is_from_before_signing else erasure_lines(self.backup / JOURNAL)
        if given[: len(own)] != own:
            raise SetUpError(
                f"{self.journal} does not go on where the backup's journal ends: it was altered, or is another one's."
            )


def _check_file(path: Path, digest: str) -> None:
    if not path.is_file():
        raise SetUpError(f"{path} is missing.")
    if file_digest(path) != digest:
        raise SetUpError(f"{path} is not the file this backup was made with, or it was altered.")
