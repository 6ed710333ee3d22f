"""Reads the whole book as it stands at one moment, and finds what is wrong in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from ledger.models import Account, Entry, Hold, Transfer
from ledger.proofs import PROOFS, Proof

BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach of one rule: the rule's name, the place (identifiers), and what is wrong there."""

    proof: str
    place: dict[str, str | int]
    text: str


def find_wrongs(*, progress: Callable[[str], None] | None = None) -> Iterator[Finding]:
    """Each breach of the book's rules, as the queries find them; nothing when the book is right.

    All is read in one snapshot, so that postings may go on. `progress` hears of each proof.
    """
    with one_moment():
        for number, proof in enumerate(PROOFS, start=1):
            if progress:
                progress(f"{number}/{len(PROOFS)} {proof.name}")
            yield from _breaches(proof)


def count_lines() -> dict[str, int]:
    """How much there is to read: accounts, transfers, entries, holds."""
    models = {"accounts": Account, "transfers": Transfer, "entries": Entry, "holds": Hold}
    return {name: model._default_manager.count() for name, model in models.items()}


@contextmanager
def one_moment(*, read_only: bool = True) -> Iterator[None]:
    """A transaction that reads the book as it stands at one moment, while postings go on."""
    inside = connection.in_atomic_block  # whoever holds a transaction chose its snapshot
    with transaction.atomic():
        if not inside:
            mode = "READ ONLY" if read_only else "READ WRITE"
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, {mode}")
        yield


def _breaches(proof: Proof) -> Iterator[Finding]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(proof.query)
        while rows := cursor.fetchmany(BATCH):
            names = [column.name for column in cursor.description]
            for row in rows:
                yield _finding(proof, dict(zip(names, row, strict=True)))


def _finding(proof: Proof, values: dict[str, Any]) -> Finding:
    identifiers = ("account", "shard", "transfer", "hold", "currency")
    place = {
        name: values[name] if isinstance(values[name], int) else str(values[name])
        for name in identifiers
        if name in values
    }
    return Finding(proof.name, place, proof.sentence.format(**values))
