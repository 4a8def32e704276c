"""A beginning of a flow, as it stands in the address of its steps: whoever walks one flow alone needs no other."""

from __future__ import annotations

from uuid import UUID

BEGUN = UUID("7d3c5f1e-0000-4000-8000-00000000b361")
