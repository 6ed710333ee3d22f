"""The books at the desk: an account's card with its balance after each entry, files, day's ends."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from homebank.lib import clock
from homebank.lib.money import Money
from ledger.account_cards import Edge, card_page, every_page
from ledger.accounts import balance_of, bank_account
from ledger.closing import close_day
from ledger.day_balances import balances_of_day, digest_of_day
from ledger.day_bounds import bounds
from ledger.models import Account, ClosedDay
from notifications.models import Event
from tests.accounts.pages import words
from tests.accounts.staff import DESK, at_the_desk, opened
from tests.ledger.book import account_with, cash, move, tenge

pytestmark = pytest.mark.django_db
CARD = DESK + "books/accounts/{}/"
TOMORROW = timedelta(days=1)
WHY = {"reason": "yearly audit"}


def rows_of(answer: Any) -> list[list[str]]:
    """The lines of a file that was taken, without its heading."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))[1:]


@pytest.fixture
def fees() -> Account:
    """The bank's own account, whose balance lies in shards, with forty entries."""
    payer, own = account_with(tenge(1000)), bank_account("fees")
    for whole in range(1, 41):
        move(payer, own, tenge(whole))
    return own


@pytest.mark.requirement("OPS-07", "account card")
def test_entries_of_all_shards_stand_in_one_row_with_the_accounts_balance(fees: Account) -> None:
    begin, until = bounds(clock.today())
    whole = card_page(account=fees, begin=Edge(begin), until=until, count=100)
    assert [line.amount for line in whole.lines] == [tenge(n) for n in range(1, 41)]
    assert [line.after.minor for line in whole.lines] == [n * (n + 1) * 50 for n in range(1, 41)]
    assert whole.closing == balance_of(fees.pk).amount
    pages = list(every_page(account=fees, begin=Edge(begin), until=until, count=7))
    assert len(pages) == 6
    assert [line for page in pages for line in page.lines] == list(whole.lines)
    assert [page.opening for page in pages[1:]] == [page.closing for page in pages[:-1]]


def test_a_period_begins_with_what_was_there_before(fees: Account) -> None:
    with clock.moved(TOMORROW):
        move(account_with(tenge(5)), fees, tenge(5))
        begin, until = bounds(clock.today())
        page = card_page(account=fees, begin=Edge(begin), until=until)
    assert (page.opening, page.closing) == (tenge(820), tenge(825))
    assert [line.amount for line in page.lines] == [tenge(5)]


@pytest.mark.requirement("OPS-07", "account card")
@pytest.mark.requirement("OPS-02", "every export recorded")
def test_the_desk_leafs_through_an_account_and_takes_its_period_as_a_file(fees: Account) -> None:
    auditor, olga = at_the_desk("auditor")
    for _ in range(20):
        move(cash(), fees, tenge(1))
    page = auditor.get(CARD.format(fees.pk))
    assert "Balance at the start" in words(page)
    [onward] = re.findall(r"[?;]from=([0-9-]+)", page.content.decode())
    later = words(auditor.get(CARD.format(fees.pk), {"from": onward}))
    assert "₸840.00" in later
    assert "To the beginning of the period" in later
    rows = rows_of(auditor.post(CARD.format(fees.pk) + "card.csv", WHY))
    assert (len(rows), rows[-1][4]) == (60, "840.00")
    taken = Event.objects.get(kind="book.file-taken", facts__operator=olga.login_name)
    assert (taken.facts["file"], taken.facts["reason"]) == ("account-card", WHY["reason"])


@pytest.mark.requirement("OPS-02", "every export recorded")
@pytest.mark.parametrize("reason", ["", "  ", "card 4405 6412 3456 7893"])
def test_no_table_leaves_the_desk_without_a_reason_that_may_be_kept(reason: str) -> None:
    auditor, olga = at_the_desk("auditor")
    address = f"{DESK}books/trial-balance.csv"
    for answer in (auditor.get(address), auditor.post(address, {"reason": reason})):
        assert "Content-Disposition" not in answer.headers
        assert "Take the file" in words(answer)
    assert not Event.objects.filter(facts__operator=olga.login_name, kind="book.file-taken")


def test_a_customers_card_opens_to_who_has_said_why() -> None:
    anna = account_with(tenge(3))
    auditor, _olga = at_the_desk("auditor")
    for address in (CARD.format(anna.pk), CARD.format(anna.pk) + "card.csv"):
        assert "/reason/" in auditor.get(address).url
    assert anna.owner is not None
    assert "₸3.00" in words(opened(auditor, anna.owner).get(CARD.format(anna.pk)))


@pytest.mark.parametrize("query", [
    {"first": "x"}, {"first": "31.12.9999", "last": "01.01.0001"}, {"last": "\x01"},
    {"first": "22.11.2026", "last": "01.01.2020"}, {"from": "1-"}, {"from": "9" * 50},
    {"from": "99999999999999999-999999999999999999"}, {"from": "-1--1"}, {"from": "٣-٣"},
])  # fmt: skip
def test_a_period_that_is_none_is_answered_with_a_page(
    fees: Account, query: dict[str, str]
) -> None:
    auditor, _olga = at_the_desk("auditor")
    assert auditor.get(CARD.format(fees.pk), query).status_code == 200
    assert auditor.get(CARD.format(fees.pk) + "card.csv", query).status_code == 200


@pytest.mark.parametrize("role", ["contact-centre", "tariff-editor", "administrator"])
def test_who_does_not_see_the_book_takes_no_file_of_it(fees: Account, role: str) -> None:
    client, _staff = at_the_desk(role)
    for address in (CARD.format(fees.pk), f"{DESK}books/trial-balance.csv",
                    f"{DESK}books/days/2026-11-21/balances.csv"):  # fmt: skip
        assert client.get(address).status_code == 403


@pytest.mark.requirement("OPS-07", "trial balance")
@pytest.mark.requirement("OPS-07", "all sums to zero")
def test_the_trial_balance_is_taken_as_a_file_that_sums_to_zero(fees: Account) -> None:
    auditor, olga = at_the_desk("auditor")
    rows = rows_of(auditor.post(f"{DESK}books/trial-balance.csv", WHY))
    total = next(row for row in rows if row[1] == "Total")
    assert total[3] == total[4] == "1000.00"
    lines = [row for row in rows if row[0] == "KZT" and row[1] != "Total"]
    assert sum(float(row[4]) * 100 - float(row[3]) * 100 for row in lines) == 0
    assert Event.objects.filter(facts__operator=olga.login_name, kind="book.file-taken").exists()


@pytest.mark.requirement("OPS-06", "balances per account")
def test_the_balances_of_every_account_are_proven_by_the_closed_day(fees: Account) -> None:
    day = clock.today()
    with clock.moved(TOMORROW):
        closed = close_day(day=day)
        move(account_with(tenge(9)), fees, tenge(9))
        assert digest_of_day(day) == (closed.accounts, closed.accounts_digest)
        found = {each.name: each.balance for each in balances_of_day(day)}
        assert found["fees"] == tenge(820)
        assert sum(found.values(), Money(0)) == Money(0)
        call_command("day_balances", day=day, check=True)


def test_a_day_whose_balances_changed_is_told(fees: Account) -> None:
    day = clock.today()
    with clock.moved(TOMORROW):
        ClosedDay.objects.create(
            day=day, at=clock.now(), balances=[], accounts=1, accounts_digest="0" * 64
        )
        with pytest.raises(CommandError, match="not the balances that were kept"):
            call_command("day_balances", day=day, check=True)


@pytest.mark.requirement("OPS-06", "balances per account")
def test_the_command_and_the_desk_print_the_same_balances(fees: Account) -> None:
    day, out = clock.today(), io.StringIO()
    auditor, _olga = at_the_desk("auditor")
    with clock.moved(TOMORROW):
        assert auditor.get(f"{DESK}books/days/{day}/balances.csv").status_code == 404
        close_day(day=day)
        call_command("day_balances", day=day, stdout=out)
        rows = rows_of(auditor.post(f"{DESK}books/days/{day}/balances.csv", WHY))
    printed = list(csv.reader(io.StringIO(out.getvalue())))[1:]
    assert [row[1:] for row in printed] == rows
    assert ["fees", "KZT", "820.00"] in rows


def test_a_page_asks_as_few_queries_however_long_the_account(fees: Account) -> None:
    begin, until = bounds(clock.today())
    with connection.execute_wrapper(_counting := Counting()):
        card_page(account=fees, begin=Edge(begin), until=until)
    assert _counting.count <= 2


class Counting:
    """Counts what is asked of the database through Django's cursor."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, *asked: Any) -> Any:
        self.count += 1
        return execute(*asked)
