"""The schemas answer as the validator did that they took the place of: same verdict, same wrong fields, same classes.

`answers/KIND-VERSION.jsonl.gz` holds a line for each of the ten thousand payloads of `payloads.py`: what is wrong by
field, and the classes of data. That validator wrote them before it was removed. A new version that reads the one before
answers its payloads the same; one that is meant to answer differently takes its file away.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.exchange.payloads import KINDS, MANY, payloads

from palermo.exchange.kinds.registry import schema_of
from palermo.exchange.kinds.schema import BadPayload, Schema, Wrong
from palermo.kit.text import turns_writing

ANSWERS = Path(__file__).parent / "answers"
RECORDED = sorted(path.name.removesuffix(".jsonl.gz") for path in ANSWERS.iterdir())
"""Kinds that are as old as that validator; what came since has tests of its own (`test_kinds.py`)."""


def recorded(kind: str) -> list[Any]:
    with gzip.open(ANSWERS / f"{kind}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def answer(schema: Schema, payload: Any) -> list[Any]:
    try:
        schema.validate(payload)
        wrong = {}
    except BadPayload as error:
        wrong = error.fields
    return [wrong, sorted(schema.data_classes(payload)) if isinstance(payload, dict) else []]


def since_turned_texts_are_refused(kind: str, payload: Any, was: list[Any]) -> list[Any]:
    """The one answer that changed: no text may turn the direction of writing, which that validator let pass."""
    wrong, classes = was
    texts = {name for name, form in KINDS[kind].items() if form.longest}
    given = payload.items() if isinstance(payload, dict) else ()
    turned = {
        name: Wrong.WRONG_TYPE
        for name, value in given
        if name in texts and isinstance(value, str) and any(map(turns_writing, value))
    }
    return [{**wrong, **turned}, classes]


@pytest.mark.parametrize("kind", RECORDED)
def test_ten_thousand_payloads_are_answered_as_before(kind: str) -> None:
    name, _, version = kind.rpartition("-")
    schema = schema_of(name)
    assert schema.version >= int(version), "packages of the version before are read as they were"
    before = recorded(kind)
    assert len(before) == MANY
    differing = [
        (payload, was, now)
        for payload, was in zip(payloads(kind), before, strict=True)
        if (now := answer(schema, payload)) != since_turned_texts_are_refused(kind, payload, was)
    ]
    assert differing[:3] == []


def test_the_payloads_meet_every_answer_and_a_good_part_of_them_fits() -> None:
    met: Counter[str] = Counter()
    for kind in RECORDED:
        answers = recorded(kind)
        fitting = sum(not wrong for wrong, _ in answers)
        assert MANY * 0.3 < fitting < MANY * 0.5
        met.update(code for wrong, _ in answers for code in wrong.values())
    assert {code for code, often in met.items() if often > 100} == set(Wrong)
