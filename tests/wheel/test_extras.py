"""The built wheel, installed with each extra alone, does what that extra is for, and says what another needs."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from tests.evidence.harmonise.kit import table
from tests.support.place import Database
from tests.support.wheel import ROOT, Installed, build, install

from palermo.operation.datafolder import DataFolder

PEOPLE = (
    ("prs_Gender", "vic_MethodsOfControl", "cas_IncomingReferralDate"),
    ("Feminine", "FalsePromises;Other", "2019-05-06"),
    ("Masculine", "DebtBondage", "2019-02-03"),
)
LISTS = (("A", "B", "count"), (1, 0, 40), (0, 1, 30), (1, 1, 12))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def base(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel without an extra."""
    return install(wheel, tmp_path_factory.mktemp("base") / "venv")


@pytest.fixture(scope="module")
def analyst(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel with the extra of analysts."""
    return install(wheel, tmp_path_factory.mktemp("evidence") / "venv", extra="evidence")


@pytest.fixture(scope="module")
def office(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel with the extra of offices."""
    return install(wheel, tmp_path_factory.mktemp("server") / "venv", extra="server")


def test_the_base_is_the_command_and_the_vocabularies(base: Installed, tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert base.palermo("--version", cwd=tmp_path).stdout == f"Palermo {project['version']}\n"
    assert "harmonise" in base.palermo("--help", cwd=tmp_path).stdout
    shown = base.palermo("vocab", "list", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "htcds-fields" in shown.stdout
    assert {"django", "psycopg", "numpy", "duckdb"} & base.packages == set()


@pytest.mark.parametrize(
    ("command", "extra", "package"),
    [
        ("run", "server", "django"),
        ("manage", "server", "psycopg"),
        ("keys", "server", "cryptography"),
        ("harmonise", "evidence", "duckdb"),
        ("indicators", "evidence", "numpy"),
        ("prevalence", "evidence", "numba"),
    ],
)
def test_a_command_whose_extra_is_missing_says_in_one_line_what_to_install(
    base: Installed, tmp_path: Path, command: str, extra: str, package: str
) -> None:
    done = base.palermo(command, "--help", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"palermo: palermo {command} needs the extra {extra}")
    assert done.stderr.endswith(f"{base.folder}/bin/python -m pip install 'palermo[{extra}]'\n")
    assert package in done.stderr
    assert done.stderr.count("\n") == 1


def test_planning_needs_nothing_beyond_the_base(wheel: Path, base: Installed, tmp_path: Path) -> None:
    planning = install(wheel, tmp_path / "venv", extra="planning")
    assert planning.packages == base.packages
    assert planning.palermo("--version", cwd=tmp_path).returncode == 0


def test_evidence_alone_reads_a_table_and_writes_indicators(analyst: Installed, tmp_path: Path) -> None:
    table(tmp_path / "people.csv", *PEOPLE)
    wanted = ("--out", "cases.parquet", "--keep-identity", "--json")
    read = analyst.palermo("harmonise", "people.csv", "--from", "htcds-2.0", *wanted, cwd=tmp_path)
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout)["rows_kept"] == 2
    written = analyst.palermo("indicators", "cases.parquet", "--out", "results", cwd=tmp_path)
    assert written.returncode == 0, written.stderr
    assert (tmp_path / "results" / "indicators.csv").is_file()
    assert {"django", "psycopg"} & analyst.packages == set()


def test_evidence_alone_estimates(analyst: Installed, tmp_path: Path) -> None:
    table(tmp_path / "lists.csv", *(tuple(map(str, row)) for row in LISTS))
    done = analyst.palermo("prevalence", "check", "lists.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("code 0")


def test_evidence_alone_is_no_server(analyst: Installed, tmp_path: Path) -> None:
    done = analyst.palermo("run", cwd=tmp_path)
    assert done.returncode == 1
    assert "pip install 'palermo[server]'" in done.stderr
    assert "missing: django, psycopg" in done.stderr


def test_the_server_alone_passes_djangos_own_checks(
    office: Installed, database: Database, data_folder: DataFolder, tmp_path: Path
) -> None:
    done = office.palermo(
        *("manage", "check"),
        cwd=tmp_path,
        DATABASE_URL=database.app,
        DATABASE_OWNER_URL=database.owner,
        PALERMO_DATA=str(data_folder.path),
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert {"numpy", "scipy", "numba", "duckdb"} & office.packages == set()


def test_the_server_alone_is_no_room_of_evidence(office: Installed, tmp_path: Path) -> None:
    done = office.palermo("harmonise", "people.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert "pip install 'palermo[evidence]'" in done.stderr
    assert "cryptography" not in done.stderr
