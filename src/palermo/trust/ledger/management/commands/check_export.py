"""`palermo ledger check`: a file that an auditor took out of a ledger, verified without the database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError

from palermo.trust.ledger.export import BadExport, check_export
from palermo.trust.vault.head_keys import HeadKey, known_head_keys


class Command(BaseCommand):
    """Say what the file holds, or which line does not hold; then end with 1."""

    help = "Verify a file that was taken out of a ledger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the public key of heads of another installation."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", default=None, help="public key of heads, in hexadecimal")

    def handle(self, *args: Any, file: Path, key: str | None, **options: Any) -> None:
        """Raise CommandError for a file that does not hold, and for a key that is none."""
        try:
            keys = [_key(key)] if key else known_head_keys()
            found = check_export(file, keys)
        except BadExport as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Events {found.first} to {found.last} of office {found.organisation_id}, until "
            f"{found.until:%Y-%m-%d %H:%M} UTC: as they were recorded."
        )


def _key(text: str) -> HeadKey:
    try:
        return HeadKey(Ed25519PublicKey.from_public_bytes(bytes.fromhex(text.strip())))
    except ValueError:
        raise CommandError("A public key of heads is 64 digits and letters from a to f.") from None
