"""The benchmarks still run; what they measure is judged by whoever reads it, never here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.drill.job import clean_environment

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"
BENCHES = [path.stem for path in sorted((ROOT / "bench").glob("[!_]*.py"))]


def source_of(name: str) -> str:
    return (ROOT / "bench" / f"{name}.py").read_text("utf-8")


@pytest.mark.drill
@pytest.mark.parametrize("name", [name for name in BENCHES if "__main__" in source_of(name)])
def test_a_benchmark_prints_its_table(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", f"bench.{name}"]
    done = subprocess.run(
        command, env=clean_environment(), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if not REFERENCE.is_dir() and done.stderr.startswith("There are no reference tables"):
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    assert sum(character.isdigit() for character in done.stdout) > 20, "a table of figures"
    with capsys.disabled():
        sys.stdout.write(f"\n{done.stdout}")
