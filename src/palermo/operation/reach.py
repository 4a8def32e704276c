"""Run as an account to find out whether it can run Palermo: what the server needs is imported."""

from __future__ import annotations

import cryptography
import django
import gunicorn

from palermo.operation import command

__all__ = ["command", "cryptography", "django", "gunicorn"]
