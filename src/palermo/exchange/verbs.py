"""The verbs this room records in the ledger, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

VERBS: Final[dict[str, Text]] = {
    "party.published": _("Office's public keys published"),
    "package.sent": _("Package sent"),
    "package.received": _("Package received"),
    "package.exported": _("Package written to a file"),
    "package.imported": _("Package read from a file"),
    "package.body_deleted": _("Package's content deleted"),
    "exchange.told": _("Other office told"),
    "exchange.exported": _("What was told written to a file"),
    "exchange.imported": _("What another office told read from a file"),
    "exchange.forgery_found": _("Forged event found and ignored"),
    "file.refused": _("File refused"),
}
