"""The wheel of this tree, installed into an environment of its own with what an extra names and nothing else.

Nothing is fetched: what the wheel asks for is taken from the environment the tests run in, each distribution by its
own metadata. What no extra names is therefore not there, as on a machine that has just installed it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OURS = ("PALERMO_", "DATABASE_", "DJANGO_", "PG", "PYTHON")
NOT_LINKED = {"..", "__pycache__"}  # scripts, which nothing here calls, and what Python writes itself


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel and one extra, or the base alone."""

    folder: Path
    packages: frozenset[str]

    @property
    def command(self) -> Path:
        """The `palermo` command of this environment."""
        return self.folder / "bin" / "palermo"

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a process that knows neither the tests nor the tree they lie in."""
        return {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | more

    def palermo(self, *arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; `more` are variables of its environment."""
        return subprocess.run(
            [self.command, *arguments],
            cwd=cwd,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
        )


def build(folder: Path) -> Path:
    """Build the wheel from a copy of the tree, so that nothing an earlier build left behind gets into it."""
    copy = folder / "tree"
    shutil.copytree(
        ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "*.pyc")
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    _pip("wheel", "--no-build-isolation", "--wheel-dir", str(folder), str(copy))
    (wheel,) = folder.glob("palermo-*.whl")
    return wheel


def install(wheel: Path, folder: Path, *, extra: str | None = None) -> Installed:
    """Install the wheel into a new environment with what an extra asks for, in the versions that are here.

    Raises PackageNotFoundError where the tests' own environment lacks something the extra asks for.
    """
    venv.create(folder, with_pip=False)
    _pip("install", "--no-compile", str(wheel), python=folder / "bin" / "python")
    (site,) = (folder / "lib").glob("python*/site-packages")
    (metadata,) = site.glob("palermo-*.dist-info")
    found = asked_for(PathDistribution(metadata), {extra} if extra else set())
    for each in found.values():
        link(each, site)
    return Installed(folder, frozenset(found))


def asked_for(package: Distribution, extras: Iterable[str]) -> dict[str, Distribution]:
    """Every distribution a package asks for, directly and through others, by its name as indexes spell it."""
    waiting = [(package, extra) for extra in ("", *extras)]
    seen: set[tuple[str, str]] = set()
    found: dict[str, Distribution] = {}
    while waiting:
        asking, extra = waiting.pop()
        if (asking.metadata["Name"], extra) in seen:
            continue
        seen.add((asking.metadata["Name"], extra))
        for line in asking.requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                each = distribution(requirement.name)
                assert requirement.specifier.contains(each.version, prereleases=True), line
                found[canonicalize_name(requirement.name)] = each
                waiting += [(each, wanted) for wanted in ("", *requirement.extras)]
    return found


def link(package: Distribution, site: Path) -> None:
    """Make one distribution, and no other, visible in an environment."""
    for name in {file.parts[0] for file in package.files or ()} - NOT_LINKED:
        (site / name).symlink_to(Path(str(package.locate_file(name))))


def _pip(command: str, *arguments: str, python: Path | None = None) -> None:
    """Run pip without dependencies and without any index."""
    there = ["--python", str(python)] if python else []
    subprocess.run(
        [sys.executable, "-m", "pip", *there, command, "--quiet", "--no-deps", "--no-index", *arguments],
        env={name: value for name, value in os.environ.items() if not name.startswith("PIP_")},
        check=True,
        capture_output=True,
    )
