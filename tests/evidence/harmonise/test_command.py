"""`palermo harmonise` and `palermo vocab` as they are typed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from python_calamine import PasswordError
from tests.evidence.harmonise.kit import quarantine, records, table
from tests.evidence.harmonise.test_workbooks import xlsx

from palermo.evidence.command import InputError, run
from palermo.evidence.harmonise.__main__ import app
from palermo.evidence.harmonise.sheets import open_table

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
    again = palermo("harmonise", "registro.csv", "--mapping", "map.toml", cwd=tmp_path).stdout
    assert "does not say yet where the table comes from" in again
    said = proposed.stdout.replace("say where the table comes from", "Our office, register of 2026")
    (tmp_path / "map.toml").write_text(said, encoding="utf-8")
    again = palermo("harmonise", "registro.csv", "--mapping", "map.toml", cwd=tmp_path).stdout
    assert "does not say yet" not in again


def test_words_that_forms_write_for_nothing_are_silence_in_a_suggestion(tmp_path: Path) -> None:
    people = [("Sexo", "Nacionalidad", "x"), *([("mujer", "Per\u00fa", ""), ("hombre", "Bolivia", "")] * 3)]
    people += [(word, word, "") for word in ("null", "n/a", "NaN", "#N/A")]
    table(tmp_path / "registro.csv", *people)
    proposed = palermo("harmonise", "registro.csv", "--suggest", cwd=tmp_path)
    assert "2 of 2 different values are known" in proposed.stdout
    (tmp_path / "map.toml").write_text(proposed.stdout, encoding="utf-8")
    assert palermo("harmonise", "registro.csv", "--mapping", "map.toml", cwd=tmp_path).returncode == 0
    states = [record["victim_gender_state"] for record in records(tmp_path / "cases.parquet")]
    assert states == ["known"] * 6 + ["missing"] * 4


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


def test_a_table_of_which_nothing_is_kept_is_written_and_said_so_with_status_3(tmp_path: Path) -> None:
    table(tmp_path / "cases.csv", ("prs_Gender", "cas_Status"), ("Feminine",), ("Feminine", "Active", "more"))
    done = palermo("harmonise", "cases.csv", "--from", "htcds-2.0", cwd=tmp_path)
    assert done.returncode == 3
    assert (
        done.stderr
        == "palermo: no row of cases.csv was kept; the rule ragged_row kept out most. See quarantine.csv.\n"
    )
    assert quarantine(tmp_path / "quarantine.csv") == [(1, "", "ragged_row"), (2, "", "ragged_row")]
    assert json.loads(palermo("harmonise", "cases.csv", "--from", "htcds-2.0", "--json", cwd=tmp_path).stdout)


@pytest.mark.parametrize("words", [("--from", "htcds-2.0"), ("--from", "htcds-2.0", "--json")])
def test_a_header_without_a_row_below_it_is_refused_and_nothing_is_written(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    table(tmp_path / "cases.csv", *ROWS[:1])
    done = palermo("harmonise", "cases.csv", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "palermo: cases.csv has a header and no row below it; nothing is written.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


def test_the_terminal_says_how_many_columns_were_not_carried_and_which_sheet_was_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [["prs_Gender", "cas_Status", "Shoes"], ["Feminine", "Active", "red"]]
    xlsx(tmp_path / "cases.xlsx", {"About": [["Read me"]], "Cases": rows})
    done = palermo("harmonise", "cases.xlsx", "--from", "htcds-2.0", cwd=tmp_path)
    assert "Read sheet 'Cases'; --sheet takes another: About." in done.stdout
    assert "Columns of the file that are not in the mapping: 1. See the report." in done.stdout
    assert (
        "sheet 'Cases'"
        in palermo("harmonise", "cases.xlsx", "--suggest", cwd=tmp_path).stdout.splitlines()[0]
    )


def test_a_damaged_parquet_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "cases.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT md5(i::VARCHAR) AS prs_Gender, md5((i + 1)::VARCHAR) AS cas_Status FROM range(90000) r(i)) "
            f"TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 10000)"
        )
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40_000] = bytes(40_000)
    path.write_bytes(bytes(content))
    done = palermo("harmonise", path.name, "--from", "htcds-2.0", "--out", "out.parquet", cwd=tmp_path)
    assert done.returncode == 2
    assert re.fullmatch(
        r"palermo: cases.parquet is damaged: no row can be read after row \d+\..*\n", done.stderr
    )


def test_a_locked_workbook_is_said_to_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_path: Path) -> None:
        raise PasswordError("locked")

    monkeypatch.setattr("palermo.evidence.harmonise.sheets.CalamineWorkbook.from_path", locked)
    (tmp_path / "t.xls").write_bytes(b"\xd0\xcf\x11\xe0 invented")
    with pytest.raises(InputError, match=r"t\.xls is protected by a password\. Save it without one"):
        open_table(tmp_path / "t.xls")


@pytest.mark.parametrize(
    "error", [RuntimeError("Query interrupted"), duckdb.InterruptException("INTERRUPT"), KeyboardInterrupt()]
)
def test_ctrl_c_while_a_query_runs_ends_with_status_130_and_no_word(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr("palermo.evidence.harmonise.__main__.harmonise", stopped)
    monkeypatch.setattr(
        sys, "argv", ["harmonise", str(table(tmp_path / "t.csv", *ROWS)), "--from", "htcds-2.0"]
    )
    with pytest.raises(SystemExit) as ended:
        run(app, name="harmonise")
    assert ended.value.code == 130
    assert capsys.readouterr().err == ""


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
