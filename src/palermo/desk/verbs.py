"""The verbs this room records in the ledger, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text

VERBS: Final[dict[str, Text]] = {
    "clock.started": _("Deadline set"),
    "clock.moved": _("Deadline moved"),
    "clock.paused": _("Deadline paused"),
    "clock.resumed": _("Deadline goes on"),
    "clock.done": _("Deadline met or over"),
    "draft.begun": _("Draft begun"),
    "draft.ended": _("Draft ended"),
    "draft.expired": _("Draft deleted: nobody touched it for 7 days"),
}
