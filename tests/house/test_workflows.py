"""Continuous integration runs what a person runs, names what it takes by its content, and holds no secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_named_by_its_commit_and_nothing_is_secret(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    actions = re.findall(r"uses: (\S+)", text)
    assert actions
    assert [action for action in actions if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)] == []
    assert "secrets." not in text
    assert re.search(r"^permissions:\n  contents: read$", text, flags=re.MULTILINE)


def test_what_is_run_for_every_change_is_what_a_person_runs() -> None:
    steps = re.findall(
        r"- run: (.*)", (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    )
    assert steps == [".ci/run"]
    audit = (ROOT / ".github" / "workflows" / "audit.yml").read_text(encoding="utf-8")
    assert re.findall(r"- run: (.*)", audit) == ["make audit"]
    assert "audit" not in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^make (\w+)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE) == [
        "lint",
        "test",
    ]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^check: lint\n\t\$\(BIN\)/python -m pytest -q tests/house$", makefile, re.MULTILINE)
