"""A book of ten million entries, to be read: balances, and statements at any depth."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from benchmarks.contenders import Contender
from benchmarks.contenders.bank import open_purses
from benchmarks.timing import medians_ms

SQL = Path(__file__).resolve().parents[1] / "sql" / "big_book.sql"
PAGE = 50
# The columns of ledger.statements, by hand: what a page would cost without Django.
RAW = """
SELECT e.sequence, e.at, e.amount_minor, e.balance_after_minor, e.currency, t.kind, t.subject,
       e.transfer_id
FROM ledger_entry AS e JOIN ledger_transfer AS t ON t.id = e.transfer_id
WHERE e.account_id = %s AND e.shard = 0 AND e.sequence < %s ORDER BY e.sequence DESC LIMIT 50
"""


class BigBook(Contender):
    """Written straight into the tables, then proven, then read through the site's own calls."""

    def prepare(self) -> None:
        from django.core.management import call_command

        from ledger.accounts import bank_account

        call_command("migrate", verbosity=0, skip_checks=True)
        cash = bank_account("cash").pk
        purses = open_purses(2 + self.many)
        values = {
            "transfers": self.world.entries // 2, "cash": cash, "whale": purses[0],
            "small": purses[1], "first": purses[2], "many": self.many,
            "rarity": self.world.entries * 2 // 5 // self.small,
        }  # fmt: skip
        with psycopg.connect(os.environ["BENCH_SUPERUSER_URL"], autocommit=True) as c:
            indexes = _drop_indexes(c)
            c.execute(SQL.read_text().format(**values))
            for statement in indexes:
                c.execute(statement)
            for table in ("ledger_entry", "ledger_transfer", "ledger_balance", "ledger_account"):
                c.execute(f"VACUUM ANALYZE {table}")

    @property
    def many(self) -> int:
        """So many other accounts share what the two leave."""
        return max(self.world.entries // 1000, 10)

    @property
    def small(self) -> int:
        """So many entries has the small account; the whale has a tenth of all."""
        return min(10_000, self.world.entries // 100)

    def open(self, client: int) -> None:
        from ledger.models import Account

        own = Account.objects.filter(kind="bench").order_by("pk").values_list("pk", flat=True)
        self.whale, self.little = own[:2]

    def measure(self, *, times: int) -> dict[str, Any]:
        """Milliseconds of a balance read, and of a statement's page beside a raw keyset query."""
        from ledger.accounts import balance_of

        self.open(0)
        balances = medians_ms(
            {"many": lambda: balance_of(self.whale), "few": lambda: balance_of(self.little)}, times
        )
        return {"balances": balances, "pages": self._pages(times)}

    def _pages(self, times: int) -> dict[str, float]:
        from ledger.statements import statement_page

        last = self.world.entries // 10
        with psycopg.connect(self.url, autocommit=True) as raw:
            calls: dict[str, Any] = {"first": lambda: statement_page(account_id=self.whale)}
            for part in (25, 50, 75, 100):
                before = max(last - last * part // 100, PAGE) + 1
                calls[f"at {part} %"] = lambda b=before: statement_page(
                    account_id=self.whale, before=b
                )
                calls[f"raw at {part} %"] = lambda b=before: raw.execute(
                    RAW, (self.whale, b), prepare=True
                ).fetchall()
            return medians_ms(calls, times)

    def wrong(self, paid: int) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), coalesce(sum(amount_minor), 0) FROM ledger_entry")
            [entries, total] = cursor.fetchone()
            cursor.execute("SELECT sum(sequence), sum(amount_minor) FROM ledger_balance")
            [numbers, kept] = cursor.fetchone()
        known = {(entries, int(total), int(numbers), int(kept))}
        return [] if known == {(self.world.entries, 0, self.world.entries, 0)} else [str(known)]


def _drop_indexes(c: psycopg.Connection) -> list[str]:
    """Drop what slows a load of the two great tables; the statements that make it again."""
    rows = c.execute(
        "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'u' AND conrelid = 'ledger_entry'::regclass"
    ).fetchall()
    for table, name, _text in rows:
        c.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return [f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}" for table, name, text in rows]
