"""What a paper form is about."""

from __future__ import annotations

from enum import StrEnum


class PaperKind(StrEnum):
    """Which form was filled in by hand."""

    INTAKE = "intake"
    CONSENT = "consent"
