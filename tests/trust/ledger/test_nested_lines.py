"""Files outside the database with JSON nested so deep, or numbers so long, that Python's reader gives up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from tests.support.cast import make_office
from tests.support.place import Database

from palermo.exchange.files.values import content_of
from palermo.operation.datafolder import SetUpError
from palermo.operation.heads import renew_heads, written_at
from palermo.operation.manifest import Manifest
from palermo.trust.json_text import read_json
from palermo.trust.ledger.collected import BadCopy, heads_file, read_collected
from palermo.trust.ledger.standing import standing
from palermo.trust.ledger.witness import LONGEST_LINE, BadLine, read_witness
from palermo.trust.vault.journal import BadJournal, read_journal

DEEP = "[" * 1990 + "]" * 1990
LONG = "1" + "0" * 3000
VALUES = pytest.mark.parametrize("value", [DEEP, LONG + LONG], ids=["deep", "long"])


@VALUES
def test_what_cannot_be_read_is_one_kind_of_error(value: str) -> None:
    with pytest.raises(ValueError):
        read_json(value)
    with pytest.raises(ValueError):
        content_of(value.encode())


def test_a_nested_line_of_the_witness_is_a_line_that_cannot_be_read(
    database: Database, data_folder: object
) -> None:
    call_command("create_installation", verbosity=0)
    witness = Path(settings.PALERMO_WITNESS_FILE)
    heads = len(list(read_witness(witness)))
    line = f'{{"organisation":{DEEP}}}\n'
    assert len(line) < LONGEST_LINE
    with witness.open("a", encoding="ascii") as file:
        file.write(line)
    *before, last = read_witness(witness)
    assert len(before) == heads
    assert isinstance(last, BadLine)


def test_a_nested_first_line_makes_no_collected_file_and_the_next_renewal_writes_one(
    database: Database,
) -> None:
    call_command("create_installation", verbosity=0)
    make_office("Lantern")
    heads_file().write_text(f'{{"heads_at":"{DEEP}"}}\n{{"heads_at":{DEEP}}}\n', encoding="ascii")
    with pytest.raises(BadCopy):
        read_collected(heads_file())
    heads_file().write_text(f'{{"heads_at":{DEEP}}}\n', encoding="ascii")
    with pytest.raises(BadCopy):
        read_collected(heads_file())
    assert standing().heads is None
    assert renew_heads(now=datetime.now(tz=UTC))
    assert written_at() is not None


@VALUES
def test_a_nested_line_of_the_journal_is_said_with_its_number(
    database: Database, tmp_path: Path, value: str
) -> None:
    journal = tmp_path / "erasures.jsonl"
    journal.write_text(f'\n{{"erasure":{value}}}\n', encoding="ascii")
    with pytest.raises(BadJournal, match="line 2"):
        read_journal(journal)


@VALUES
def test_a_nested_manifest_is_none(tmp_path: Path, value: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(f'{{"format":{value}}}', encoding="ascii")
    with pytest.raises(SetUpError):
        Manifest.read(path)


@VALUES
def test_a_note_of_an_unsigned_restore_that_cannot_be_read_counts_as_one_of_today(
    database: Database, value: str
) -> None:
    (Path(settings.PALERMO_DATA) / "unvouched").write_text(f'{{"taken_at":{value}}}', encoding="ascii")
    assert standing().unsigned_restore is not None
