"""The verbs this room records in the ledger, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

VERBS: Final[dict[str, Text]] = {
    "agreement.proposed": _("Agreement proposed"),
    "agreement.accepted": _("Agreement accepted"),
    "agreement.ended": _("Agreement ended"),
}
