"""The nightly root: a signed sentence on every chain of entries, kept also where no database is.

A root says of each chain that has grown how far it goes and what its hash is. The key and the
published roots lie outside the database, so that who rewrites the book cannot rewrite them.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection

from homebank.lib import clock, signed_sentences
from homebank.lib.clock import ALMATY
from homebank.lib.signed_sentences import Sentence, sign_sentence
from ledger.book_checker import FORMAT, Root, chain_start, cut_line, next_head, read_roots
from ledger.checking import one_moment
from ledger.errors import RootsDisagree
from ledger.models import BookCut, BookRoot

BATCH = 1000
# Every entry as it is exported and hashed, by chain; `since` a chain's last cut, or from its first.
ENTRIES = """
    SELECT e.account_id, e.shard, e.sequence, e.amount_minor, e.currency, e.balance_after_minor,
           to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.transfer_id::text,
           t.kind, coalesce(t.customer::text, ''), coalesce(t.subject::text, ''),
           coalesce(t.reverses_id::text, ''), t.memo
    FROM ledger_entry e JOIN ledger_transfer t ON t.id = e.transfer_id
"""
IN_CHAINS = " ORDER BY e.account_id, e.shard, e.sequence"
# Those that no root covers yet, with where the chain's last root left it.
FRESH = f"""
    SELECT e.*, coalesce(g.head, '') FROM ({ENTRIES}) e
    JOIN (SELECT b.account_id, b.shard, coalesce(c.sequence, 0) AS since, c.head
          FROM ledger_balance b LEFT JOIN LATERAL (
              SELECT sequence, head FROM ledger_bookcut
              WHERE account_id = b.account_id AND shard = b.shard ORDER BY sequence DESC LIMIT 1
          ) c ON true WHERE b.sequence > coalesce(c.sequence, 0)) g
        ON g.account_id = e.account_id AND g.shard = e.shard AND e.sequence > g.since
    ORDER BY e.account_id, e.shard, e.sequence
"""  # noqa: S608 - of our own words only
CUTS = "SELECT account_id, shard, sequence, root_id, head FROM ledger_bookcut ORDER BY 1, 2, 3"
LOCK = 0x626F6F6B  # one signer at a time


def sign_due_root() -> BookRoot | None:
    """Sign the root of the day, once a day of Almaty; None while none is due or no key is set."""
    if not settings.BOOK_KEY:
        return None
    last = BookRoot.objects.order_by("-number").first()
    if last and last.at.astimezone(ALMATY).date() >= clock.today():
        return None
    try:
        return sign_root()
    except IntegrityError:  # another worker signed it at the same moment
        return None


def sign_root() -> BookRoot:
    """Sign a root over all entries there are, keep it and publish it to BOOK_ROOTS_FOLDER.

    RootsDisagree when the folder's roots are not those of the database: then somebody has to look
    first, and nothing is signed.
    """
    with one_moment(read_only=False):
        _wait_for_turn()
        roots = stored_roots()
        refuse_other_roots(roots)
        number = len(roots) + 1
        digest, chains = hashlib.sha256(), 0
        cuts: list[BookCut] = []
        for account, shard, sequence, head in _grown_chains():
            digest.update(cut_line(account, shard, sequence, head))
            chains += 1
            cuts.append(BookCut(root_id=number, account_id=account, shard=shard,
                                sequence=sequence, head=head))  # fmt: skip
        root = _write(number, roots[-1].hash if roots else "", chains, digest.hexdigest())
        BookCut.objects.bulk_create(cuts, batch_size=BATCH)
    publish(Root(root.text, root.signature))
    return root


def stored_roots() -> list[Root]:
    """The roots that the database keeps, in their order."""
    rows = BookRoot.objects.order_by("number").values_list("text", "signature")
    return [Root(text, signature) for text, signature in rows]


def published_roots() -> list[Root]:
    """The roots in BOOK_ROOTS_FOLDER; those of the database where no folder is set."""
    folder = settings.BOOK_ROOTS_FOLDER
    return read_roots(Path(folder)) if folder else stored_roots()


def refuse_other_roots(stored: list[Root]) -> None:
    """RootsDisagree unless folder and database hold the same; the last may wait to be published."""
    published = published_roots()
    if stored[: len(published)] != published or len(stored) > len(published) + 1:
        raise RootsDisagree(len(stored), len(published))
    for root in stored[len(published) :]:  # signed, and the worker died before it was published
        publish(root)


def publish(root: Root) -> None:
    """Write the root's file, whole or not at all."""
    signed_sentences.publish("root", Sentence(root.text, root.signature))


def export_lines() -> Iterator[str]:
    """Every entry and every cut of a root, a JSON line each, chain by chain (inside one_moment)."""
    cuts = _rows(CUTS)
    cut = next(cuts, None)
    for entry in _rows(ENTRIES + IN_CHAINS):
        while cut is not None and cut[:3] < entry[:3]:
            yield line_of("cut", cut)
            cut = next(cuts, None)
        yield line_of("entry", entry)
    while cut is not None:
        yield line_of("cut", cut)
        cut = next(cuts, None)


def line_of(kind: str, values: Iterable[Any]) -> str:
    """One line of the export; the hash of a chain is taken over these very characters."""
    return json.dumps([kind, *values], separators=(",", ":"))


def _grown_chains() -> Iterator[tuple[int, int, int, str]]:
    """(account, shard, sequence, head) of each chain with entries that no root covers yet."""
    for (account, shard), rows in groupby(_rows(FRESH), key=itemgetter(0, 1)):
        head, sequence = "", 0
        for *entry, since in rows:
            head = next_head(head or since or chain_start(account, shard), line_of("entry", entry))
            sequence = entry[2]
        yield account, shard, sequence, head


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _write(number: int, previous: str, chains: int, digest: str) -> BookRoot:
    at = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(sequence), 0)::bigint FROM ledger_balance")
        entries = cursor.fetchone()[0]
    facts = {"number": number, "at": at.isoformat(), "previous": previous, "entries": entries,
             "chains": chains, "digest": digest}  # fmt: skip
    root = sign_sentence(form=FORMAT, facts=facts)
    return BookRoot.objects.create(number=number, text=root.text, signature=root.signature, at=at)


def _rows(query: str) -> Iterator[tuple[Any, ...]]:
    """Rows a batch at a time, however many there are. Inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            yield from rows
