"""An account's statement, page by page backwards."""

from typing import Any

import pytest

from homebank.lib.money import Money
from ledger.models import Account
from ledger.statements import StatementLine, statement_page
from tests.ledger.book import account_with, cash, move, tenge

pytestmark = pytest.mark.django_db


def busy_account(movements: int) -> Account:
    account = account_with()
    for whole in range(1, movements + 1):
        move(cash(), account, tenge(whole))
    return account


def leafed_through(account: Account, *, count: int) -> list[StatementLine]:
    lines: list[StatementLine] = []
    while page := statement_page(
        account_id=account.pk, before=lines[-1].sequence if lines else None, count=count
    ):
        lines += page
    return lines


def test_a_page_begins_with_the_newest() -> None:
    account = busy_account(3)
    newest, *_older = statement_page(account_id=account.pk)
    assert (newest.sequence, newest.amount, newest.balance_after) == (3, tenge(3), tenge(6))


def test_pages_meet_without_a_gap_or_a_repetition() -> None:
    numbers = [line.sequence for line in leafed_through(busy_account(7), count=3)]
    assert numbers == [7, 6, 5, 4, 3, 2, 1]


def test_each_line_continues_the_balance_of_the_one_before() -> None:
    balance = Money(0)
    for line in reversed(leafed_through(busy_account(5), count=2)):
        balance += line.amount
        assert line.balance_after == balance


def test_a_page_is_one_query(django_assert_num_queries: Any) -> None:
    account = busy_account(4)
    with django_assert_num_queries(1):
        statement_page(account_id=account.pk, before=4)


def test_a_strangers_lines_are_not_among_them() -> None:
    account, _other = busy_account(2), busy_account(5)
    assert len(statement_page(account_id=account.pk)) == 2
