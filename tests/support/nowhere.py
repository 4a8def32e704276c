"""A mail server that is not there."""

from __future__ import annotations

from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Fails as an unreachable server does, quoting whom the mail was for."""

    def send_messages(self, email_messages: Any) -> int:
        """Fail."""
        raise ConnectionRefusedError(f"cannot reach the server for {[mail.to for mail in email_messages]}")
