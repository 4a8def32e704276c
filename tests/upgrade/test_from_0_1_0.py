"""An installation of version 0.1.0 is brought up to date, and what was in it is read, verified and signed in to.

The data is in `v0_1_0/`; its README says what it holds and how 0.1.0 made it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.test import Client
from psycopg.conninfo import make_conninfo
from tests.support import place, session
from tests.support.codes import code_now
from tests.upgrade.catalogue import catalogue

from palermo.exchange.models import Body, Envelope, ExchangeEvent
from palermo.exchange.queries import public_keys
from palermo.exchange.signed import check_envelope, check_event
from palermo.operation.addresses import Addresses, process_environment
from palermo.operation.datafolder import DataFolder
from palermo.operation.dumps import TableDigest, table_digests
from palermo.operation.preparation import prepare_database, run_django
from palermo.operation.unprivileged import packaged_install
from palermo.reference.neutral_words import neutral_words
from palermo.trust.actor import System
from palermo.trust.ledger.report import Report
from palermo.trust.ledger.verify import verify
from palermo.trust.owned import OwnedModel
from palermo.trust.people.queries import offices
from palermo.trust.retention.tables import TABLES as KEPT
from palermo.trust.unit_of_work import unit_of_work

MADE = Path(__file__).parent / "v0_1_0"
GROWING = {"public.django_migrations", "public.django_content_type", "public.auth_permission"}
"""Tables in which Django itself keeps what the program is made of."""
RENAMED = {"public.exchange_party": "public.exchange_public_keys"}
"""Tables of 0.1.0 that have another name now."""


@dataclass(kw_only=True)
class Upgraded:
    """The installation after its upgrade: where it is, what 0.1.0 knew of it, and its tables after each migration."""

    folder: DataFolder
    database: place.Database
    known: dict[str, str]
    rows: dict[str, int]
    sign_ins: dict[str, dict[str, str]]
    tables: list[dict[str, TableDigest]] = field(default_factory=list)
    catalogues: list[dict[str, set[str]]] = field(default_factory=list)
    browsers: dict[str, Client] = field(default_factory=dict)

    def verified(self) -> Report:
        """What a verification of the ledger finds, with the witness and the journal of the folder."""
        with psycopg.connect(self.database.owner, autocommit=True) as connection:
            return verify(self.folder.witness, connection, journal=self.folder.erasures)

    def signed_in(self, email: str) -> Client:
        """The browser in which the colleague signed in with password and second factor; each code works once."""
        if email not in self.browsers:
            self.browsers[email] = _sign_in(email, **self.sign_ins[email])
        return self.browsers[email]

    def look(self) -> None:
        """Keep what the tables are now."""
        with psycopg.connect(self.database.owner) as connection:
            self.tables.append(table_digests(connection))
            self.catalogues.append(catalogue(connection))


@pytest.fixture(scope="module")
def upgraded(server: session.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    """The dumps of 0.1.0 loaded as the owner into an empty database, then migrated by today's program twice."""
    facts = json.loads((MADE / "facts.json").read_text(encoding="utf-8"))
    path = tmp_path_factory.mktemp("upgrade")
    root_key = path / "root.key"
    shutil.copyfile(MADE / root_key.name, root_key)
    root_key.chmod(0o600)
    with (
        place.data_folder(path / "data", root_key=root_key) as folder,
        place.database(server, template="template1") as database,
    ):
        ways = facts["sign_ins"]
        for target in (folder.witness, folder.erasures):
            shutil.copyfile(MADE / target.name, target)
        for name in ("data.sql", "keys.sql"):
            _load(MADE / name, path / name, database.owner)
        upgraded = Upgraded(
            folder=folder,
            database=database,
            known=facts["known"],
            rows=facts["rows"],
            sign_ins={way["email"]: {"password": way["password"], "seed": way["seed"]} for way in ways},
        )
        addresses = Addresses(database.app, database.owner, embedded=False)
        prepare_database(folder, addresses, lambda _line: None)
        upgraded.look()
        owner = process_environment(folder, addresses, role="owner")
        run_django(owner, "migrate", what_failed="A second time")
        upgraded.look()
        yield upgraded


def _sign_in(email: str, *, password: str, seed: str) -> Client:
    client = Client()
    first = client.post("/account/login/", {"login": email, "password": password})
    assert first.status_code == 302, first.content.decode()
    second = client.post("/account/2fa/authenticate/", {"code": code_now(seed)})
    assert second.status_code == 302, second.content.decode()
    return client


def _load(dump: Path, copy: Path, owner: str) -> None:
    # A setting that servers before 17 do not know stands in every dump of a newer tool.
    text = dump.read_text(encoding="utf-8").replace("SET transaction_timeout = 0;\n", "")
    copy.write_text(text, encoding="utf-8")
    subprocess.run(
        [
            *(str(packaged_install() / "bin" / "psql"), "--no-psqlrc", "--quiet", "--output=/dev/null"),
            *("--set=ON_ERROR_STOP=1", "--single-transaction", f"--file={copy}", f"--dbname={owner}"),
        ],
        check=True,
    )


def test_no_row_is_lost_or_added(upgraded: Upgraded) -> None:
    found = {name: digest.rows for name, digest in upgraded.tables[0].items()}
    assert {name: found.get(RENAMED.get(name, name)) for name in upgraded.rows if name not in GROWING} == {
        name: rows for name, rows in upgraded.rows.items() if name not in GROWING
    }
    assert all(found[name] >= upgraded.rows[name] for name in GROWING)


def test_migrating_again_changes_nothing(upgraded: Upgraded) -> None:
    assert upgraded.tables[1] == upgraded.tables[0]
    assert upgraded.catalogues[1] == upgraded.catalogues[0]


def test_the_schema_is_that_of_a_new_database(upgraded: Upgraded, server: session.Server) -> None:
    with psycopg.connect(make_conninfo(server.owner, dbname=server.template)) as connection:
        new = catalogue(connection)
    assert new.keys() == upgraded.catalogues[0].keys()
    unequal = {kind: new[kind] ^ upgraded.catalogues[0][kind] for kind in new}
    assert {kind: texts for kind, texts in unequal.items() if texts} == {}


def test_a_caseworker_signs_in_and_reads_who_the_person_is(upgraded: Upgraded) -> None:
    known, client = upgraded.known, upgraded.signed_in("ada@lantern.example")
    assert "Ada Quill" in _page(client, "/account/")
    assert _page(client, "/today/")
    assert known["safe_contact"] in _page(client, f"/protection/cases/{known['case']}/")
    who = _page(client, f"/protection/cases/{known['case']}/who/")
    for text in ("name", "contact", "safe_contact", "narrative"):
        assert known[text] in who
    found = client.post("/search/", {"q": known["name"].upper()})
    assert f"/protection/cases/{known['case']}/" in found.content.decode()


def test_each_case_has_its_word_its_stage_and_how_many_work_on_it(upgraded: Upgraded) -> None:
    with psycopg.connect(upgraded.database.owner) as connection:
        words = connection.execute(
            "SELECT c.organisation_id, c.state, c.known_as, p.erased_at IS NOT NULL"
            " FROM protection_case c JOIN protection_person p ON p.id = c.person_id"
        ).fetchall()
        stages = connection.execute(
            "SELECT stage, EXISTS (SELECT FROM protection_reconsideration WHERE case_id = c.id),"
            " EXISTS (SELECT FROM protection_presumption WHERE case_id = c.id) FROM protection_case c"
        ).fetchall()
        hands = connection.execute(
            "SELECT c.hands, count(a.id) FROM protection_case c LEFT JOIN protection_case_assignment a"
            " ON a.case_id = c.id AND a.ended_at IS NULL GROUP BY c.id"
        ).fetchall()
    given = [(office, state, word) for office, state, word, erased in words if not erased]
    assert {word for *_, word in given} <= set(neutral_words("en"))
    open_ones = [(office, word) for office, state, word in given if state == "open"]
    assert len(set(open_ones)) == len(open_ones) > 10
    assert {word for *_, word, erased in words if erased} == {""}
    assert set(stages) == {("", False, False), ("presumed", False, True), ("asked_again", True, True)}
    assert all(said == counted for said, counted in hands)
    assert {counted for _, counted in hands} == {1, 2}


def test_what_was_begun_before_is_still_to_be_gone_on_with(upgraded: Upgraded) -> None:
    client = upgraded.signed_in("ada@lantern.example")
    begun = re.search(
        r'href="(/protection/open/[0-9a-f-]{36}/)start/"', _page(client, f"/protection/open/{UUID(int=1)}/")
    )
    assert begun is not None
    assert begun[1] in _page(client, "/today/")
    assert re.search(r'value="health"[^>]*\bchecked\b', _page(client, f"{begun[1]}needs/"))


def test_who_was_erased_stays_erased(upgraded: Upgraded) -> None:
    client = upgraded.signed_in("bram@lantern.example")
    assert "erased" in _page(client, f"/protection/cases/{upgraded.known['erased']}/").lower()


def test_both_sides_read_the_referral_whose_packages_were_opened_before(upgraded: Upgraded) -> None:
    known, asking = upgraded.known, upgraded.signed_in("ada@lantern.example")
    assert "Harbour Night Shelter" in _page(asking, f"/protection/referrals/{known['referral']}/")
    assert "Saltgrass Walk 2" in _page(asking, f"/protection/referrals/{known['referral']}/place/")
    assert "Places for the night" in _page(asking, "/agreements/")
    asked = upgraded.signed_in("fenn@harbour.example")
    page = _page(asked, f"/protection/enquiries/{known['enquiry']}/")
    assert "Lantern House" in page
    case = page.partition("/protection/cases/")[2].partition("/")[0]
    assert known["name"] in _page(asked, f"/protection/cases/{case}/who/")


def test_each_package_and_event_is_still_what_its_author_signed(upgraded: Upgraded) -> None:
    packages, events = set[UUID](), set[UUID]()
    for office in _offices():
        with unit_of_work(System(organisation_id=office, reason="test", rooms=frozenset({"protection"}))):
            bodies = dict(Body.objects.values_list("envelope_id", "sealed"))
            for row in Envelope.objects.all():
                sealed = bodies.get(row.pk)
                check_envelope(row, None if sealed is None else bytes(sealed), public_keys([row.sender_id]))
                packages.add(row.pk)
            for event in ExchangeEvent.objects.all():
                check_event(event, public_keys([event.author_id]))
                events.add(event.pk)
    assert len(packages) == upgraded.rows["public.exchange_envelope"]
    assert len(events) == upgraded.rows["public.exchange_event"]


def test_the_ledger_of_each_office_is_intact_with_the_witness_of_before(upgraded: Upgraded) -> None:
    upgraded.signed_in("cora@lantern.example")
    report = upgraded.verified()
    assert report.findings == []
    assert {office.organisation_id for office in report.offices} >= set(_offices())
    assert sum(office.events for office in report.offices) > upgraded.rows["public.ledger_event"]
    assert all(office.witnessed == office.last for office in report.offices)


def _offices() -> list[UUID]:
    with unit_of_work(System(organisation_id=UUID(int=0), reason="test")):
        return list(offices().values_list("pk", flat=True))


def _page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_every_owned_row_names_the_rule_of_its_table(upgraded: Upgraded) -> None:
    owned = {model._meta.db_table for model in apps.get_models() if issubclass(model, OwnedModel)}
    with psycopg.connect(upgraded.database.owner) as connection:
        said = {
            table: {row[0] for row in connection.execute(f'SELECT DISTINCT retention_rule FROM "{table}"')}  # type: ignore[arg-type]
            for table in sorted(owned)
        }
    assert sum(map(len, said.values())) > 20
    assert {table: rules for table, rules in said.items() if rules - {KEPT[table].rule.value}} == {}
