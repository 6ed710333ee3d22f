"""The card of an account: its entries in the order of time, with the balance after each.

An own account of the bank keeps its balance in shards. Their entries are laid into one row here,
and the balance after each is that of the whole account. A page costs the same at any depth: its
edge is a moment and an id, which is found in each shard by halving.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from homebank.lib.money import Money
from homebank.lib.prepared import prepared_rows
from ledger.models import Account

PAGE = 50
# For each shard of the account: how many of its entries lie before the edge, and what the last of
# them left. Within a shard numbers, moments and ids grow together.
EDGES = """
WITH RECURSIVE halving (shard, low, high) AS (
  SELECT b.shard, 0::bigint, b.sequence FROM ledger_balance AS b
  WHERE b.account_id = %(account)s::bigint
  UNION ALL
  SELECT h.shard,
         CASE WHEN (e.at, e.id) < (%(at)s::timestamptz, %(id)s::bigint) THEN e.sequence
              ELSE h.low END,
         CASE WHEN (e.at, e.id) < (%(at)s::timestamptz, %(id)s::bigint) THEN h.high
              ELSE e.sequence - 1 END
  FROM halving AS h JOIN ledger_entry AS e ON e.account_id = %(account)s::bigint
    AND e.shard = h.shard AND e.sequence = (h.low + h.high + 1) / 2
  WHERE h.low < h.high
)
SELECT h.shard, h.low, coalesce(e.balance_after_minor, 0)
FROM halving AS h LEFT JOIN ledger_entry AS e ON e.account_id = %(account)s::bigint
  AND e.shard = h.shard AND e.sequence = h.low
WHERE h.low = h.high ORDER BY h.shard
"""
LINES = """
SELECT e.id, e.at, e.amount_minor, t.kind, t.id, t.subject, t.memo
FROM unnest(%(shards)s::smallint[], %(after)s::bigint[]) AS edge (shard, low)
CROSS JOIN LATERAL (
  SELECT * FROM ledger_entry AS e WHERE e.account_id = %(account)s::bigint
    AND e.shard = edge.shard AND e.sequence > edge.low AND e.at < %(until)s::timestamptz
  ORDER BY e.sequence LIMIT %(count)s::bigint
) AS e JOIN ledger_transfer AS t ON t.id = e.transfer_id
ORDER BY e.at, e.id LIMIT %(count)s::bigint
"""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a page begins: after all that is before this moment and id."""

    at: datetime
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class CardLine:
    """One entry of the account. `amount` is signed, minus is a debit; `after` of the account."""

    entry_id: int
    at: datetime
    amount: Money
    after: Money
    kind: str
    transfer_id: UUID
    subject: UUID | None
    memo: str

    @property
    def next(self) -> Edge:
        """The edge behind this line."""
        return Edge(self.at, self.entry_id + 1)


@dataclass(frozen=True, slots=True)
class CardPage:
    """A stretch of an account's entries, the oldest first. `more`: there are later ones."""

    opening: Money
    lines: Sequence[CardLine]
    more: bool

    @property
    def closing(self) -> Money:
        return self.lines[-1].after if self.lines else self.opening


def card_page(*, account: Account, begin: Edge, until: datetime, count: int = PAGE) -> CardPage:
    """At most `count` entries from the edge on and before `until`; two queries."""
    asked: dict[str, Any] = {"account": account.pk, "at": begin.at, "id": begin.entry_id}
    edges = prepared_rows(EDGES, asked)
    opening = Money(sum(int(after) for _shard, _low, after in edges), account.currency)
    rows = prepared_rows(LINES, {
        "account": account.pk, "shards": [shard for shard, _low, _after in edges],
        "after": [low for _shard, low, _after in edges], "until": until, "count": count + 1,
    })  # fmt: skip
    return CardPage(opening, list(_lines(opening, rows[:count])), len(rows) > count)


def every_page(*, account: Account, begin: Edge, until: datetime, count: int) -> Iterator[CardPage]:
    """All pages from the edge to `until`, at least one, each no longer than `count`."""
    while True:
        page = card_page(account=account, begin=begin, until=until, count=count)
        yield page
        if not page.more:
            return
        begin = page.lines[-1].next


def _lines(opening: Money, rows: Sequence[tuple[Any, ...]]) -> Iterator[CardLine]:
    after = opening
    for entry_id, at, minor, kind, transfer_id, subject, memo in rows:
        amount = Money(minor, opening.currency)
        after += amount
        yield CardLine(entry_id, at, amount, after, kind, transfer_id, subject, memo)
