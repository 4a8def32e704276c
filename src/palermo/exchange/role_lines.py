"""What roles see and do of sealed packages, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.exchange.policies import EXCHANGE, PackageAction
from palermo.trust.people.seeing import RoleLine, Topic, questions

LINES = (
    RoleLine(
        topic=Topic.REFERRALS,
        words=_("Sees the list of sealed packages, and carries one out of or into the office as a file."),
        asked=questions(EXCHANGE, PackageAction.SEE, PackageAction.EXPORT, PackageAction.IMPORT),
    ),
)
