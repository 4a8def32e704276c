from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class PeopleConfig(AppConfig):
    name = "palermo.trust.people"
    label = "people"

    def ready(self) -> None:
        """Give the reasons their words, make the tasks known to every worker, check and guard each new connection."""
        import palermo.trust.people.mail
        import palermo.trust.people.mail_test  # noqa: F401 - a worker runs what it knows
        from palermo.trust.people.breach_words import REASONS
        from palermo.trust.people.details import register as register_details
        from palermo.trust.people.resealing import reseal_second_factors, reseal_sessions
        from palermo.trust.people.role_lines import LINES
        from palermo.trust.people.seeing import add_lines
        from palermo.trust.reasons import add_reasons
        from palermo.trust.times import read_every_time
        from palermo.trust.unit_of_work import guard
        from palermo.trust.vault.rotation.root import register_resealing
        from palermo.trust.walls.role import refuse_wrong_role

        add_reasons(REASONS)
        add_lines(LINES)
        register_details()
        connection_created.connect(refuse_wrong_role, dispatch_uid="palermo-role")
        connection_created.connect(guard, dispatch_uid="palermo-guard")
        connection_created.connect(read_every_time, dispatch_uid="palermo-times")
        register_resealing("second_factors", reseal_second_factors)
        register_resealing("sessions", reseal_sessions)
