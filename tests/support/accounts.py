"""How the suite, run by root, starts an installation that gives up root's powers: as whom, by which interpreter.

The interpreter of the tests may lie where no other account can read (a home of root's); the system's own serves then,
with the packages of the tests, if it is of the same version.
"""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SYSTEM = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"


@dataclass(frozen=True)
class Program:
    """An interpreter that can run Palermo, what its environment must hold, and the account to become, if any."""

    interpreter: str
    environment: dict[str, str]
    account: pwd.struct_passwd | None

    @property
    def leaves_root(self) -> bool:
        """Whether a start by root ends as somebody else."""
        return self.account is not None


@cache
def program() -> Program:
    """The program as the tests start it. Where root can become nobody who reads it, it stays root's."""
    here = Program(sys.executable, {}, None)
    if os.geteuid() != 0:
        return here
    accounts = {each.pw_name: each for each in pwd.getpwall()}
    account = next(accounts[name] for name in ("palermo", "daemon", "nobody") if name in accounts)
    named = {"PALERMO_USER": account.pw_name}
    packages = os.pathsep.join(
        [str(ROOT / "src"), *{sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}]
    )
    for candidate in (
        Program(sys.executable, named, account),
        Program(SYSTEM, named | {"PYTHONPATH": packages}, account),
    ):
        if _runs(candidate):
            return candidate
    return here


def _runs(candidate: Program) -> bool:
    assert candidate.account is not None
    try:
        done = subprocess.run(
            [candidate.interpreter, "-P", "-m", "palermo.operation.reach"],
            cwd="/",
            env=os.environ | candidate.environment,
            check=False,
            capture_output=True,
            user=candidate.account.pw_uid,
            group=candidate.account.pw_gid,
            extra_groups=[],
        )
    except OSError:
        return False
    return done.returncode == 0
