"""What the installation's chain wrote down of the offices' chains: a chain cut or grown anew contradicts it.

Each hour it says which office's newest head is which (palermo.operation.heads). Whoever cuts an office's chain and the
witness together has to cut the installation's chain too, and leaves a hole in its times.
"""

from __future__ import annotations

from typing import Any

import psycopg

from palermo.trust.actor import INSTALLATION_ID
from palermo.trust.ledger.collected import FINGERPRINT_DIGITS, STALE_AFTER
from palermo.trust.ledger.report import Fault, Report
from palermo.trust.verbs import LedgerVerb

# Hashes are recomputed by the walk, so here they may be compared as they stand; what is no number is no place,
# and what is no time of a clock no renewal.
_CONTRADICTED = """
SELECT said.object_id, said.sequence
FROM (SELECT object_id, replace(codes ->> 'fingerprint', '-', '') AS fingerprint,
             CASE WHEN codes ->> 'sequence' ~ '^[0-9]{1,18}$' THEN (codes ->> 'sequence')::bigint END AS sequence
      FROM public.ledger_event
      WHERE organisation_id = %s AND verb = %s AND object_id IS NOT NULL) AS said
LEFT JOIN public.ledger_event AS event
  ON event.organisation_id = said.object_id AND event.sequence = said.sequence
WHERE event.hash IS NULL OR left(encode(event.hash, 'hex'), %s) IS DISTINCT FROM said.fingerprint
ORDER BY said.object_id, said.sequence
"""
_HOLES = """
SELECT before, at
FROM (SELECT at, lag(at) OVER (ORDER BY sequence) AS before
      FROM public.ledger_event
      WHERE organisation_id = %s AND verb = %s AND at >= '1970-01-01' AND at < '2200-01-01') AS renewals
WHERE at - before > %s ORDER BY at
"""


def compare_renewals(connection: psycopg.Connection[Any], report: Report) -> None:
    """Add to `report` each head written down that the office's chain has not, and the holes between renewals."""
    renewals = (INSTALLATION_ID, LedgerVerb.HEADS_RENEWED.value)
    for organisation_id, sequence in connection.execute(_CONTRADICTED, [*renewals, FINGERPRINT_DIGITS]):
        report.add(Fault.RENEWED, organisation_id, sequence)
    report.holes = connection.execute(_HOLES, [*renewals, STALE_AFTER]).fetchall()
