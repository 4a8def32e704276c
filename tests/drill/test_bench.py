"""The benchmarks still run; what they measure is judged by whoever reads it, never here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.drill.job import clean_environment

ROOT = Path(__file__).parents[2]


@pytest.mark.drill
@pytest.mark.parametrize("name", [path.stem for path in sorted((ROOT / "bench").glob("[!_]*.py"))])
def test_a_benchmark_prints_its_table(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", f"bench.{name}"]
    done = subprocess.run(
        command, env=clean_environment(), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "ratio" in done.stdout
    with capsys.disabled():
        sys.stdout.write(f"\n{done.stdout}")
