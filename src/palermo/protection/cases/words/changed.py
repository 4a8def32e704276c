"""What may have changed of a person since another office was told, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.protection.cases.codes.changed import Changed

CHANGED: dict[str, Text] = {
    Changed.SAFE_CONTACT: _("How to contact the person safely"),
    Changed.CONTACT: _("Telephone or address"),
    Changed.NAME: _("Name"),
    Changed.GENDER: _("Gender"),
    Changed.NEVER_SHARE: _("Whom the file must never reach"),
    Changed.GUARDIAN: _("Guardian"),
    Changed.AGE: _("Age"),
    Changed.NATIONALITY: _("Nationality"),
    Changed.DIED: _("The person died"),
}
