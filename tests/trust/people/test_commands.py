"""What is done at the server: creating offices, opening a way in, verifying the ledger."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from psycopg.conninfo import make_conninfo
from tests.support.cast import Office
from tests.support.place import Database
from tests.trust.people.conftest import PASSWORD, give_password

from palermo.operation.datafolder import DataFolder
from palermo.trust.actor import INSTALLATION_ID, Anonymous
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.mandates import Role
from palermo.trust.people.models import Organisation, User
from palermo.trust.unit_of_work import unit_of_work
from palermo.trust.vault.head_keys import known_head_keys

pytestmark = pytest.mark.usefixtures("database")
OFFICE = ["Lantern House", "--kind", "ngo", "--country", "xa", "--admin", "cora@lantern.example"]


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_installation_is_created_once() -> None:
    run("create_installation")
    run("create_installation")
    with unit_of_work(Anonymous()):
        assert Organisation.objects.get(pk=INSTALLATION_ID).kind == "installation"
        assert LedgerEvent.objects.filter(verb="office.created").count() == 1


def test_the_key_that_signs_heads_is_remembered_beside_the_root_key(data_folder: DataFolder) -> None:
    run("create_installation")
    remembered = data_folder.root_key.with_name("ledger-heads.pub").read_text().split()
    assert remembered[:1] == [key.public.public_bytes_raw().hex() for key in known_head_keys()]
    assert remembered[1:2] == ["root"]


def test_an_office_begins_with_an_administrator_who_gets_a_code() -> None:
    printed = run("create_office", *OFFICE, "--site", "https://palermo.example")
    code = re.search(r"^(\w{6}-\w{6}-\w{6})$", printed, re.MULTILINE)
    assert code is not None
    assert "https://palermo.example/invitation/" in printed
    browser = Client()
    answer = {"email": OFFICE[-1], "code": code[1], "password1": PASSWORD, "password2": PASSWORD}
    assert browser.post("/invitation/", answer).status_code == 302
    signed_in = browser.post("/account/login/", {"login": OFFICE[-1], "password": PASSWORD}, follow=True)
    assert signed_in.redirect_chain[-1][0] == "/account/2fa/totp/activate/"
    with unit_of_work(Anonymous()):
        office = Organisation.objects.exclude(pk=INSTALLATION_ID).get()
    assert (office.name, office.country, office.kind) == ("Lantern House", "XA", "ngo")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([" ", *OFFICE[1:]], "needs a name"),
        ([*OFFICE[:4], "Meridia", *OFFICE[5:]], "two letters"),
        ([*OFFICE[:-1], "cora"], "no email address"),
        ([*OFFICE[:2], "secret_service", *OFFICE[3:]], "invalid choice"),
    ],
)
def test_wrong_input_is_one_clear_line_and_creates_nothing(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("create_office", *arguments)
    with unit_of_work(Anonymous()):
        assert not Organisation.objects.exclude(pk=INSTALLATION_ID).exists()


def test_an_account_of_several_offices_gets_a_new_way_in_at_the_server(office: Office) -> None:
    user = give_password(office, office[Role.CASEWORKER])
    printed = run("new_way_in", user.email.upper(), "--second-factor")
    assert "/account/password/reset/key/" in printed
    with unit_of_work(Anonymous()):
        assert not User.objects.get(pk=user.pk).has_usable_password()
        verbs = LedgerEvent.objects.filter(organisation_id=INSTALLATION_ID, object_id=user.pk)
        assert list(verbs.order_by("sequence").values_list("verb", flat=True)) == [
            "password.link_made",
            "second_factor.reset",
        ]
    with pytest.raises(CommandError, match="no account"):
        run("new_way_in", "nobody@x.example")


def verify_ledger(database: Database, folder: DataFolder, *arguments: str, role: str = "owner") -> Any:
    """Run `verify_ledger` in a process of its own, as `palermo ledger verify` does."""
    environment = os.environ | {
        "PALERMO_DATA": str(folder.path),
        "DATABASE_URL": database.app,
        "DATABASE_OWNER_URL": make_conninfo(database.owner, options=""),
        "PALERMO_DATABASE_ROLE": role,
        "DJANGO_SETTINGS_MODULE": "palermo.web.settings",
    }
    command = [sys.executable, "-m", "django", "verify_ledger", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_verify_says_a_line_for_each_office_and_ends_well(
    office: Office, database: Database, data_folder: DataFolder
) -> None:
    done = verify_ledger(database, data_folder)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^Lantern: \d+ events, all witnessed$", done.stdout, re.MULTILINE)
    assert "Intact up to the last witnessed heads." in done.stdout


def test_verify_names_what_it_finds_and_ends_with_1(
    office: Office, database: Database, data_folder: DataFolder, superuser_connection: psycopg.Connection[Any]
) -> None:
    superuser_connection.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
    superuser_connection.execute(
        "UPDATE ledger_event SET actor_kind = 'staff' WHERE organisation_id = %s AND sequence = 2",
        [office.id],
    )
    done = verify_ledger(database, data_folder)
    assert done.returncode == 1
    assert f"FOUND  office {office.id}, at 2: an event was changed after it was recorded" in done.stdout
    assert "lost its protection" in done.stdout
    assert "Traceback" not in done.stderr


def test_verify_refuses_a_role_that_does_not_see_everything(
    office: Office, database: Database, data_folder: DataFolder
) -> None:
    done = verify_ledger(database, data_folder, role="app")
    assert done.returncode == 1
    assert "verified as the owner" in done.stderr
    assert "Traceback" not in done.stderr
