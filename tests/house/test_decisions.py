"""Each decision says when it was taken and whether it still holds, and stands in the index."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
INDEX = FOLDER / "README.md"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path != INDEX)
STATUS = re.compile(
    r"# .+\n\n\*\*Status\.\*\* (?P<status>Accepted|Superseded by \[[^\]]+\]\((?P<by>[\w-]+\.md)\)), "
    r"(?P<date>\d{1,2} [A-Z][a-z]+ \d{4})\.\n"
)
ROW = re.compile(
    r"^\| \[(?P<title>[^\]]+)\]\((?P<page>[^)]+)\) \| (?P<date>[^|]+) \| (?P<status>[^|]+) \|$", re.MULTILINE
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_decision_has_a_date_and_a_status(path: Path) -> None:
    found = STATUS.match(path.read_text(encoding="utf-8"))
    assert found is not None
    assert datetime.strptime(f"{found['date']} +0000", "%d %B %Y %z").year >= 2026
    assert found["by"] is None or FOLDER / found["by"] in PAGES


def test_the_index_names_each_decision_once_with_its_title_date_and_status() -> None:
    rows = {
        row["page"]: (row["title"], row["date"], row["status"])
        for row in ROW.finditer(INDEX.read_text(encoding="utf-8"))
    }
    told = {}
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        found = STATUS.match(text)
        if found is not None:
            title = text.splitlines()[0].removeprefix("# ")
            told[path.name] = (title, found["date"], found["status"][0].lower() + found["status"][1:])
    assert len(ROW.findall(INDEX.read_text(encoding="utf-8"))) == len(PAGES)
    assert rows == told
