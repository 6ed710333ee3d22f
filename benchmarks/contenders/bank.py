"""The bank's posting verb, as the site calls it: its own role, triggers on, Django's connection."""

from collections.abc import Iterable

from django.db import connection, transaction

from benchmarks.contenders import Contender
from benchmarks.contenders.raw import OPENING
from benchmarks.people import open_cards
from homebank.lib.ids import uuid7
from homebank.lib.money import Money

# A verb holds a lock on its id until its transaction ends (docs/ledger.md, "In a transaction").
BATCH = 500
KIND, ACCOUNTS_EACH = "bench", 100


class PostingVerb(Contender):
    """`ledger.posting.post`: payer, biller and fee, three legs, every balance kept."""

    def prepare(self) -> None:
        from django.core.management import call_command

        from ledger.accounts import bank_account

        call_command("migrate", verbosity=0, skip_checks=True)
        bank_account("cash")  # before the payers: a transfer's legs go by number
        top_up(open_purses(self.world.payers))

    def open(self, client: int) -> None:
        from ledger.accounts import bank_account
        from ledger.models import Account
        from ledger.posting import Leg, post

        self.leg, self.post = Leg, post
        own = Account.objects.filter(kind=KIND).order_by("pk")
        self.payers = list(own.values_list("pk", "owner_id"))[: self.world.payers]
        self.billers = [bank_account(f"biller:{n}").pk for n in range(self.world.billers)]
        self.fees = bank_account("fees").pk

    def pay(self) -> None:
        payer, biller, amount, fee = self.someone()
        account_id, customer_id = self.payers[payer - 1]
        self.post(
            transfer_id=uuid7(), kind="bill-payment", customer_id=customer_id,
            legs=[self.leg(account_id, Money(-amount - fee)),
                  self.leg(self.billers[biller - 1], Money(amount)),
                  self.leg(self.fees, Money(fee))],
        )  # fmt: skip

    def wrong(self, paid: int) -> list[str]:
        from ledger.checking import find_wrongs
        from ledger.models import Entry, Transfer

        found = [each.text for each in find_wrongs()]
        if Transfer.objects.filter(kind="bill-payment").count() != paid:
            found.append("transfers are not as many as payments")
        if Entry.objects.filter(transfer__kind="bill-payment").count() != 3 * paid:
            found.append("not three entries a transfer")
        return found


class OneBiller(PostingVerb):
    """The same, everybody paying one biller: the bank's busiest rows."""

    def someone(self) -> tuple[int, int, int, int]:
        payer, _biller, amount, fee = super().someone()
        return payer, 1, amount, fee


def top_up(payers: Iterable[int]) -> None:
    """So much cash on every account that no payment of any run meets an empty one."""
    from ledger.accounts import bank_account

    each, cash = list(payers), bank_account("cash").pk
    for start in range(0, len(each), BATCH):
        batch = each[start : start + BATCH]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT ledger_post(gen_random_uuid(), NULL, 'top-up', NULL, '',"
                " ARRAY[%s, payer], ARRAY[-%s, %s], ARRAY['KZT', 'KZT'], '0 s')"
                " FROM unnest(%s::bigint[]) AS payer",
                [cash, OPENING, OPENING, batch],
            )


def open_purses(count: int) -> list[int]:
    """So many accounts of some customers, a hundred each; their numbers."""
    owners = [card.customer_id for card in open_cards(-(-count // ACCOUNTS_EACH))]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_open(%s, 'KZT', owner, '', 'KZ' || lpad((n * %s + m)::text, 18, '0'),"
            " 0, 1::smallint, clock_timestamp())"
            " FROM unnest(%s::uuid[]) WITH ORDINALITY AS o (owner, n), generate_series(1, %s) AS m",
            [KIND, ACCOUNTS_EACH, owners, ACCOUNTS_EACH],
        )
        return sorted(row[0] for row in cursor.fetchall())[:count]
