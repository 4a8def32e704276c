"""The processes `palermo run` looks after: started, watched, started again, stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

from palermo.operation.interpreter import python

SHORT_LIFE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 5.0


class Child:
    """One process on a leash (palermo.operation.leash): it ends with us, and is started again when it dies.

    After a short life the next start waits: 0.2 s, then twice as long each time, at most 5 s.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        report: Callable[[str], None],
        inherited: Sequence[int] = (),
    ) -> None:
        """`command` is a module with its arguments; `inherited` are descriptors the child keeps open.

        It works in the data folder of its environment: gunicorn imports from the folder it is started in.
        """
        self.name = name
        self.short_lives = 0
        self._command = python("palermo.operation.leash", *command)
        self._environment = dict(environment)
        self._report = report
        self._inherited = tuple(inherited)
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._next_start = 0.0

    @property
    def pid(self) -> int | None:
        """Process number, None when it is not up."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process in a session of its own: Ctrl-C is for us, we stop it in order."""
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            self._command,
            env=self._environment,
            cwd=self._environment.get("PALERMO_DATA"),
            stdin=subprocess.PIPE,
            pass_fds=self._inherited,
            start_new_session=True,
        )

    def look_after(self) -> None:
        """Start the process again when it has died and its pause is over."""
        if self._process is None:
            if time.monotonic() >= self._next_start:
                self.start()
            return
        code = self._process.poll()
        if code is None:
            return
        self.end_now()
        now = time.monotonic()
        short = now - self._started_at < SHORT_LIFE_SECONDS
        self.short_lives = self.short_lives + 1 if short else 0
        pause = min(0.2 * 2 ** (self.short_lives - 1), LONGEST_PAUSE_SECONDS) if short else 0.0
        self._report(f"The {self.name} ended ({code}); starting it again …")
        self._next_start = now + pause
        self._process = None

    def ask_to_stop(self) -> None:
        """Ask the process to finish what it does and end."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self, seconds: float) -> bool:
        """Wait for the end; False when it has not come in time."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            return False
        return True

    def end_now(self) -> None:
        """End the process and what it started, at once."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
