"""The benchmarks still run; what they measure is judged by whoever reads it, never here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.drill.job import clean_environment
from tests.support.live import Live

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "reference"
BENCHES = [path.stem for path in sorted((ROOT / "bench").glob("[!_]*.py"))]
SHORT = {"coverage": ["--quick"], "disclosure": ["--seconds", "60"]}
"""What has a long run and a short one is run in short."""
ASKED = {"slow"}
"""What measures an installation that runs."""


def source_of(name: str) -> str:
    return (ROOT / "bench" / f"{name}.py").read_text("utf-8")


@pytest.mark.drill
@pytest.mark.parametrize(
    "name", [name for name in BENCHES if "__main__" in source_of(name) and name not in ASKED]
)
def test_a_benchmark_prints_its_table(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", f"bench.{name}", *SHORT.get(name, [])]
    done = subprocess.run(
        command, env=clean_environment(), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if not REFERENCE.is_dir() and done.stderr.startswith("There are no reference tables"):
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    assert sum(character.isdigit() for character in done.stdout) > 20, "a table of figures"
    with capsys.disabled():
        sys.stdout.write(f"\n{done.stdout}")


@pytest.mark.drill
def test_slow_clients_are_measured_at_an_installation_that_runs(live: Live) -> None:
    command = [sys.executable, "-m", "bench.slow", live.url, "--answers", "5"]
    said = subprocess.run(
        command, env=clean_environment(), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.count("median") == 2
