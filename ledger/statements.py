"""A statement: an account's entries by number, a page at the same cost at any depth.

Numbers have no gaps and grow with time, so a period is a stretch of numbers: its ends are found by
halving (some twenty looks into the index for a million entries), and how many entries lie between
two numbers is known without counting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from homebank.lib.money import KZT, Money
from homebank.lib.prepared import prepared_row, prepared_rows

PAGE = 50
LAST_NUMBER = 2**63 - 1
# Straight down the index of numbers: nothing is counted, sorted or skipped.
LINES = """
SELECT e.sequence, e.at, e.amount_minor, e.balance_after_minor, e.currency,
       t.kind, t.subject, e.transfer_id
FROM ledger_entry AS e JOIN ledger_transfer AS t ON t.id = e.transfer_id
WHERE e.account_id = %s AND e.shard = %s AND e.sequence < %s
ORDER BY e.sequence DESC LIMIT %s
"""
# How many entries are older than each of two moments, with the balance after the last of them.
STRETCH = """
WITH RECURSIVE halving (edge, low, high) AS (
  SELECT edge, 0::bigint, b.sequence
  FROM unnest(ARRAY[%(since)s, %(until)s]::timestamptz[]) AS edge, ledger_balance AS b
  WHERE b.account_id = %(account)s::bigint AND b.shard = %(shard)s::smallint
  UNION ALL
  SELECT h.edge, CASE WHEN e.at < h.edge THEN e.sequence ELSE h.low END,
         CASE WHEN e.at < h.edge THEN h.high ELSE e.sequence - 1 END
  FROM halving AS h JOIN ledger_entry AS e ON e.account_id = %(account)s::bigint
    AND e.shard = %(shard)s::smallint AND e.sequence = (h.low + h.high + 1) / 2
  WHERE h.low < h.high
)
SELECT h.low, coalesce(e.balance_after_minor, 0)
FROM halving AS h LEFT JOIN ledger_entry AS e ON e.account_id = %(account)s::bigint
  AND e.shard = %(shard)s::smallint AND e.sequence = h.low
WHERE h.low = h.high ORDER BY h.edge
"""
# {order} is one of two words of ours. Reads what lies between the two numbers at most: the window
# is taken down its index first, whatever the planner thinks of the sieve.
BETWEEN = """
SELECT e.sequence, e.at, e.amount_minor, e.balance_after_minor, e.currency,
       t.kind, t.subject, e.transfer_id
FROM (
  SELECT sequence, at, amount_minor, balance_after_minor, currency, transfer_id FROM ledger_entry
  WHERE account_id = %(account)s::bigint AND shard = %(shard)s::smallint
    AND sequence BETWEEN %(first)s::bigint AND %(last)s::bigint
  ORDER BY sequence {order} LIMIT greatest(%(last)s::bigint - %(first)s::bigint + 1, 0)
) AS e JOIN ledger_transfer AS t ON t.id = e.transfer_id
WHERE (%(least)s::bigint IS NULL OR abs(e.amount_minor) >= %(least)s::bigint)
  AND (%(most)s::bigint IS NULL OR abs(e.amount_minor) <= %(most)s::bigint)
  AND (%(sign)s::int = 0 OR sign(e.amount_minor) = %(sign)s::int)
  AND (%(kinds)s::text[] IS NULL OR t.kind LIKE ANY (%(kinds)s::text[]))
  AND (%(other)s::text[] IS NULL OR NOT t.kind LIKE ANY (%(other)s::text[]))
ORDER BY e.sequence {order} LIMIT %(count)s::bigint
"""
TURNOVER = """
SELECT coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0)::bigint,
       coalesce(sum(amount_minor) FILTER (WHERE amount_minor < 0), 0)::bigint
FROM ledger_entry
WHERE account_id = %(account)s::bigint AND shard = %(shard)s::smallint
  AND sequence BETWEEN %(first)s::bigint AND %(last)s::bigint
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The entries of a period: numbers `first` to `last`, and the balances around them.

    An empty one has its `last` before its `first`.
    """

    first: int
    last: int
    opening: Money
    closing: Money

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which entries are wanted: `sign` -1, 0 (both) or 1; sizes in minor units, both included.

    `kinds` are patterns of LIKE for the kind of a transfer, `other` such that must not fit.
    """

    sign: int = 0
    least: int | None = None
    most: int | None = None
    kinds: Sequence[str] | None = None
    other: Sequence[str] | None = None


EVERYTHING = Sieve()


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of the account. `amount` is signed, `sequence` counts from 1 without gaps."""

    sequence: int
    at: datetime
    amount: Money
    balance_after: Money
    kind: str
    subject: UUID | None
    transfer_id: UUID


def statement_page(
    *, account_id: int, before: int | None = None, count: int = PAGE, shard: int = 0
) -> list[StatementLine]:
    """The `count` newest lines numbered below `before` (all, if None), newest first. One query.

    Ask on with the last line's `sequence`. An own account of the bank has a page in each shard.
    """
    edge = LAST_NUMBER if before is None else before
    rows = prepared_rows(LINES, [str(account_id), str(shard), str(edge), str(count)])
    return [_line(row) for row in rows]


def stretch_of(
    *, account_id: int, since: datetime, until: datetime, currency: str = KZT, shard: int = 0
) -> Stretch:
    """The entries from `since` on and before `until`. One query, whatever the book holds."""
    asked = {"account": account_id, "shard": shard, "since": since, "until": until}
    (before, opening), (last, closing) = prepared_rows(STRETCH, asked)
    return Stretch(before + 1, last, Money(opening, currency), Money(closing, currency))


def lines_between(
    *, account_id: int, first: int, last: int, count: int, newest_first: bool = True,
    sieve: Sieve = EVERYTHING, shard: int = 0,
) -> list[StatementLine]:  # fmt: skip
    """At most `count` entries numbered `first` to `last` that the sieve lets through. One query.

    What the sieve keeps back is read too: the caller bounds the numbers.
    """
    asked = {
        "account": account_id, "shard": shard, "first": first, "last": last, "count": count,
        "sign": sieve.sign, "least": sieve.least, "most": sieve.most,
        "kinds": _patterns(sieve.kinds), "other": _patterns(sieve.other),
    }  # fmt: skip
    statement = BETWEEN.format(order="DESC" if newest_first else "ASC")
    return [_line(row) for row in prepared_rows(statement, asked)]


def turnover_between(
    *, account_id: int, first: int, last: int, currency: str = KZT, shard: int = 0
) -> tuple[Money, Money]:
    """What came in and what went out (below zero) by the entries. Reads each: bound the numbers."""
    asked = {"account": account_id, "shard": shard, "first": first, "last": last}
    came, went = prepared_row(TURNOVER, asked)
    return Money(came, currency), Money(went, currency)


def _patterns(patterns: Sequence[str] | None) -> list[str] | None:
    return None if patterns is None else list(patterns)


def _line(row: tuple[Any, ...]) -> StatementLine:
    sequence, at, minor, after, currency, kind, subject, transfer_id = row
    amount, balance = Money(minor, currency), Money(after, currency)
    return StatementLine(sequence, at, amount, balance, kind, subject, transfer_id)
