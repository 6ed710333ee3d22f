"""The verbs of the book, one deed a test."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger import errors
from ledger.accounts import balance_of, bank_account
from ledger.models import Entry, Hold, Transfer
from ledger.posting import Leg, hold, post, release, reverse, settle
from tests.ledger.book import account_with, cash, fees, keep, left, legs, move, refused, tenge

pytestmark = pytest.mark.django_db


def test_a_transfer_moves_money_and_leaves_its_entries() -> None:
    anna, ben = account_with(tenge(100)), account_with()
    posted = post(
        transfer_id=uuid7(), kind="bill", customer_id=anna.owner_id, subject=uuid7(), memo="tea",
        legs=legs(anna, ben, tenge(30), fee=tenge(1)),
    )  # fmt: skip
    assert (left(anna), left(ben)) == (tenge(69), tenge(30))
    entry = Entry.objects.get(transfer=posted.transfer_id, account=anna)
    assert (entry.amount, entry.balance_after, entry.at) == (-tenge(31), tenge(69), posted.at)
    transfer = Transfer.objects.get(pk=posted.transfer_id)
    assert (transfer.customer, transfer.memo) == (anna.owner_id, "tea")


def test_entries_count_and_keep_time_in_one_order() -> None:
    anna = account_with(tenge(100))
    for _ in range(5):
        move(anna, cash(), tenge(1))
    entries = list(Entry.objects.filter(account=anna).order_by("sequence"))
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert entries == sorted(entries, key=lambda entry: entry.at)


def test_more_than_there_is_is_refused_with_both_sums() -> None:
    anna = account_with(tenge(10))
    with refused(errors.NotEnoughMoney) as info:
        move(anna, cash(), tenge(11))
    assert info.value.needed == tenge(11)
    assert info.value.available == tenge(10)
    assert "11,00" in str(info.value)


def test_the_last_tiyn_may_be_spent() -> None:
    anna = account_with(Money(1))
    move(anna, cash(), Money(1))
    assert left(anna) == Money(0)


def test_the_same_id_again_gives_the_first_result() -> None:
    anna, key = account_with(tenge(100)), uuid7()
    first = move(anna, cash(), tenge(10), id_=key)
    again = move(anna, cash(), tenge(10), id_=key)
    assert first == again
    assert (first.repeated, again.repeated) == (False, True)
    assert left(anna) == tenge(90)


def test_the_order_of_legs_does_not_make_another_payload() -> None:
    anna, key = account_with(tenge(100)), uuid7()
    forth = legs(anna, cash(), tenge(10))
    post(transfer_id=key, kind="bill", legs=forth, customer_id=None)
    assert post(transfer_id=key, kind="bill", legs=forth[::-1], customer_id=None).repeated


@pytest.mark.parametrize("change", ["amount", "kind", "customer", "subject", "memo"])
def test_the_same_id_with_another_payload_is_refused(change: str) -> None:
    anna, key = account_with(tenge(100)), uuid7()
    parts = legs(anna, cash(), tenge(10))
    said: dict[str, Any] = {
        "kind": "bill",
        "customer_id": None,
        "subject": None,
        "memo": "",
        "legs": parts,
    }
    others: dict[str, Any] = {
        "amount": {"legs": legs(anna, cash(), tenge(11))}, "kind": {"kind": "gift"},
        "customer": {"customer_id": uuid4()}, "subject": {"subject": uuid4()},
        "memo": {"memo": "x"},
    }  # fmt: skip
    post(transfer_id=key, **said)
    with refused(errors.IdConflict):
        post(transfer_id=key, **{**said, **others[change]})


def test_legs_of_one_account_are_one_entry_and_zero_legs_none() -> None:
    anna, key = account_with(tenge(100)), uuid7()
    parts = [
        *legs(anna, cash(), tenge(10)),
        *legs(anna, cash(), tenge(5)),
        Leg(fees().pk, tenge(0)),
    ]
    post(transfer_id=key, kind="bill", legs=parts, customer_id=None)
    amounts = Entry.objects.filter(transfer=key).values_list("amount_minor", flat=True)
    assert sorted(amounts) == [-1500, 1500]


@pytest.mark.parametrize("wrong", ["a tiyn too much", "nothing moved", "no legs"])
def test_legs_that_do_not_add_up_are_refused(wrong: str) -> None:
    anna = account_with(tenge(100))
    parts = {"a tiyn too much": [Leg(anna.pk, Money(-100)), Leg(cash().pk, Money(101))],
             "nothing moved": legs(anna, cash(), Money(0)), "no legs": []}[wrong]  # fmt: skip
    with refused(errors.Unbalanced):
        post(transfer_id=uuid7(), kind="bill", legs=parts, customer_id=None)


def test_each_currency_sums_to_zero_by_itself() -> None:
    tenges, dollars = account_with(tenge(1000)), account_with(Money(100, "USD"))
    own = [bank_account("fx-position", currency=c) for c in ("KZT", "USD")]
    exchange = [Leg(tenges.pk, tenge(-500)), Leg(own[0].pk, tenge(500)),
                Leg(own[1].pk, Money(-100, "USD")), Leg(dollars.pk, Money(100, "USD"))]  # fmt: skip
    post(transfer_id=uuid7(), kind="exchange", legs=exchange, customer_id=None)
    assert (left(tenges), left(dollars)) == (tenge(500), Money(200, "USD"))


def test_dollars_do_not_pay_for_tenge() -> None:
    tenges, dollars = account_with(tenge(10)), account_with()
    crossed = [
        Leg(tenges.pk, Money(-100)),
        Leg(bank_account("fees", currency="USD").pk, Money(100)),
    ]
    with refused(errors.CurrencyMismatch):
        post(transfer_id=uuid7(), kind="bill", legs=crossed, customer_id=None)
    with refused(errors.CurrencyMismatch):
        keep_in_dollars(dollars.pk)


def keep_in_dollars(account_id: int) -> None:
    amount = Money(1, "USD")
    hold(hold_id=uuid7(), account_id=account_id, amount=amount, kind="test", customer_id=None)


def test_an_unknown_account_is_refused() -> None:
    anna = account_with(tenge(10))
    with refused(errors.UnknownAccount):
        post(
            transfer_id=uuid7(), kind="bill", customer_id=None,
            legs=[Leg(anna.pk, tenge(-1)), Leg(0, tenge(1))],
        )  # fmt: skip


def test_a_hold_keeps_money_from_being_spent() -> None:
    anna = account_with(tenge(100))
    held = keep(anna, tenge(70))
    balance = balance_of(anna.pk)
    assert (balance.amount, balance.held, balance.available) == (tenge(100), tenge(70), tenge(30))
    assert held.state == Hold.State.HELD
    with refused(errors.NotEnoughMoney):
        move(anna, cash(), tenge(31))


def test_a_hold_of_more_than_there_is_is_refused() -> None:
    anna = account_with(tenge(100))
    with refused(errors.NotEnoughMoney) as info:
        keep(anna, tenge(101))
    assert (info.value.needed, info.value.available) == (tenge(101), tenge(100))


def test_a_hold_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="positive"):
        keep(account_with(tenge(1)), Money(0))


def test_a_hold_is_placed_once() -> None:
    anna, key = account_with(tenge(100)), uuid7()
    assert keep(anna, tenge(60), id_=key) == keep(anna, tenge(60), id_=key)
    assert left(anna) == tenge(40)
    with refused(errors.IdConflict):
        keep(anna, tenge(61), id_=key)


@pytest.mark.parametrize("taken", [50, 70, 100])
def test_settling_frees_the_hold_and_takes_what_the_legs_say(taken: int) -> None:
    anna = account_with(tenge(100))
    held = keep(anna, tenge(70))
    settle(
        hold_id=held.hold_id, transfer_id=uuid7(), kind="bill",
        legs=legs(anna, cash(), tenge(taken)),
    )  # fmt: skip
    balance = balance_of(anna.pk)
    assert (balance.amount, balance.held) == (tenge(100 - taken), Money(0))


def test_settling_takes_no_more_than_there_is() -> None:
    anna = account_with(tenge(100))
    held = keep(anna, tenge(70))
    keep(anna, tenge(20))
    with refused(errors.NotEnoughMoney) as info:
        settle(
            hold_id=held.hold_id, transfer_id=uuid7(), kind="bill",
            legs=legs(anna, cash(), tenge(81)),
        )  # fmt: skip
    assert info.value.available == tenge(80)


def test_a_hold_may_be_settled_by_a_transfer_of_others() -> None:
    anna, ben = account_with(tenge(100)), account_with(tenge(5))
    held = keep(anna, tenge(70))
    parts = legs(ben, cash(), tenge(5))
    settle(hold_id=held.hold_id, transfer_id=uuid7(), kind="guarantee", legs=parts)
    assert (left(anna), left(ben)) == (tenge(100), Money(0))


def test_a_settled_hold_names_its_transfer() -> None:
    anna, key = account_with(tenge(100)), uuid7()
    held = keep(anna, tenge(70), id_=key)
    posted = settle(hold_id=key, transfer_id=key, kind="bill", legs=legs(anna, cash(), tenge(70)))
    found = Hold.objects.select_related("resolution").get(pk=held.hold_id)
    assert (found.state, found.transfer_id, found.resolved_at) == ("settled", key, posted.at)
    assert not Hold.objects.open().filter(account=anna).exists()


def test_a_hold_is_settled_once() -> None:
    anna, key = account_with(tenge(100)), uuid7()
    held, parts = keep(anna, tenge(70)), legs(anna, cash(), tenge(70))
    first = settle(hold_id=held.hold_id, transfer_id=key, kind="bill", legs=parts)
    assert settle(hold_id=held.hold_id, transfer_id=key, kind="bill", legs=parts) == first
    with refused(errors.HoldResolved):
        settle(hold_id=held.hold_id, transfer_id=uuid7(), kind="bill", legs=parts)


def test_a_settled_hold_cannot_be_released() -> None:
    anna, held = (account := account_with(tenge(100))), keep(account, tenge(70))
    settle(
        hold_id=held.hold_id, transfer_id=uuid7(), kind="bill", legs=legs(anna, cash(), tenge(70))
    )
    with refused(errors.HoldResolved):
        release(hold_id=held.hold_id)


def test_a_released_hold_gives_the_money_back_once() -> None:
    anna = account_with(tenge(100))
    held = keep(anna, tenge(70))
    first, again = release(hold_id=held.hold_id), release(hold_id=held.hold_id)
    assert first == again
    assert (first.state, first.amount) == (Hold.State.RELEASED, tenge(70))
    assert left(anna) == tenge(100)


def test_a_released_hold_cannot_be_settled() -> None:
    anna = account_with(tenge(100))
    held = keep(anna, tenge(70))
    release(hold_id=held.hold_id)
    with refused(errors.HoldResolved):
        settle(
            hold_id=held.hold_id, transfer_id=uuid7(), kind="bill",
            legs=legs(anna, cash(), tenge(70)),
        )  # fmt: skip


def test_an_unknown_hold_is_refused() -> None:
    with refused(errors.UnknownHold):
        release(hold_id=uuid7())
    with refused(errors.UnknownHold):
        settle(
            hold_id=uuid7(), transfer_id=uuid7(), kind="bill",
            legs=legs(account_with(), cash(), tenge(1)),
        )  # fmt: skip


def test_a_reversal_adds_the_opposite() -> None:
    anna, ben = account_with(tenge(100)), account_with()
    wrong = move(anna, ben, tenge(40))
    undone = reverse(transfer_id=wrong.transfer_id, reversal_id=uuid7(), reason="paid twice")
    assert (left(anna), left(ben)) == (tenge(100), Money(0))
    added = Transfer.objects.get(pk=undone.transfer_id)
    assert (added.reverses_id, added.memo, added.kind) == (
        wrong.transfer_id,
        "paid twice",
        "reversal",
    )
    assert Entry.objects.filter(transfer=wrong.transfer_id).count() == 2


def test_a_transfer_is_reversed_once_and_a_reversal_never() -> None:
    anna, key = account_with(tenge(100)), uuid7()
    wrong = move(anna, cash(), tenge(40))
    first = reverse(transfer_id=wrong.transfer_id, reversal_id=key, reason="x")
    assert reverse(transfer_id=wrong.transfer_id, reversal_id=key, reason="x") == first
    for transfer in (wrong.transfer_id, key):
        with refused(errors.NotReversible):
            reverse(transfer_id=transfer, reversal_id=uuid7(), reason="x")


def test_money_that_was_spent_cannot_be_reversed_away() -> None:
    anna, ben = account_with(tenge(100)), account_with()
    wrong = move(anna, ben, tenge(40))
    move(ben, cash(), tenge(1))
    with refused(errors.NotEnoughMoney):
        reverse(transfer_id=wrong.transfer_id, reversal_id=uuid7(), reason="x")


def test_an_unknown_transfer_is_not_reversed() -> None:
    with refused(errors.UnknownTransfer):
        reverse(transfer_id=uuid7(), reversal_id=uuid7(), reason="x")


def test_a_moved_clock_moves_the_book() -> None:
    anna = account_with(tenge(100))
    with clock.moved(timedelta(days=30)):
        later = move(anna, cash(), tenge(1))
        assert abs(later.at - clock.now()) < timedelta(seconds=5)
