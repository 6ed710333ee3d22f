"""django-ledger 0.8.5: a posted journal entry of three transactions by its own `commit_txs`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from benchmarks.contenders import Contender
from benchmarks.contenders.raw import OPENING

# Each account is a node of its tree and opened one by one.
PAYERS = 100


class DjangoLedger(Contender):
    """Lock the payer, sum its transactions, then commit and post the journal entry."""

    def prepare(self) -> None:
        from django.contrib.auth import get_user_model
        from django.core.management import call_command
        from django_ledger.models import EntityModel

        call_command("migrate", verbosity=0, skip_checks=True)
        admin = get_user_model().objects.create_user("admin")
        entity = EntityModel.create_entity(
            name="Bank", use_accrual_method=True, admin=admin, fy_start_month=1
        )
        entity.create_chart_of_accounts(assign_as_default=True, commit=True)
        payers, cash = self._open_accounts(entity), _open(entity, "1000", "asset_ca_cash", "debit")
        ledger = entity.create_ledger(name="Payments", posted=True)
        each = Decimal(OPENING).scaleb(-2)
        legs = [_leg(payer, each, "credit") for payer in payers]
        legs.append(_leg(cash, each * len(payers), "debit"))
        ledger.commit_txs(je_timestamp=timezone.now(), je_txs=legs, je_posted=True)

    def open(self, client: int) -> None:
        from django_ledger.models import AccountModel, LedgerModel, TransactionModel

        self.accounts, self.transactions = AccountModel, TransactionModel
        every = AccountModel.objects.filter(name__in=["payer", "biller", "fees"]).order_by("code")
        self.payers = [account for account in every if account.name == "payer"]
        self.billers = [account for account in every if account.name == "biller"]
        [self.fees] = [account for account in every if account.name == "fees"]
        self.ledger = LedgerModel.objects.select_related("entity").get()

    def pay(self) -> None:
        payer, biller, *minor = self.someone()
        amount, fee = map(_tenge, minor)
        chosen = self.payers[payer % len(self.payers)]
        with transaction.atomic():
            self.accounts.objects.select_for_update(of=("self",)).get(pk=chosen.pk)
            if self._balance(chosen) < amount + fee:
                raise ValueError("insufficient")
            self.ledger.commit_txs(
                je_timestamp=timezone.now(), je_posted=True,
                je_txs=[_leg(chosen, amount + fee, "debit"),
                        _leg(self.billers[biller - 1], amount, "credit"),
                        _leg(self.fees, fee, "credit")],
            )  # fmt: skip

    def wrong(self, paid: int) -> list[str]:
        from django_ledger.models import JournalEntryModel, TransactionModel

        found = []
        if JournalEntryModel.objects.filter(posted=True).count() != paid + 1:
            found.append("posted entries are not as many as payments")
        sums = dict(
            TransactionModel.objects.values_list("tx_type").annotate(Sum("amount")).order_by()
        )
        if sums["debit"] != sums["credit"]:
            found.append("debits are not credits")
        return found

    def _balance(self, account: Any) -> Decimal:
        """Credits less debits of what is posted."""
        posted = self.transactions.objects.filter(account=account, journal_entry__posted=True)
        sums = dict(posted.order_by().values_list("tx_type").annotate(Sum("amount")))
        return Decimal(sums.get("credit", 0)) - Decimal(sums.get("debit", 0))

    def _open_accounts(self, entity: Any) -> list[Any]:
        count = min(PAYERS, self.world.payers)
        payers = [_open(entity, f"21{n:03d}", "lia_cl_acc_payable", "credit", "payer")
                  for n in range(count)]  # fmt: skip
        for n in range(self.world.billers):
            _open(entity, f"29{n:03d}", "lia_cl_acc_payable", "credit", "biller")
        _open(entity, "4000", "in_operational", "credit", "fees")
        return payers


def _open(entity: Any, code: str, role: str, side: str, name: str = "cash") -> Any:
    return entity.create_account(code=code, role=role, name=name, balance_type=side, active=True)


def _leg(account: Any, amount: Decimal, side: str) -> dict[str, Any]:
    return {"account": account, "amount": amount, "tx_type": side, "description": "bill"}


def _tenge(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)
