"""An event as one line of the audit trail, and how lines make a chain.

Whoever checks the trail elsewhere needs just this: the line is JSON without blanks, its digest a
SHA-256, and each head is the SHA-256 of the head before it and the event's digest.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection

FORMAT = "homebank-audit 1"
START = hashlib.sha256(FORMAT.encode()).hexdigest()
# So many events in a batch, and in memory.
BATCH = 1000
EVENT = """
    SELECT e.id, e.id::text, e.kind, coalesce(e.customer_id::text, ''),
           coalesce(e.subject::text, ''), e.facts::text,
           to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    FROM notifications_event e
"""
UNSEALED = f"""{EVENT}
    LEFT JOIN (SELECT unnest(ids) AS id FROM notifications_auditbatch) sealed ON sealed.id = e.id
    WHERE sealed.id IS NULL ORDER BY e.id
"""  # noqa: S608 - of our own words only
AMONG = f"{EVENT} WHERE e.id = ANY(%s)"


def unsealed_digests() -> Iterator[tuple[UUID, bytes]]:
    """(id, digest) of each event that no seal covers yet, by id. Inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(UNSEALED)
        while rows := cursor.fetchmany(BATCH):
            yield from ((row[0], _digest(row)) for row in rows)


def digests_of(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Those of the events that are there, as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(AMONG, [list(ids)])
        return {row[0]: _digest(row) for row in cursor.fetchall()}


def next_head(head: str, digest: bytes) -> str:
    """The head of the chain after one more event."""
    return hashlib.sha256(head.encode() + digest).hexdigest()


def _digest(row: tuple[Any, ...]) -> bytes:
    line = json.dumps(row[1:], separators=(",", ":"))
    return hashlib.sha256(line.encode()).digest()
