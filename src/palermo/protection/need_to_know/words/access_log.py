"""What was read of a file, in the office's words and in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.need_to_know.queries.access_log import Read

READ: dict[Read, Text] = {
    Read.SAFE_CONTACT: _("Opened the case: how to reach the person safely was shown, no name"),
    Read.WHO_SHE_IS: _("Looked at who the person is"),
    Read.WORKING_DAY: _("Saw what is to be done, and where appointments are"),
    Read.WHAT_WAS_TOLD: _("Read what was told or noted"),
}

READ_BY: dict[Read, Text] = {
    Read.SAFE_CONTACT: _("Who opened the page on how to reach you safely"),
    Read.WHO_SHE_IS: _("Who looked at your name, birth or address"),
    Read.WORKING_DAY: _("Who saw what is to be done for you, and where your appointments are"),
    Read.WHAT_WAS_TOLD: _("Who read what you told us, or notes about help"),
}
