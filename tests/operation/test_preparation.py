"""The first start: the fictional alliance, taken up again after an interruption, never in place of real data."""

from __future__ import annotations

import json

import pytest

from palermo.operation import preparation
from palermo.operation.addresses import Addresses
from palermo.operation.datafolder import DataFolder, SetUpError
from palermo.operation.preparation import first_start, forget_demo, forget_interrupted_start, sign_ins

NOWHERE = Addresses("host=/nowhere", "host=/nowhere", embedded=True)
PEOPLE = [
    {
        "email": "amal@lantern.example",
        "role": "Amal: caseworker",
        "password": "birch-delta",
        "seed": "SECRETSEED",
    },
    {
        "email": "noor@harbour.example",
        "role": "Noor: focal point",
        "password": "birch-delta",
        "seed": "OTHERSEED",
    },
]


@pytest.fixture
def folder(data_folder: DataFolder) -> DataFolder:
    """A folder with a database in it."""
    data_folder.database.mkdir()
    data_folder.witness.write_text("{}\n", encoding="utf-8")
    return data_folder


def mark_as_demo(folder: DataFolder) -> None:
    folder.demo.write_text(json.dumps(PEOPLE), encoding="utf-8")


def test_the_demo_is_never_renewed_in_place_of_real_data(folder: DataFolder) -> None:
    with pytest.raises(SetUpError, match="may hold real data"):
        forget_demo(folder)
    assert folder.database.exists()
    assert folder.witness.exists()


def test_what_is_forgotten_is_everything_fictional_and_not_the_root_key(folder: DataFolder) -> None:
    mark_as_demo(folder)
    folder.ready.touch()
    forget_demo(folder)
    for path in (folder.database, folder.witness, folder.demo, folder.ready):
        assert not path.exists()
    assert folder.root_key.exists()
    assert folder.erasures.read_bytes() == b""


def test_an_interrupted_first_start_begins_again_and_a_finished_one_stays(folder: DataFolder) -> None:
    forget_interrupted_start(folder)
    assert folder.database.exists(), "a folder without the marker is real"
    mark_as_demo(folder)
    folder.ready.touch()
    forget_interrupted_start(folder)
    assert folder.database.exists()
    folder.ready.unlink()
    forget_interrupted_start(folder)
    assert not folder.database.exists()


def test_the_sign_ins_are_shown_without_the_second_factor(folder: DataFolder) -> None:
    mark_as_demo(folder)
    shown = sign_ins(folder)
    for person in PEOPLE:
        assert person["email"] in shown
        assert person["seed"] not in shown
    assert "birch-delta" in shown


def test_a_folder_for_real_work_loads_nothing_fictional_and_shows_no_sign_in(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(preparation, "_begin", lambda _environment, command: asked.append(command))
    monkeypatch.setattr(preparation, "_finish", lambda *_arguments: "")
    lines: list[str] = []
    for cases in (None, 10):  # a second start loads nothing into a folder that is in use
        first_start(folder, NOWHERE, lines.append, demo_cases=cases)
    assert "load_demo" not in asked
    assert lines == []
    assert folder.ready.exists()
