"""django-hordak 2.0: its models and triggers, with the lock and funds check that a bank needs."""

from __future__ import annotations

import os
from typing import Any

import psycopg
from django.db import transaction

from benchmarks.contenders import Contender
from benchmarks.contenders.raw import OPENING

# mptt opens accounts one by one; a thousand keep payers from meeting as often as ten thousand do.
PAYERS = 1_000


class GuardedHordak(Contender):
    """Lock the payer, ask for its balance, then a Transaction with three Legs."""

    def prepare(self) -> None:
        from django.core.management import call_command
        from hordak.models import Account, AccountType, Leg, Transaction

        call_command("migrate", verbosity=0, skip_checks=True)
        payers = self._open(AccountType.liability, min(PAYERS, self.world.payers))
        self._open(AccountType.liability, self.world.billers)
        self._open(AccountType.income, 1)
        [cash] = self._open(AccountType.asset, 1)
        with transaction.atomic():
            top_up = Transaction.objects.create(description="top-up")
            legs = [
                Leg(transaction=top_up, account=payer, credit=_money(OPENING)) for payer in payers
            ]
            legs += [Leg(transaction=top_up, account=cash, debit=_money(OPENING * len(payers)))]
            Leg.objects.bulk_create(legs)
        assert Account.objects.count() == len(payers) + self.world.billers + 2

    def open(self, client: int) -> None:
        from hordak.models import Account, Leg, Transaction

        self.accounts, self.legs, self.transactions = Account, Leg, Transaction
        every = list(Account.objects.order_by("pk"))
        count = len(every) - self.world.billers - 2
        self.payers, self.billers = every[:count], every[count : count + self.world.billers]
        self.fees = every[-2]

    def pay(self) -> None:
        payer, biller, amount, fee = self.someone()
        payer_id = self.payers[payer % len(self.payers)].pk
        with transaction.atomic():
            locked = self.accounts.objects.select_for_update().get(pk=payer_id)
            total = _money(amount + fee)
            if locked.get_balance()["EUR"] < total:
                raise ValueError("insufficient")
            made, leg = (
                self.transactions.objects.create(description="bill"),
                self.legs.objects.create,
            )
            leg(transaction=made, account=locked, debit=total)
            leg(transaction=made, account=self.billers[biller - 1], credit=_money(amount))
            leg(transaction=made, account=self.fees, credit=_money(fee))

    def wrong(self, paid: int) -> list[str]:
        from django.db.models import Sum
        from hordak.models import Leg, Transaction

        found, sums = [], Leg.objects.aggregate(credit=Sum("credit"), debit=Sum("debit"))
        if Transaction.objects.filter(description="bill").count() != paid:
            found.append("transactions are not as many as payments")
        if sums["credit"] != sums["debit"]:
            found.append("debits are not credits")
        return found

    def measure(self, *, legs: int, times: int) -> dict[str, float]:
        """Milliseconds to read the balance of an account that has so many legs."""
        from benchmarks.timing import median_ms

        self.open(0)
        account = self.payers[0]
        _write_legs(account, self.payers[1], legs)
        return {"balance_ms": median_ms(account.get_balance, times)}

    def _open(self, kind: Any, count: int) -> list[Any]:
        from hordak.models import Account

        with transaction.atomic():
            return [Account.objects.create(name=f"{kind} {n}", type=kind, currencies=["EUR"])
                    for n in range(count)]  # fmt: skip


def _money(minor: int) -> Any:
    from decimal import Decimal

    from moneyed import Money

    return Money(Decimal(minor).scaleb(-2), "EUR")


def _write_legs(account: Any, other: Any, legs: int) -> None:
    """Up to so many legs of the account, straight into the table: its triggers check each row."""
    with psycopg.connect(os.environ["BENCH_SUPERUSER_URL"], autocommit=True) as c:
        c.execute("SET session_replication_role = replica")
        c.execute(
            "INSERT INTO hordak_transaction (id, uuid, timestamp, date, description)"
            " VALUES (0, gen_random_uuid(), now(), CURRENT_DATE, 'many')"
        )
        c.execute(
            "INSERT INTO hordak_leg"
            " (uuid, transaction_id, account_id, credit, currency, description)"
            " SELECT gen_random_uuid(), 0, %s, 1, 'EUR', '' FROM generate_series(1, %s)",
            [account.pk, legs],
        )
        c.execute(
            "INSERT INTO hordak_leg"
            " (uuid, transaction_id, account_id, debit, currency, description)"
            " VALUES (gen_random_uuid(), 0, %s, %s, 'EUR', '')",
            [other.pk, legs],
        )
        c.execute("VACUUM ANALYZE hordak_leg")
