"""A statement: an account's entries backwards by number, a page at the same cost at any depth."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from homebank.lib.money import Money
from ledger.models import Entry

PAGE = 50


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
    entries = Entry.objects.filter(account=account_id, shard=shard)
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    rows = entries.order_by("-sequence").values_list(
        "sequence", "at", "amount_minor", "balance_after_minor", "currency", "transfer__kind",
        "transfer__subject", "transfer_id",
    )  # fmt: skip
    return [
        StatementLine(
            sequence, at, Money(minor, currency), Money(after, currency), kind, subject, transfer_id
        )
        for sequence, at, minor, after, currency, kind, subject, transfer_id in rows[:count]
    ]
