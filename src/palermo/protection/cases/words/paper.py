"""What people read for forms on paper."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.cases.codes.paper import PaperKind

PAPER_KINDS: Final[dict[str, Text]] = {
    PaperKind.INTAKE: _("First talk"),
    PaperKind.CONSENT: _("A yes to another office"),
}
