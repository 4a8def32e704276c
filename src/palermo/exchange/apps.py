from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "palermo.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Publish each new office's keys, delete what expired, give the reasons their words; make the tasks known."""
        import palermo.exchange.tasks  # noqa: F401 - a worker runs what it knows
        from palermo.exchange.bodies import delete_expired_bodies
        from palermo.exchange.details import register as register_details
        from palermo.exchange.parties import distrust_former, publish_next_pair, publish_party
        from palermo.exchange.role_lines import LINES
        from palermo.exchange.search import PACKAGES
        from palermo.exchange.verbs import VERBS, ExchangeVerb
        from palermo.exchange.words import REASONS
        from palermo.trust import founding, housekeeping
        from palermo.trust.ledger.exposure import register_leaving
        from palermo.trust.ledger.words import add_verbs
        from palermo.trust.people.seeing import add_lines
        from palermo.trust.reasons import add_reasons
        from palermo.trust.search import register as register_search
        from palermo.trust.vault.rotation.office import register_mistrust, register_publication

        founding.register("exchange", publish_party)
        register_publication("exchange", publish_next_pair)
        register_mistrust("exchange", distrust_former)
        housekeeping.register("exchange", delete_expired_bodies)
        add_reasons(REASONS)
        add_verbs(VERBS)
        add_lines(LINES)
        register_details()
        register_search(PACKAGES)
        for verb in (ExchangeVerb.PACKAGE_SENT, ExchangeVerb.PACKAGE_EXPORTED):
            register_leaving(verb, recipient="to")
