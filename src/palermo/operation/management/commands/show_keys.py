"""Which office's key opens with what; no secret is shown."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from palermo.kit.text import plain_line
from palermo.trust.actor import Anonymous
from palermo.trust.people.models import Organisation
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.head_key_file import certificates, fingerprint, uncertified_head_keys
from palermo.trust.vault.head_keys import head_keys_file
from palermo.trust.vault.root import root_key
from palermo.trust.vault.slots import slot_kinds


class Command(BaseCommand):
    """`palermo keys show`, as the owner, who sees every office's slots."""

    help = "List every office with the slots that open its key."
    requires_system_checks = ()  # must work when pages do not

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each office: id, name, slots; then the keys of heads."""
        with unit_of_work(Anonymous()):
            slots = slot_kinds()
            for office in Organisation.objects.all():
                kinds = ", ".join(slots.get(office.pk, [])) or "none"
                self.stdout.write(f"{office.pk}  {plain_line(office.name)}: {kinds}")
        for one in certificates(root_key(), head_keys_file()):
            ends = f"; it ended on {max(end.at for end in one.ends):%Y-%m-%d %H:%M} UTC" if one.ends else ""
            self.stdout.write(f"Heads of the ledger are signed with {fingerprint(one.public)}{ends}")
        for line in uncertified_head_keys(root_key(), head_keys_file()):
            name = fingerprint(line.public) if line.public else "which is no key"
            self.stdout.write(
                f"ledger-heads.pub, line {line.number}: {name}, certified by nothing and ignored. If it was this "
                "installation's: palermo keys certify; else delete the line."
            )
