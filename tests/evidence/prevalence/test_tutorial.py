"""What the tutorial says the program answers, it answers, line by line."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from tests.evidence.prevalence.reference import FOLDER

from palermo.evidence.command import run
from palermo.evidence.prevalence.__main__ import app

TUTORIAL = Path(__file__).parents[3] / "docs" / "guides" / "prevalence.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(TUTORIAL.read_text(encoding="utf-8"))
CONSOLE = [text for language, text in BLOCKS if language == "console"]
STATED = next(text for language, text in BLOCKS if language == "toml")


@pytest.mark.parametrize("block", CONSOLE, ids=[text.splitlines()[0] for text in CONSOLE])
def test_a_command_of_the_tutorial_answers_as_it_stands_there(
    block: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    if not (FOLDER / "UKdat.csv").is_file():
        pytest.skip("the reference tables do not lie beside the repository")
    shutil.copy(FOLDER / "UKdat.csv", tmp_path / "uk.csv")
    (tmp_path / "lists.toml").write_text(STATED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    typed, *answered = block.splitlines()
    monkeypatch.setattr(sys, "argv", shlex.split(typed.removeprefix("$ palermo ")))
    with pytest.raises(SystemExit):
        run(app, name="prevalence")
    said = capsys.readouterr()
    lines = (said.out + said.err).splitlines()
    assert [line for line in answered if line not in lines] == []
