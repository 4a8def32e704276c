"""Packages and events as files: for an office that cannot be reached, or to carry them by hand.

The same checks, the same inbox. A file holds nothing that the database does not: header, events and signatures are
readable, a body is sealed to its receiver. Whoever finds one learns which office wrote to which, when, and for an event
what it answered, in codes.
"""

from palermo.exchange.files.events import SignedEvent, export_events, write_events
from palermo.exchange.files.opening import import_file, read_file
from palermo.exchange.files.packages import Package, export_envelope, write_package
from palermo.exchange.files.values import MAX_BYTES

__all__ = [
    "MAX_BYTES",
    "Package",
    "SignedEvent",
    "export_envelope",
    "export_events",
    "import_file",
    "read_file",
    "write_events",
    "write_package",
]
