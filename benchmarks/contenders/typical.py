"""What most Django code does: lock the payer, check, create four rows, save. It does less.

It keeps the payer's balance only, has no idempotency, no tariff, no hold and no message.
"""

from django.db import connection, transaction
from django.db.models import F, Sum

from benchmarks.contenders import Contender
from benchmarks.contenders.raw import OPENING


class Typical(Contender):
    """ORM, one transaction: SELECT FOR UPDATE, four INSERTs, one UPDATE."""

    def prepare(self) -> None:
        from django.core.management import call_command

        from benchmarks.typical.models import Account

        call_command("migrate", run_syncdb=True, verbosity=0, skip_checks=True)
        payers = [Account(balance=OPENING) for _ in range(self.world.payers)]
        Account.objects.bulk_create(payers, batch_size=1000)
        Account.objects.bulk_create([Account() for _ in range(self.world.billers + 1)])

    def open(self, client: int) -> None:
        from benchmarks.typical.models import Account, Entry, Transfer

        self.accounts, self.transfers, self.entries = Account, Transfer, Entry
        connection.ensure_connection()

    def pay(self) -> None:
        payer_id, number, amount, fee = self.someone()
        biller_id, fees_id = self.world.payers + number, self.world.payers + self.world.billers + 1
        with transaction.atomic():
            payer = self.accounts.objects.select_for_update().get(pk=payer_id)
            if payer.balance < amount + fee:
                raise ValueError("insufficient")
            transfer = self.transfers.objects.create(
                payer=payer, biller_id=biller_id, amount=amount, fee=fee
            )
            create = self.entries.objects.create
            create(transfer=transfer, account=payer, amount=-(amount + fee))
            create(transfer=transfer, account_id=biller_id, amount=amount)
            create(transfer=transfer, account_id=fees_id, amount=fee)
            payer.balance -= amount + fee
            payer.save(update_fields=["balance"])

    def wrong(self, paid: int) -> list[str]:
        from benchmarks.typical.models import Account, Entry, Transfer

        found = []
        if Transfer.objects.count() != paid:
            found.append("transfers are not as many as payments")
        if Entry.objects.aggregate(sum=Sum("amount"))["sum"] not in (0, None):
            found.append("entries do not sum to zero")
        payers = Account.objects.filter(pk__lte=self.world.payers)
        off = payers.annotate(moved=Sum("entries__amount")).exclude(moved=None)
        if off.exclude(balance=OPENING + F("moved")).exists():
            found.append("a payer's balance is not its entries")
        return found
