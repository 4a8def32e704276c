from __future__ import annotations

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "palermo.trust.retention"
    label = "retention"

    def ready(self) -> None:
        """Once a day for each office: show what ends soon, end what has been shown, close accounts without a role."""
        from palermo.trust import housekeeping
        from palermo.trust.ledger.words import add_verbs
        from palermo.trust.reasons import add_reasons
        from palermo.trust.retention.accounts import close_unused_accounts
        from palermo.trust.retention.daily import run_retention
        from palermo.trust.retention.notices import forget_notices
        from palermo.trust.retention.verbs import VERBS
        from palermo.trust.retention.words import REASONS
        from palermo.trust.vault import erasure

        add_verbs(VERBS)
        add_reasons(REASONS)
        erasure.register("retention", forget_notices)
        housekeeping.register_daily("people", close_unused_accounts)
        housekeeping.register_daily("retention", run_retention)
