from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "palermo.directory"
    label = "directory"

    def ready(self) -> None:
        """Make each new office a party, and give the reasons their words."""
        from palermo.directory.details import register as register_details
        from palermo.directory.offers.search import SERVICES_FOUND
        from palermo.directory.offers.switch import SERVICE_DIRECTORY
        from palermo.directory.offers.words import REASONS as OFFER_REASONS
        from palermo.directory.parties.services import become_party, party_names
        from palermo.directory.profiles import current_profile, version_for
        from palermo.directory.role_lines import LINES
        from palermo.directory.search import AGREEMENTS_FOUND, OFFICES_FOUND
        from palermo.directory.states.today import profiles_to_sign
        from palermo.directory.states.words import REASONS as PROFILE_REASONS
        from palermo.directory.verbs import VERBS, DirectoryVerb
        from palermo.directory.words import REASONS
        from palermo.trust import founding
        from palermo.trust.ledger.exposure import register_leaving, register_recipient_names
        from palermo.trust.ledger.words import add_verbs
        from palermo.trust.owned import use_versions
        from palermo.trust.people.seeing import add_lines
        from palermo.trust.reasons import add_reasons
        from palermo.trust.retention.accounts import use_account_months
        from palermo.trust.search import register as register_search
        from palermo.trust.switches.registry import register as register_switch
        from palermo.trust.today import register as register_today

        # Before exchange, which publishes the party's keys: handlers run by name.
        founding.register("directory", become_party)
        add_reasons(REASONS)
        add_reasons(OFFER_REASONS)
        add_reasons(PROFILE_REASONS)
        use_versions(version_for)
        use_account_months(lambda office: current_profile(office).retention.account_months)
        register_today("directory.profile", profiles_to_sign, counted=True)
        add_verbs(VERBS)
        add_lines(LINES)
        register_details()
        for part in (OFFICES_FOUND, AGREEMENTS_FOUND, SERVICES_FOUND):
            register_search(part)
        register_switch(SERVICE_DIRECTORY)
        register_recipient_names(party_names)
        register_leaving(DirectoryVerb.SERVICE_PLACE_REVEALED, recipient="to")
