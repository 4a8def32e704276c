"""The witness file: read line by line and sorted in bounded memory, whatever stands in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from palermo.trust.ledger.chain import Head
from palermo.trust.ledger.heads import sorted_heads
from palermo.trust.ledger.report import Report
from palermo.trust.ledger.witness import LONGEST_LINE, BadLine, read_witness, witness_line

heads = st.builds(
    lambda **fields: Head(commit_from=max(1, fields["sequence"] - 2), **fields),
    organisation_id=st.uuids(),
    sequence=st.integers(1, 2**63 - 1),
    hash=st.binary(min_size=32, max_size=32),
    signature=st.binary(min_size=64, max_size=64),
    at=st.datetimes(timezones=st.just(UTC)),
)
each_time = examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


@each_time
@given(some=st.lists(heads, max_size=20), run=st.integers(1, 7))
def test_heads_come_in_the_order_of_the_chains_however_small_the_memory(
    tmp_path: Path, some: list[Head], run: int
) -> None:
    path = write(tmp_path / "witness.jsonl", [witness_line(head) for head in some])
    report = Report()
    with sorted_heads(path, report, run=run) as found:
        got = [tuple(head) for head in found]
    expected = [
        (head.organisation_id, head.sequence, head.commit_from, head.hash, head.signature, head.at)
        for head in some
    ]
    assert got == sorted(expected, key=lambda head: (head[0].bytes, *head[1:]))
    assert report.unreadable_lines == 0


@each_time
@given(st.lists(st.binary(max_size=80), max_size=10))
def test_any_other_bytes_are_bad_lines_and_never_an_error(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "witness.jsonl"
    path.write_bytes(b"\n".join(lines))
    assert all(isinstance(line, BadLine) for line in read_witness(path))


@pytest.mark.parametrize(
    "changed",
    [
        {"sequence": 0},
        {"sequence": -1},
        {"sequence": 2**63},
        {"hash": "00"},
        {"signature": "AA=="},
        {"organisation": "nobody"},
        {"at": None},
        {"at": "2026-11-23T00:00:00"},
        {"from": 2},
        {"from": 0},
    ],
)
def test_a_line_whose_parts_do_not_fit_is_a_bad_line(tmp_path: Path, changed: dict[str, object]) -> None:
    head = Head(
        organisation_id=UUID(int=1),
        commit_from=1,
        sequence=1,
        hash=bytes(32),
        signature=bytes(64),
        at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    good = json.loads(witness_line(head))
    path = write(tmp_path / "witness.jsonl", [json.dumps({**good, **changed}), json.dumps(good)])
    assert list(read_witness(path)) == [BadLine(1, cut_short=False), head]


@given(cut=st.integers(1, 300))
@each_time
def test_a_line_cut_short_is_told_from_one_that_was_altered(tmp_path: Path, cut: int) -> None:
    head = Head(
        organisation_id=UUID(int=1),
        commit_from=1,
        sequence=1,
        hash=bytes(32),
        signature=bytes(64),
        at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    line = witness_line(head)
    short = line[: min(cut, len(line) - 1)]
    path = write(tmp_path / "witness.jsonl", [short, f"x{short}"])
    assert list(read_witness(path)) == [BadLine(1, cut_short=True), BadLine(2, cut_short=False)]


def test_a_line_without_end_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "witness.jsonl"
    path.write_bytes(b"x" * (3 * LONGEST_LINE + 1))
    assert len(list(read_witness(path))) == 4
