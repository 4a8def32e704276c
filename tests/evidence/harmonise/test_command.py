"""`palermo harmonise` and `palermo vocab` as they are typed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from tests.evidence.harmonise.kit import quarantine, records, table

ROWS = (
    ("prs_Gender", "vic_MethodsOfControl", "cas_IncomingReferralDate"),
    ("Feminine", "FalsePromises;Other", "2019-05-06"),
    ("Nobody", "DebtBondage ", "2019-02-30"),
)


def palermo(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "palermo.cli", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_a_table_goes_in_and_cases_quarantine_and_report_come_out(tmp_path: Path) -> None:
    table(tmp_path / "cases.csv", *ROWS)
    wanted = ("--out", "cases.parquet", "--quarantine", "bad.csv", "--report", "report.html")
    done = palermo("harmonise", "cases.csv", "--from", "htcds-2.0", *wanted, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 rows read, 2 kept, 0 in quarantine.")
    first, second = records(tmp_path / "cases.parquet")
    assert (first["victim_gender"], first["event_registration_year"]) == ("Feminine", 2019)
    assert (second["victim_gender_state"], second["event_means"]) == ("quarantined", ["DebtBondage"])
    assert quarantine(tmp_path / "bad.csv") == [
        (2, "prs_Gender", "unknown_code"),
        (2, "vic_MethodsOfControl", "blank_at_end"),
        (2, "cas_IncomingReferralDate", "impossible_date"),
    ]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for word in ("Balance", "unknown_code", "How much of each field is known", "SHA-256", "htcds-2.0"):
        assert word in page
    assert "<script" not in page
    assert not re.search(r"""(src|href)=["']https?:""", page)


def test_the_file_says_what_it_is_made_of(tmp_path: Path) -> None:
    table(tmp_path / "cases.csv", *ROWS)
    assert palermo("harmonise", "cases.csv", "--from", "htcds-2.0", cwd=tmp_path).returncode == 0
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)", [str(tmp_path / "cases.parquet")]
        ).fetchall()
    said = dict(found)
    assert said["palermo.schema"] == "palermo-cases"
    assert (said["palermo.mapping"], said["palermo.mapping_version"]) == ("htcds-2.0", "1")
    assert len(said["palermo.mapping_digest"]) == 64
    assert json.loads(said["palermo.vocabularies"])["case-gender"] == "1"
    assert (said["palermo.rows_read"], said["palermo.rows_kept"]) == ("2", "2")


def test_a_suggested_mapping_that_is_saved_reads_the_table_it_was_made_for(tmp_path: Path) -> None:
    people = [("Sexo", "Nacionalidad", "Año", "Nombre", "Tipo de explotación", "Zapatos")]
    people += [("mujer", "Perú", "2019", "Inventada Persona", "explotación sexual", "rojo")] * 3
    people += [("hombre", "Bolivia", "2020", "Otra Persona", "trabajo forzoso", "azul")] * 3
    table(tmp_path / "registro.csv", *people)
    proposed = palermo("harmonise", "registro.csv", "--suggest", cwd=tmp_path)
    assert proposed.returncode == 0, proposed.stderr
    assert "different values are known" in proposed.stdout
    assert "Inventada" not in proposed.stdout
    (tmp_path / "map.toml").write_text(proposed.stdout, encoding="utf-8")
    done = palermo("harmonise", "registro.csv", "--mapping", "map.toml", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows_kept"] == 6
    first = records(tmp_path / "cases.parquet")[0]
    assert first["victim_gender"] == "Feminine"
    assert first["victim_citizenship"] == ["PER"]
    assert first["event_registration_year"] == 2019
    assert first["event_exploitation_forms"] == ["SexualExploitation"]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "4 of 6 columns of the file are carried." in page
    assert "withheld, carried nowhere" in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("missing.csv", "--from", "htcds-2.0"), "There is no file missing.csv."),
        (("cases.csv",), "Say either --from SCHEMA"),
        (("cases.csv", "--from", "htcds-2.0", "--mapping", "m.toml"), "Say either --from SCHEMA"),
        (("cases.csv", "--from", "nothing"), "There is no schema 'nothing'"),
        (("cases.csv", "--mapping", "m.toml"), "The mapping m.toml cannot be read"),
        (("cases.csv", "--from", "glotip"), "names a column of the schema"),
        (("cases.csv", "--from", "htcds-2.0", "--out", "cases.csv"), "--out would overwrite FILE"),
        (("cases.csv", "--from", "htcds-2.0", "--report", "cases.parquet"), "--report would overwrite --out"),
        (("cases.csv", "--from", "htcds-2.0", "--out", "nowhere/x.parquet"), "there is no folder nowhere"),
        (("cases.csv", "--from", "htcds-2.0", "--encoding", "klingon"), "There is no encoding 'klingon'"),
        (("cases.csv", "--from", "htcds-2.0", "--colour"), "No such option"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_status_2(
    tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    table(tmp_path / "cases.csv", *ROWS)
    done = palermo("harmonise", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


def test_vocabularies_and_the_ways_between_them_are_shown(tmp_path: Path) -> None:
    listed = palermo("vocab", "list", "--json", cwd=tmp_path)
    schemes = {row["scheme"]: row for row in json.loads(listed.stdout)}
    assert schemes["htcds-fields"]["entries"] == "84"
    shown = palermo("vocab", "show", "htcds-vic_RelationshipToTrafficker", cwd=tmp_path)
    assert "Unaquainted,,Unaquainted" in shown.stdout
    assert "CC BY 4.0" in shown.stderr
    walked = palermo("vocab", "crosswalk", "ctdc-means-2021", "ctdc-2024", cwd=tmp_path)
    assert "RestrictsMovement,meansDenyBasicNeeds,broader," in walked.stdout
    assert "17 codes: 12 broader, 4 exact, 1 none." in walked.stderr
    wrong = palermo("vocab", "show", "nothing", cwd=tmp_path)
    assert (wrong.returncode, len(wrong.stderr.strip().splitlines())) == (2, 1)
