"""Notebooks, which are scripts in percent format, and their pages: python -m tests.support.notebook writes them."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "notebooks"
SCRIPTS = sorted(FOLDER.glob("*.py"))
_CELL = re.compile(r"^# %%(.*)\n", flags=re.MULTILINE)


def page(script: Path) -> str:
    """Run a notebook and return it as Markdown: texts as they stand, code, and below it what it printed."""
    _before, *parts = _CELL.split(script.read_text(encoding="utf-8"))
    told = [f"<!-- Written from {script.name} by python -m tests.support.notebook; change the script. -->"]
    names: dict[str, object] = {"__name__": "__notebook__"}
    for kind, text in zip(parts[::2], parts[1::2], strict=True):
        if "[markdown]" in kind:
            told.append(re.sub(r"^# ?", "", text, flags=re.MULTILINE).strip())
            continue
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(text, script.name, "exec"), names)  # noqa: S102 (our own notebooks)
        told.append(f"```python\n{text.strip()}\n```")
        if printed.getvalue().strip():
            told.append(f"```text\n{printed.getvalue().rstrip()}\n```")
    return "\n\n".join(told) + "\n"


if __name__ == "__main__":
    for each in SCRIPTS:
        each.with_suffix(".md").write_text(page(each), encoding="utf-8")
