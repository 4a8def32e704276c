"""What this room records in the ledger, in words, and what is asked of it and refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.verbs import Asked, Verb


class ExchangeVerb(Verb):
    """Of parties, packages and what offices tell each other."""

    PARTY_PUBLISHED = "party.published"
    PACKAGE_SENT = "package.sent"
    PACKAGE_RECEIVED = "package.received"
    PACKAGE_EXPORTED = "package.exported"
    PACKAGE_IMPORTED = "package.imported"
    PACKAGE_BODY_DELETED = "package.body_deleted"
    EXCHANGE_TOLD = "exchange.told"
    EXCHANGE_EXPORTED = "exchange.exported"
    EXCHANGE_IMPORTED = "exchange.imported"
    EXCHANGE_FORGERY_FOUND = "exchange.forgery_found"
    FILE_REFUSED = "file.refused"


class ExchangeAsked(Asked):
    """What was asked here and refused."""

    EXCHANGE_TELL = "exchange.tell"
    EXCHANGE_EXPORT = "exchange.export"
    EXCHANGE_IMPORT = "exchange.import"
    PARTY_PUBLISH = "party.publish"
    THREAD_FOLLOW = "thread.follow"


VERBS: Final[dict[Verb, Text]] = {
    ExchangeVerb.PARTY_PUBLISHED: _("Office's public keys published"),
    ExchangeVerb.PACKAGE_SENT: _("Message sent"),
    ExchangeVerb.PACKAGE_RECEIVED: _("Message received"),
    ExchangeVerb.PACKAGE_EXPORTED: _("Message written to a file"),
    ExchangeVerb.PACKAGE_IMPORTED: _("Message read from a file"),
    ExchangeVerb.PACKAGE_BODY_DELETED: _("Message's content deleted"),
    ExchangeVerb.EXCHANGE_TOLD: _("Other office told"),
    ExchangeVerb.EXCHANGE_EXPORTED: _("What was told written to a file"),
    ExchangeVerb.EXCHANGE_IMPORTED: _("What another office told read from a file"),
    ExchangeVerb.EXCHANGE_FORGERY_FOUND: _("Forged event found and ignored"),
    ExchangeVerb.FILE_REFUSED: _("File refused"),
}
