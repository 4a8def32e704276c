"""Run a module so that it ends when the process that started it ends, even by kill -9.

    python -m palermo.operation.leash gunicorn --workers 2 …

The starter holds the other end of standard input; when that closes, this process asks itself to stop.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def _stop_with_the_starter() -> None:
    while os.read(0, 1):  # the starter never writes: this returns nothing, once it is gone
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Run the module named by the first argument with the others as its arguments."""
    sys.argv = sys.argv[1:]
    threading.Thread(target=_stop_with_the_starter, daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
