"""The code of a second step, as an authenticator app shows it, with time enough to type it."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

HALF_A_MINUTE = 30
TO_TYPE_IT = 3
"""Seconds that a code must still be good for: a loaded machine may take them for the next request."""


def code_now(seed: str) -> str:
    """What the app shows now; when it is about to change, what it shows then."""
    left = HALF_A_MINUTE - time.time() % HALF_A_MINUTE
    if left < TO_TYPE_IT:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(seed, int(time.time()) // HALF_A_MINUTE)))
