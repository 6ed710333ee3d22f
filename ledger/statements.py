"""A statement: an account's entries backwards by number, a page at the same cost at any depth."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from homebank.lib.money import Money
from homebank.lib.prepared import prepared_rows

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
    return [
        StatementLine(
            sequence, at, Money(minor, currency), Money(after, currency), kind, subject, transfer_id
        )
        for sequence, at, minor, after, currency, kind, subject, transfer_id in rows
    ]
