"""The balance of every account at the end of a day, read from the entries: the same for ever.

A closed day keeps a hash of them all, so that what is printed later is proven to be what stood.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from homebank.lib.money import Money
from ledger.day_bounds import bounds

BATCH = 2000
# The last entry before the end in each shard, straight from the index of numbers.
BALANCES = """
    SELECT a.id, coalesce(a.iban, a.name), a.currency, coalesce(sum(last.after), 0)::bigint
    FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
    LEFT JOIN LATERAL (
        SELECT e.balance_after_minor AS after FROM ledger_entry e
        WHERE e.account_id = b.account_id AND e.shard = b.shard AND e.at < %(end)s
        ORDER BY e.sequence DESC LIMIT 1
    ) AS last ON true
    WHERE a.opened_at < %(end)s
    GROUP BY a.id ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class AtEnd:
    """What an account had when the day was over. `name` is the IBAN, or the own account's name."""

    account_id: int
    name: str
    balance: Money

    @property
    def line(self) -> str:
        """As it is hashed: id, name, currency and minor units."""
        return f"{self.account_id};{self.name};{self.balance.currency};{self.balance.minor}\n"


def balances_of_day(day: date) -> Iterator[AtEnd]:
    """Every account by its id, in constant memory; in one snapshot."""
    _begin, end = bounds(day)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(BALANCES, {"end": end})
        while rows := cursor.fetchmany(BATCH):
            for account_id, name, currency, minor in rows:
                yield AtEnd(account_id, name, Money(minor, currency))


def digest_of_day(day: date) -> tuple[int, str]:
    """How many accounts there were, and the SHA-256 over their lines."""
    state, count = hashlib.sha256(), 0
    for each in balances_of_day(day):
        state.update(each.line.encode())
        count += 1
    return count, state.hexdigest()
