"""The technical overdraft: what presentments took beyond what an account had, and its repayment.

The debt stands in an account of the customer's own beside the card's: minus is owed. It is queued
in `Overdraft`, told to the customer, and repaid by the sweep as soon as the account has money.
"""

from django.db import transaction

from cards.models import Card, Overdraft
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of, open_account
from ledger.errors import NotEnoughMoney
from ledger.posting import Leg, post
from notifications.events import record
from notifications.messages import queue_alert

KIND = "overdraft"
BATCH = 200


def owed_on(account_id: int) -> Money:
    """What is owed beyond the account's balance now."""
    row = Overdraft.objects.filter(account=account_id, owed_minor__gt=0).first()
    return row.owed if row else Money(0)


def debt_of(*, card: Card) -> Overdraft:
    """The overdraft of the card's account, locked, made with the first presentment to need it."""
    found = Overdraft.objects.select_for_update().filter(account=card.account_id).first()
    if found:
        return found
    debt = open_account(
        kind=KIND, currency="KZT", owner_id=card.customer_id, floor_minor=None, shards=1
    )
    row, _made = Overdraft.objects.get_or_create(
        account_id=card.account_id,
        defaults={"debt": debt, "customer_id": card.customer_id, "since": clock.now()},
    )
    return Overdraft.objects.select_for_update().get(pk=row.pk)


def count_debt(*, overdraft: Overdraft, card: Card, minor: int) -> None:
    """So many tiyn more are owed: kept in the queue, told to the customer, on record."""
    if not overdraft.owed_minor:
        overdraft.since = clock.now()
    overdraft.owed_minor += minor
    overdraft.save(update_fields=["owed_minor", "since"])
    customer = card.customer
    record(kind="card.overdraft", customer_id=customer.pk, subject=card.pk,
           facts={"amount_minor": str(minor)})  # fmt: skip
    if customer.phone:
        queue_alert(
            phone=customer.phone, purpose="overdraft", language=customer.language,
            customer_id=customer.pk, amount=Money(minor), card_last4=card.last4,
        )  # fmt: skip


def repay_overdrafts() -> int:
    """Repay each debt from what its account has by now; how many repayments were made."""
    owing = Overdraft.objects.filter(owed_minor__gt=0).order_by("since")
    return sum(_repay(pk) for pk in owing.values_list("pk", flat=True)[:BATCH])


def _repay(pk: int) -> bool:
    if not _has_money(pk):
        return False
    try:
        with transaction.atomic():
            return _post_repayment(pk)
    except NotEnoughMoney:
        return False  # spent meanwhile: the next sweep looks again


def _has_money(pk: int) -> bool:
    account_id = Overdraft.objects.values_list("account_id", flat=True).get(pk=pk)
    return balance_of(account_id).available.minor > 0


def _post_repayment(pk: int) -> bool:
    row = Overdraft.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None:
        return False
    minor = min(balance_of(row.account_id).available.minor, row.owed_minor)
    if minor <= 0:
        return False
    row.owed_minor -= minor
    row.repayments += 1
    row.save(update_fields=["owed_minor", "repayments"])
    record(kind="card.overdraft-repaid", customer_id=row.customer_id,
           facts={"amount_minor": str(minor)})  # fmt: skip
    legs = [Leg(row.account_id, Money(-minor)), Leg(row.debt_id, Money(minor))]
    post(transfer_id=uuid7(), kind="overdraft-repayment", legs=legs, customer_id=row.customer_id)
    return True
