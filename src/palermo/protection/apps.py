from __future__ import annotations

from django.apps import AppConfig


class ProtectionConfig(AppConfig):
    name = "palermo.protection"
    label = "protection"

    def ready(self) -> None:
        """Let each subject register what it does with packages, erasures, Today and paused flows."""
        from palermo.protection.accountability.registration import register as register_accountability
        from palermo.protection.cases.registration import register as register_cases
        from palermo.protection.children.registration import register as register_children
        from palermo.protection.conference.registration import register as register_conference
        from palermo.protection.file.registration import register as register_file
        from palermo.protection.first_contact.registration import register as register_first_contact
        from palermo.protection.identification.registration import register as register_identification
        from palermo.protection.need_to_know.registration import register as register_need_to_know
        from palermo.protection.referral.registration import register as register_referral

        register_cases()
        register_first_contact()
        register_children()
        register_need_to_know()
        register_identification()
        register_referral()
        register_accountability()
        register_conference()
        register_file()
