"""Create an office with its first administrator; prints the code with which the administrator opens an account."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from palermo.kit.office_time import office_today
from palermo.trust.mandates import Mandate, OrganisationKind, Role
from palermo.trust.people.links import default_site
from palermo.trust.people.services import create_office, create_unit, invite_colleague, new_office
from palermo.trust.people.services.invitations import Way
from palermo.trust.reasons import explain
from palermo.trust.service import Refused
from palermo.trust.unit_of_work import unit_of_work

KINDS = [kind.value for kind in OrganisationKind if kind is not OrganisationKind.INSTALLATION]


class Command(BaseCommand):
    """`palermo manage create_office "Lantern House" --kind ngo --country XA --admin cora@lantern.example`."""

    help = "Create an office with its key, an administration unit and the first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The office's face, and who administers it."""
        parser.add_argument("name")
        parser.add_argument("--kind", required=True, choices=KINDS)
        parser.add_argument("--country", required=True, help="two letters, ISO 3166-1")
        parser.add_argument("--admin", required=True, metavar="EMAIL")
        parser.add_argument("--admin-name", default="", metavar="NAME")
        parser.add_argument(
            "--contact", default="", help="the public desk others ring; never a protected address"
        )
        parser.add_argument("--site", default=default_site(), help="how people reach this installation")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raise CommandError, in one line, for input that cannot be used."""
        name, country = options["name"].strip(), options["country"].upper()
        if not name or len(name) > 160:
            raise CommandError("An office needs a name of at most 160 characters.")
        if len(country) != 2 or not country.isascii() or not country.isalpha():
            raise CommandError("A country is two letters, such as XA.")
        try:
            validate_email(options["admin"])
        except ValidationError:
            raise CommandError(f"{options['admin']} is no email address.") from None
        actor = new_office()
        try:
            with unit_of_work(actor):
                create_office(
                    actor,
                    name=name,
                    kind=OrganisationKind(options["kind"]),
                    country=country,
                    contact_point=options["contact"],
                )
                unit = create_unit(actor, name="Administration", mandate=Mandate.ADMINISTRATION)
                offered = invite_colleague(
                    actor,
                    email=options["admin"],
                    full_name=options["admin_name"],
                    unit_id=unit.pk,
                    role=Role.ADMINISTRATOR,
                    valid_from=office_today(),
                    way=Way.CODE_FAR,
                )
        except Refused as refused:
            raise CommandError(explain(refused.reason)) from None
        self.stdout.write(f"{actor.organisation_id}  {name}")
        self.stdout.write(f"Hand this code to {options['admin']}; it works once, for 7 days:")
        self.stdout.write(offered.code)
        self.stdout.write(
            "They open an account with it here, or enter it on their account page if they have one:"
        )
        self.stdout.write(f"{options['site'].rstrip('/')}{reverse('people:open_account')}")
