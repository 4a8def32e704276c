"""How long the first page takes while many connections wait after half a request: .venv/bin/python -m bench.slow URL

    .venv/bin/python -m bench.slow http://localhost:8000 --connections 40

Prints the median and the slowest of some answers, without and with the waiting connections.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import statistics
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

SECONDS = 10.0
HALF_A_REQUEST = b"GET / HTTP/1.1\r\nHost: local"


def times(host: str, port: int, number: int) -> list[float]:
    """Seconds of each of so many answers; SECONDS for one that did not come."""
    found = []
    for _ in range(number):
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        began = time.perf_counter()
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
            found.append(time.perf_counter() - began)
        except (OSError, http.client.HTTPException):
            found.append(SECONDS)
        connection.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--connections", type=int, default=40)
    parser.add_argument("--answers", type=int, default=20)
    options = parser.parse_args()
    place = urlsplit(options.url)
    host, port = place.hostname or "localhost", place.port or 80
    quiet = times(host, port, options.answers)
    with ExitStack() as stack:
        for _ in range(options.connections):
            stack.enter_context(socket.create_connection((host, port))).sendall(HALF_A_REQUEST)
        held = times(host, port, options.answers)
    for name, found in (("quiet", quiet), (f"{options.connections} waiting", held)):
        print(f"{name:>14}: median {statistics.median(found):.3f} s, slowest {max(found):.3f} s")


if __name__ == "__main__":
    main()
