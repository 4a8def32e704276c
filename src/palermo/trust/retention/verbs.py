"""What retention records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class RetentionVerb(Verb):
    """Of what ends, and of what is kept longer."""

    ANNOUNCED = "retention.announced"
    SHOWN = "retention.shown"
    KEPT_LONGER = "retention.kept_longer"
    CALLED_OFF = "retention.called_off"
    ACCOUNT_CLOSED = "account.closed"


class RetentionAsked(Asked):
    """What was asked here and refused."""

    KEEP_LONGER = "retention.keep_longer"
    END_NOW = "retention.end_now"


VERBS: Final[dict[Verb, Text]] = {
    RetentionVerb.ANNOUNCED: _("End of the time for keeping it announced"),
    RetentionVerb.SHOWN: _("What ends soon shown on this day"),
    RetentionVerb.KEPT_LONGER: _("Kept longer"),
    RetentionVerb.CALLED_OFF: _("It does not end after all"),
    RetentionVerb.ACCOUNT_CLOSED: _("Account without a role closed"),
}
