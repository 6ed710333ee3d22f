"""Opening accounts: IBANs for customers, names for the bank, floors and shards."""

import pytest
from django.db import IntegrityError

from homebank.identity import BANK
from homebank.lib import iban
from homebank.lib.money import Money
from ledger.accounts import (
    OWN_SHARDS,
    balance_of,
    balances_of,
    bank_account,
    bank_accounts,
    open_account,
)
from ledger.errors import NotEnoughMoney, UnknownAccount
from ledger.models import Balance
from tests.ledger.book import a_customer, account_with, cash, keep, left, move, refused, tenge

pytestmark = pytest.mark.django_db


def test_a_customers_account_has_an_iban_of_this_bank() -> None:
    first, second = account_with(), account_with()
    assert first.iban is not None
    assert iban.is_valid(first.iban)
    assert first.iban[4:7] == BANK["iban_code"]
    assert first.iban != second.iban


def test_an_own_account_is_made_once_a_name_and_currency() -> None:
    made = bank_account("biller:test")
    assert bank_account("biller:test") == made
    assert bank_account("biller:test", currency="USD") != made
    assert (made.kind, made.iban, made.floor_minor) == ("biller", None, None)


def test_several_own_accounts_come_in_the_order_asked_for() -> None:
    second = bank_account("biller:second")
    first, again = bank_accounts(["biller:first", "biller:second"])
    assert (first.name, again) == ("biller:first", second)


def test_an_own_account_may_go_below_zero_in_its_shards() -> None:
    anna = account_with(tenge(100))
    for _ in range(20):
        move(cash(), anna, tenge(1))
    assert Balance.objects.filter(account=cash()).count() == OWN_SHARDS
    assert Balance.objects.filter(account=cash()).exclude(amount_minor=0).count() > 1
    assert left(anna) == tenge(120)


def test_a_floor_below_zero_is_a_credit_line() -> None:
    account = open_account(
        kind="credit", currency="KZT", owner_id=a_customer().pk, floor_minor=-5000
    )
    assert left(account) == tenge(50)
    move(account, cash(), tenge(50))
    with refused(NotEnoughMoney):
        move(account, cash(), Money(1))


def test_balances_of_many_come_in_one_query(django_assert_num_queries: object) -> None:
    accounts = [account_with(tenge(n)) for n in (1, 2, 3)]
    keep(accounts[2], tenge(1))
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = balances_of([*(a.pk for a in accounts), 0])
    assert [found[a.pk].available for a in accounts] == [tenge(1), tenge(2), tenge(2)]
    assert 0 not in found


def test_an_unknown_account_has_no_balance() -> None:
    with refused(UnknownAccount):
        balance_of(0)


def test_an_unknown_currency_opens_nothing() -> None:
    with pytest.raises(ValueError, match="currency"):
        open_account(kind="current", currency="XXX")


def test_customers_accounts_are_not_split_and_own_ones_have_names() -> None:
    with pytest.raises(IntegrityError):
        open_account(
            kind="current", currency="KZT", owner_id=a_customer().pk, floor_minor=None, shards=2
        )


def test_an_own_account_needs_a_name() -> None:
    with pytest.raises(IntegrityError):
        open_account(kind="fees", currency="KZT")
