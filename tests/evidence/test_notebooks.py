"""A notebook a room runs as it stands, and its page shows what it answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.notebook import FOLDER, ROOT, SCRIPTS, page

ROOMS = ("harmonise", "indicators", "prevalence")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_page_shows_what_its_notebook_answers(script: Path) -> None:
    shown = script.with_suffix(".md").read_text(encoding="utf-8")
    assert shown == page(script), "python -m tests.support.notebook writes the pages anew"


def test_every_room_of_evidence_has_a_notebook_and_a_guide_leads_to_it() -> None:
    assert tuple(path.stem for path in SCRIPTS) == ROOMS
    guides = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "guides").glob("*.md"))
    for path in SCRIPTS:
        assert f"../{FOLDER.name}/{path.stem}.md" in guides
