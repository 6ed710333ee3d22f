"""Presentments, by message and by file: exact, less, more, in parts, late, without a hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cards.authorization.clearing import HEADING
from cards.authorization.overdrafts import repay_overdrafts
from cards.authorization.undoing import lapse_due_holds
from cards.models import Authorization, Outcome, Overdraft, Presentment
from homebank.demo_bank.terminal import REFUND, Terminal
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.iso8583 import Message
from homebank.lib.money import Money
from ledger.accounts import balance_of
from ledger.checking import find_wrongs
from ledger.models import Hold
from notifications.models import Sms
from tests.authorization.asking import balance, buying, operation_of
from tests.people import FIFTY_THOUSAND, Person, give

HELD = 10_000_00
File = Callable[..., str]


@pytest.fixture
def bought(shop: Terminal, anna: Person) -> Message:
    """Ten thousand tenge held for a purchase."""
    asked = buying(shop, anna, HELD)
    assert shop.ask(asked).get(39) == "00"
    return asked


@pytest.fixture
def file(tmp_path: Path) -> File:
    """Writes a clearing file of such lines and posts it; what the command says."""

    def clear(*lines: dict[str, object], head: list[str] = HEADING) -> str:
        path, said = tmp_path / "clearing.csv", StringIO()
        rows = [",".join(str(line.get(name, "")) for name in HEADING) for line in lines]
        path.write_text("\n".join([",".join(head), *rows]))
        call_command("clear", str(path), stdout=said)
        return said.getvalue()

    return clear


def claim(person: Person, amount: str, **more: object) -> dict[str, object]:
    told = {"reference": uuid7().hex, "card": person.number, "operation": "purchase"}
    return {**told, "amount": amount, "currency": "KZT", "merchant": "KAZSHOP.KZ", **more}


def agrees(person: Person) -> bool:
    """Operations and book tell the same of what is held, to the tiyn."""
    rows = Authorization.objects.filter(card=person.card, outcome=Outcome.HELD)
    open_holds = Hold.objects.open().filter(account=person.card.account_id)
    in_book = {hold.pk: hold.amount_minor for hold in open_holds}
    return in_book == {row.hold: row.held_minor for row in rows}


def owed(person: Person) -> Money:
    """The debt in the queue, which is the debt in the book."""
    row = Overdraft.objects.get(account=person.card.account_id)
    assert balance_of(row.debt_id).amount == -row.owed
    return row.owed


@pytest.mark.requirement("AUT-02", "presentment posts")
@pytest.mark.parametrize("minor", [HELD, HELD - 1_23, HELD + 1_500_00, 1])
def test_a_presentment_takes_what_it_claims_and_ends_the_hold(
    shop: Terminal, anna: Person, bought: Message, minor: int
) -> None:
    claimed = shop.presentment(bought, minor=minor)
    assert [shop.ask(claimed).get(39) for _ in range(2)] == ["00", "00"]
    assert balance(anna).amount == FIFTY_THOUSAND - Money(minor)
    assert balance(anna).held == Money(0)
    assert operation_of(bought).outcome == Outcome.POSTED
    assert agrees(anna)


def test_parts_take_from_one_hold_until_the_last(
    shop: Terminal, anna: Person, bought: Message
) -> None:
    seen = []
    for minor, part in ((3_000_00, "0103"), (5_000_00, "0203"), (1_000_00, "0303")):
        assert shop.ask(shop.presentment(bought, minor=minor, part=part)).get(39) == "00"
        seen.append((balance(anna).held.minor, balance(anna).amount.minor))
        assert agrees(anna)
    assert seen == [(7_000_00, 47_000_00), (2_000_00, 42_000_00), (0, 41_000_00)]


def test_what_is_left_of_a_part_lapses_with_its_hold(
    shop: Terminal, anna: Person, bought: Message
) -> None:
    shop.ask(shop.presentment(bought, minor=4_000_00, part="0102"))
    with clock.moved(timedelta(days=10, seconds=1)):
        lapse_due_holds()
    assert balance(anna).available == Money(46_000_00)
    assert operation_of(bought).outcome == Outcome.POSTED


def test_a_presentment_after_the_lapse_is_posted(
    shop: Terminal, anna: Person, bought: Message
) -> None:
    with clock.moved(timedelta(days=11)):
        lapse_due_holds()
        assert shop.ask(shop.presentment(bought)).get(39) == "00"
    assert balance(anna).available == Money(40_000_00)
    assert operation_of(bought).outcome == Outcome.POSTED


def test_a_presentment_without_an_authorisation_is_posted(shop: Terminal, anna: Person) -> None:
    never_asked = buying(shop, anna, HELD)
    assert shop.ask(shop.presentment(never_asked)).get(39) == "00"
    assert balance(anna).available == Money(40_000_00)
    assert Presentment.objects.get(card=anna.card).authorization is None


def test_a_presentment_in_dollars_takes_the_rate_of_its_day(shop: Terminal, anna: Person) -> None:
    asked = buying(shop, anna, 20_00, currency="840")
    assert shop.ask(asked).get(39) == "00"
    assert balance(anna).held == Money(10_000_00)
    assert shop.ask(shop.presentment(asked, minor=21_50)).get(39) == "00"
    assert balance(anna).available == FIFTY_THOUSAND - Money(10_750_00)


def test_without_a_rate_it_waits_and_is_not_lost(shop: Terminal, anna: Person) -> None:
    claimed = shop.presentment(buying(shop, anna, 1_00, currency="554"))
    assert shop.ask(claimed).get(39) == "96"
    assert not Presentment.objects.filter(card=anna.card).exists()


@pytest.mark.requirement("AUT-02", "technical overdraft")
def test_what_the_balance_does_not_cover_is_owed_told_and_repaid(
    shop: Terminal, anna: Person, bought: Message
) -> None:
    assert shop.ask(shop.presentment(bought, minor=60_000_00)).get(39) == "00"
    assert (balance(anna).amount, owed(anna)) == (Money(0), Money(10_000_00))
    told = Sms.objects.filter(customer_id=anna.customer.pk, purpose="overdraft")
    assert "10\u00a0000" in told.get().text or "10 000" in told.get().text
    give(anna.card, Money(4_000_00))
    repay_overdrafts()
    assert (balance(anna).amount, owed(anna)) == (Money(0), Money(6_000_00))
    give(anna.card, Money(9_000_00))
    repay_overdrafts()
    repay_overdrafts()
    assert (balance(anna).amount, owed(anna)) == (Money(3_000_00), Money(0))
    assert not list(find_wrongs())


def test_other_holds_are_not_touched_by_an_overdraft(shop: Terminal, anna: Person) -> None:
    kept, late = buying(shop, anna, 45_000_00), buying(shop, anna, 30_000_00)
    shop.ask(kept)
    assert shop.ask(shop.presentment(late)).get(39) == "00"
    assert balance(anna).held == Money(45_000_00)
    assert owed(anna) == Money(25_000_00)
    assert agrees(anna)


def test_a_refund_gives_the_money_back(shop: Terminal, anna: Person, bought: Message) -> None:
    shop.ask(shop.presentment(bought))
    refund = shop.presentment(bought, minor=2_500_00)
    assert shop.ask(Message("0220", {**refund.fields, 3: REFUND})).get(39) == "00"
    assert balance(anna).available == Money(42_500_00)


def test_a_number_of_no_card_is_the_banks_own_loss_and_is_queued(shop: Terminal) -> None:
    claimed = shop.presentment(shop.request("4111111111111111", HELD))
    assert shop.ask(claimed).get(39) == "00"
    row = Presentment.objects.get(rrn=claimed.get(37))
    assert (row.card, row.billed_minor) == (None, HELD)


def test_a_file_posts_each_line_once_however_often_it_is_run(
    host: object, shop: Terminal, anna: Person, bought: Message, file: File
) -> None:
    lines = [claim(anna, "10000.00", rrn=bought.get(37)), claim(anna, "99999", merchant="X"),
             claim(anna, "1.5", operation="refund"), claim(anna, "10", currency="USD")]  # fmt: skip
    assert "4 posted, 0 stood already, 2 not covered" in file(*lines)
    assert "0 posted, 4 stood already" in file(*lines)
    assert operation_of(bought).outcome == Outcome.POSTED
    # 50 000 less 10 000 held, 99 999 and 5 000 claimed: the refund of 1.50 pays the debt first.
    repay_overdrafts()
    assert owed(anna) == Money(64_999_00 - 1_50)
    assert agrees(anna)


def test_lines_without_a_rate_wait_and_the_others_are_posted(
    rates: None, anna: Person, file: File
) -> None:
    with pytest.raises(CommandError, match="line 2: no rate for NZD"):
        file(claim(anna, "1", currency="NZD"), claim(anna, "100"))
    assert balance(anna).available == FIFTY_THOUSAND - Money(100_00)


def test_one_reference_with_another_amount_waits(rates: None, anna: Person, file: File) -> None:
    first = claim(anna, "100")
    file(first)
    with pytest.raises(CommandError, match="stands for another presentment"):
        file({**first, "amount": "101"})
    assert balance(anna).available == FIFTY_THOUSAND - Money(100_00)


@pytest.mark.parametrize(
    "wrong",
    [{"reference": ""}, {"card": "4405645000006151"}, {"card": ""}, {"operation": "gift"},
     {"amount": "0"}, {"amount": "-1"}, {"amount": "1.005"}, {"amount": "NaN"}, {"amount": "1e99"},
     {"amount": ""}, {"currency": "XXX"}, {"part": "2", "parts": "1"}, {"part": "x"},
     {"merchant": "m" * 41}, {"rrn": "1" * 13}, {"category": "1,2"}],
)  # fmt: skip
def test_a_file_with_a_wrong_line_posts_nothing(
    rates: None, anna: Person, file: File, wrong: dict[str, str]
) -> None:
    with pytest.raises(CommandError, match="line 3") as told:
        file(claim(anna, "100"), {**claim(anna, "100"), **wrong})
    assert anna.number not in str(told.value)
    assert balance(anna).available == FIFTY_THOUSAND


def test_a_file_that_is_none_is_refused(rates: None, file: File, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="first line"):
        file(head=["a"])
    with pytest.raises(CommandError):
        call_command("clear", str(tmp_path / "none.csv"))


def test_a_claim_presented_twice_is_accepted_and_taken_once(
    shop: Terminal, anna: Person, bought: Message
) -> None:
    """Another reference, the same number, sum and part: the bank bears it until it is clear."""
    assert [shop.ask(shop.presentment(bought)).get(39) for _ in range(3)] == ["00"] * 3
    assert balance(anna).amount == FIFTY_THOUSAND - Money(HELD)
    first, *again = Presentment.objects.filter(card=anna.card).order_by("at")
    assert [row.repeats for row in again] == [first, first]
    assert first.repeats is None
    assert agrees(anna)
    assert not list(find_wrongs())


def test_by_file_too_a_claim_is_taken_once(file: File, anna: Person) -> None:
    once = claim(anna, "10000", rrn="632517000777")
    file(once)
    file({**once, "reference": uuid7().hex})
    assert balance(anna).amount == FIFTY_THOUSAND - Money(HELD)


@pytest.mark.parametrize(
    "other",
    [{"amount": "9999"}, {"rrn": "632517000778"}, {"part": "2", "parts": "2"}, {"rrn": ""}],
)
def test_what_differs_is_another_claim(file: File, anna: Person, other: dict[str, object]) -> None:
    once = claim(anna, "10000", rrn="632517000777")
    file(once)
    file({**once, **other, "reference": uuid7().hex})
    assert balance(anna).amount < FIFTY_THOUSAND - Money(HELD)


def test_two_purchases_under_one_number_are_both_taken(shop: Terminal, anna: Person) -> None:
    asks = [buying(shop, anna, HELD, f37="632517000779") for _ in range(2)]
    for asked in asks:
        assert shop.ask(asked).get(39) == "00"
    for asked in (*asks, asks[0]):
        assert shop.ask(shop.presentment(asked)).get(39) == "00"
    assert balance(anna).amount == FIFTY_THOUSAND - Money(2 * HELD)
    assert balance(anna).held == Money(0)


def test_two_refunds_of_one_number_are_both_given(shop: Terminal, anna: Person) -> None:
    back = buying(shop, anna, 1_000_00, f3=REFUND)
    for _ in range(2):
        assert shop.ask(shop.presentment(back)).get(39) == "00"
    assert balance(anna).amount == FIFTY_THOUSAND + Money(2_000_00)
