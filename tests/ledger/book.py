"""Short words for the tests of the book: accounts with money, transfers, what is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from accounts.customers import open_customer
from accounts.models import Customer
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account, open_account
from ledger.errors import LedgerRefusal
from ledger.models import Account
from ledger.posting import Held, Leg, Posted, hold, post
from tests.people import new_iin, new_mobile

NOTHING = Money(0)


def tenge(whole: int) -> Money:
    return Money(whole * 100)


def a_customer() -> Customer:
    return open_customer(
        full_name="Ахметова Анна", latin_name="ANNA AKHMETOVA", iin=new_iin(),
        birth_date=date(1990, 1, 1), phone=new_mobile(), codeword="тау самалы", language="ru",
    )  # fmt: skip


def account_with(amount: Money = NOTHING, *, owner_id: UUID | None = None) -> Account:
    """A customer's account (a fresh customer's if none is named) with so much on it."""
    owner_id = owner_id or a_customer().pk
    account = open_account(kind="current", currency=amount.currency, owner_id=owner_id)
    if amount:
        move(cash(amount.currency), account, amount)
    return account


def cash(currency: str = "KZT") -> Account:
    return bank_account("cash", currency=currency)


def fees() -> Account:
    return bank_account("fees")


def legs(payer: Account, payee: Account, amount: Money, fee: Money | None = None) -> list[Leg]:
    """From payer to payee, and the fee from payer to the bank."""
    fee = fee or Money(0, amount.currency)
    taken = [Leg(payer.pk, -(amount + fee)), Leg(payee.pk, amount)]
    return [*taken, Leg(fees().pk, fee)] if fee else taken


def move(
    payer: Account, payee: Account, amount: Money, *, id_: UUID | None = None, kind: str = "test"
) -> Posted:
    return post(
        transfer_id=id_ or uuid7(), kind=kind, legs=legs(payer, payee, amount), customer_id=None
    )


def keep(account: Account, amount: Money, *, id_: UUID | None = None) -> Held:
    return hold(
        hold_id=id_ or uuid7(), account_id=account.pk, amount=amount, kind="test", customer_id=None
    )


def left(account: Account) -> Money:
    return balance_of(account.pk).available


@contextmanager
def refused(error: type[LedgerRefusal]) -> Iterator[Any]:
    """The deed within is refused so, and the transaction around it lives on."""
    with pytest.raises(error) as info, transaction.atomic():
        yield info
