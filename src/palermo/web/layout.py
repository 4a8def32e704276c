"""What surrounds every page for this reader: bar, footer, banner."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    return {}
