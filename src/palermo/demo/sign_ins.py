"""The demo's sign-ins. They lie in the marker file that makes a data folder a demo, and nowhere else.

Without the file nothing here answers: a folder with real data has no marker, and no code of an account can be shown.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

from palermo.kit.writing import write_file


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """A fictional colleague's way in: roles in words, address, password and the seed of the second factor."""

    role: str
    email: str
    password: str
    seed: str

    @property
    def code(self) -> str:
        """The code that the second factor shows now."""
        return str(format_hotp_value(hotp_value(self.seed, int(time.time()) // mfa_settings.TOTP_PERIOD)))


def marker() -> Path:
    """The file that makes the data folder a demo."""
    return Path(settings.PALERMO_DATA) / "demo"


def write_sign_ins(sign_ins: list[SignIn]) -> None:
    """Mark the data folder as a demo with these sign-ins; readable by its user only."""
    text = json.dumps([asdict(sign_in) for sign_in in sign_ins], indent=1)
    write_file(marker(), text, mode=0o600)


def read_sign_ins() -> list[SignIn]:
    """The demo's sign-ins; none outside a demo folder."""
    if not settings.PALERMO_DEMO or not marker().is_file():
        return []
    return [SignIn(**fields) for fields in json.loads(marker().read_text(encoding="utf-8"))]
