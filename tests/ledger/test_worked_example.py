"""The worked example of docs/ledger.md, line by line."""

from uuid import UUID

import pytest

from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account
from ledger.models import Account, Entry
from ledger.posting import Posted, hold, release, reverse, settle
from tests.ledger.book import account_with, legs, tenge

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Account:
    return account_with(tenge(500))


def stands(anna: Account) -> tuple[Money, Money, Money]:
    balance = balance_of(anna.pk)
    return balance.amount, balance.held, balance.available


def confirm(anna: Account) -> UUID:
    held = hold(
        hold_id=uuid7(), account_id=anna.pk, amount=tenge(101), kind="bill",
        customer_id=anna.owner_id,
    )  # fmt: skip
    assert stands(anna) == (tenge(500), tenge(101), tenge(399))
    return held.hold_id


def accept(anna: Account, key: UUID) -> Posted:
    parts = legs(anna, bank_account("biller:energy"), tenge(100), fee=tenge(1))
    return settle(hold_id=key, transfer_id=key, kind="bill", legs=parts)


def lines(posted: Posted) -> dict[str, Money]:
    found = Entry.objects.filter(transfer=posted.transfer_id).select_related("account")
    return {entry.account.name or "12": entry.amount for entry in found}


def test_the_biller_accepts(anna: Account) -> None:
    posted = accept(anna, confirm(anna))
    assert stands(anna) == (tenge(399), Money(0), tenge(399))
    assert lines(posted) == {"12": -tenge(101), "biller:energy": tenge(100), "fees": tenge(1)}


def test_the_biller_refuses(anna: Account) -> None:
    release(hold_id=confirm(anna))
    assert stands(anna) == (tenge(500), Money(0), tenge(500))


def test_it_was_a_mistake(anna: Account) -> None:
    posted = accept(anna, confirm(anna))
    undone = reverse(transfer_id=posted.transfer_id, reversal_id=uuid7(), reason="a mistake")
    assert stands(anna) == (tenge(500), Money(0), tenge(500))
    assert lines(undone) == {"12": tenge(101), "biller:energy": -tenge(100), "fees": -tenge(1)}
