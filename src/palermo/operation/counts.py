"""How many requests were answered, how, and how long it took: counted in memory, told in Prometheus' text form.

The processes of the web server write a record of a few bytes for each answer into a pipe; the process that looks after
them reads it and counts. A record names a room of a fixed list, a class of status and milliseconds: nothing else of a
request leaves the process that answered it. A full pipe loses a record rather than hold an answer up.
"""

from __future__ import annotations

import contextlib
import os
import struct
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator

ROOMS = (
    "other",
    "first",
    "account",
    "agreements",
    "cards",
    "drafts",
    "exchange",
    "help",
    "installation",
    "language",
    "leave",
    "locked",
    "office",
    "partnership",
    "protection",
    "search",
    "services",
    "static",
    "today",
)
CLASSES = (1, 2, 3, 4, 5)
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
PIPE_VARIABLE = "PALERMO_COUNTS_PIPE"
_RECORD = struct.Struct("<BBI")


def room_of(path: str) -> str:
    """The room of an address, by its first part; "other" for what the list does not name."""
    first = path.strip("/").partition("/")[0]
    return first if first in ROOMS and first != "first" else "first" if path == "/" else "other"


def send(descriptor: int, *, path: str, status: int, seconds: float) -> None:
    """Write the record of one answer; never waits, never fails."""
    milliseconds = min(max(round(seconds * 1000), 0), 2**32 - 1)
    record = _RECORD.pack(ROOMS.index(room_of(path)), status // 100 % 10, milliseconds)
    with contextlib.suppress(OSError):
        os.write(descriptor, record)  # shorter than PIPE_BUF: whole, or not at all


class Counts:
    """The counters of an installation, from its start on, and the pipe that feeds them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._buckets: Counter[tuple[str, float]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._reader, self.writer = os.pipe()
        os.set_blocking(self.writer, False)
        threading.Thread(target=self._read, daemon=True).start()

    def add(self, *, room: str, status_class: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self._requests[room, status_class] += 1
            self._seconds[room] += seconds
            for bound in BUCKETS:
                if seconds <= bound:
                    self._buckets[room, bound] += 1

    def close(self) -> None:
        """Close our end of the pipe; the reading thread ends with the last writer."""
        os.close(self.writer)

    def lines(self) -> Iterator[str]:
        """The counters in text form."""
        with self._lock:
            requests, buckets, seconds = (
                Counter(self._requests),
                Counter(self._buckets),
                dict(self._seconds),
            )
        yield "# HELP palermo_requests_total Answers by room and class of status."
        yield "# TYPE palermo_requests_total counter"
        for (room, status_class), number in sorted(requests.items()):
            yield f'palermo_requests_total{{room="{room}",status="{status_class}xx"}} {number}'
        yield "# HELP palermo_request_seconds How long answers took, by room."
        yield "# TYPE palermo_request_seconds histogram"
        for room in sorted(seconds):
            total = sum(number for (each, _class), number in requests.items() if each == room)
            for bound in BUCKETS:
                yield f'palermo_request_seconds_bucket{{room="{room}",le="{bound:g}"}} {buckets[room, bound]}'
            yield f'palermo_request_seconds_bucket{{room="{room}",le="+Inf"}} {total}'
            yield f'palermo_request_seconds_sum{{room="{room}"}} {seconds[room]:.3f}'
            yield f'palermo_request_seconds_count{{room="{room}"}} {total}'

    def _read(self) -> None:
        held = b""
        while more := os.read(self._reader, 65536):
            held += more
            whole = len(held) - len(held) % _RECORD.size
            for room, status_class, milliseconds in _RECORD.iter_unpack(held[:whole]):
                if room < len(ROOMS) and status_class in CLASSES:
                    self.add(room=ROOMS[room], status_class=status_class, seconds=milliseconds / 1000)
            held = held[whole:]
        os.close(self._reader)
