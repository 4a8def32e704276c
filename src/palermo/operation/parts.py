"""What a restore needs, checked before anything is made: nothing that a backup brings vouches for the backup.

What is trusted is the root key, which is in no backup. It signed the manifest, the manifest names every other file;
the newest journal goes on where the backup's own copy of it ends. A backup from before signing is restored only when
that is asked for, and then nothing of it is taken for true that the root key does not vouch for by itself: not its
mark of a demo, not its keys for heads of the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from palermo.operation.backup import erasure_lines
from palermo.operation.datafolder import SetUpError
from palermo.operation.dumps import file_digest, key_fingerprint
from palermo.operation.manifest import DATA, JOURNAL, NAME, Manifest, check_files

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
