"""The trial balance: all accounts of the book by currency, and that they sum to zero."""

from dataclasses import dataclass

from django.db import connection

from homebank.lib import desk_words
from homebank.lib.money import Money

# The bank's own accounts one by one, customers' by kind. A positive balance stands on the credit
# side (what the bank owes), a negative one on the debit side (what the bank has).
SUMS = """
    SELECT a.currency, a.name, a.kind, a.own, count(*),
           coalesce(sum(a.minor) FILTER (WHERE a.minor < 0), 0)::bigint,
           coalesce(sum(a.minor) FILTER (WHERE a.minor > 0), 0)::bigint
    FROM (SELECT a.currency, a.kind, a.owner_id IS NULL AS own,
                 CASE WHEN a.owner_id IS NULL THEN a.name ELSE '' END AS name,
                 (SELECT sum(b.amount_minor) FROM ledger_balance b WHERE b.account_id = a.id)
                     AS minor
          FROM ledger_account a) AS a
    GROUP BY a.currency, a.own, a.kind, a.name
    ORDER BY a.currency, a.own, a.kind, a.name
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One own account of the bank, or all accounts of customers of one kind. Sums are positive."""

    name: str
    kind: str
    own: bool
    accounts: int
    debit: Money
    credit: Money

    @property
    def title(self) -> str:
        """What the line is called in the reader's language."""
        return (
            desk_words.own_account(self.name) if self.own else desk_words.word("account", self.kind)
        )


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """All accounts in one currency."""

    currency: str
    lines: list[Line]

    @property
    def debit(self) -> Money:
        return sum((line.debit for line in self.lines), Money(0, self.currency))

    @property
    def credit(self) -> Money:
        return sum((line.credit for line in self.lines), Money(0, self.currency))

    @property
    def difference(self) -> Money:
        """Zero, or the book is wrong."""
        return self.credit - self.debit


def trial_balances() -> list[TrialBalance]:
    """One for each currency that has an account, from one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS)
        rows = cursor.fetchall()
    lines: dict[str, list[Line]] = {}
    for currency, name, kind, own, count, negative, positive in rows:
        debit, credit = Money(-negative, currency), Money(positive, currency)
        lines.setdefault(currency, []).append(Line(name, kind, own, count, debit, credit))
    return [TrialBalance(currency, found) for currency, found in lines.items()]
