"""PL/pgSQL called straight: the least payment, the whole one, and that one through Django."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connection

from benchmarks.contenders import Contender

SQL = Path(__file__).resolve().parents[1] / "sql"
OPENING = 1_000_000_000_000


class Minimal(Contender):
    """Guard, transfer, three entries: psycopg, one call, prepared."""

    script = "minimal"
    statement = "SELECT pay(%s, %s, %s, %s)"

    def prepare(self) -> None:
        with psycopg.connect(self.url) as c:
            text = (SQL / f"{self.script}.sql").read_text()
            c.execute(text.format(payers=self.world.payers, billers=self.world.billers))

    def open(self, client: int) -> None:
        self.connection: Any = psycopg.connect(self.url, autocommit=True)
        self.cursor = self.connection.cursor()

    def backend_pid(self) -> int:
        return int(self.connection.info.backend_pid)

    def pay(self) -> None:
        payer, biller, amount, fee = self.someone()
        self.cursor.execute(self.statement, (payer, 1_000_000 + biller, amount, fee), prepare=True)
        self.cursor.fetchone()

    def wrong(self, paid: int) -> list[str]:
        with psycopg.connect(self.url) as c:
            return [
                f"not so: {name}"
                for name, query in self.proofs(paid).items()
                if not _is_true(c, query)
            ]

    def proofs(self, paid: int) -> dict[str, str]:
        """Queries that say true of a right book, by what they prove."""
        return {
            "transfers are as many as payments": f"SELECT count(*) = {paid} FROM transfer",
            "three entries a transfer": f"SELECT count(*) = 3 * {paid} FROM entry",
            "entries sum to zero": "SELECT coalesce(sum(amount), 0) = 0 FROM entry",
            "payers' balances are their entries": f"SELECT coalesce(sum({OPENING} - amount), 0) ="
            " (SELECT coalesce(-sum(amount), 0) FROM entry WHERE amount < 0) FROM balance"
            f" WHERE account_id <= {self.world.payers}",
        }


class Whole(Minimal):
    """The whole payment of shared/samples: psycopg, one call, prepared."""

    script = "whole"
    statement = "SELECT t, fee_, bal FROM pay(%s, %s, %s, %s)"

    def pay(self) -> None:
        payer, biller, amount, _fee = self.someone()
        self.cursor.execute(
            self.statement, (payer, 1_000_000 + biller, amount, uuid4()), prepare=True
        )
        self.cursor.fetchone()

    def proofs(self, paid: int) -> dict[str, str]:
        return {
            **super().proofs(paid),
            "a message a payment": f"SELECT count(*) = {paid} FROM outbox",
            "an id a payment": f"SELECT count(*) = {paid} FROM idem WHERE transfer_id IS NOT NULL",
            "every balance is its entries": "SELECT NOT EXISTS (SELECT FROM (SELECT account_id,"
            f" sum(amount) - CASE WHEN account_id <= {self.world.payers} THEN {OPENING} ELSE 0 END"
            " AS kept FROM balance GROUP BY 1) AS b JOIN (SELECT account_id, sum(amount) AS moved"
            " FROM entry GROUP BY 1) AS e USING (account_id) WHERE kept <> moved)",
        }


class WholeThroughDjango(Whole):
    """The same call through a plain Django cursor, with Django's defaults."""

    def open(self, client: int) -> None:
        connection.ensure_connection()

    def backend_pid(self) -> int:
        return int(connection.connection.info.backend_pid)

    def pay(self) -> None:
        payer, biller, amount, _fee = self.someone()
        with connection.cursor() as cursor:
            cursor.execute(self.statement, (payer, 1_000_000 + biller, amount, uuid4()))
            cursor.fetchone()


def _is_true(c: psycopg.Connection, query: str) -> bool:
    found = c.execute(query).fetchone()  # type: ignore[call-overload]
    return bool(found and found[0])
