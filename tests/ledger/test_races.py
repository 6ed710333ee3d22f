"""Threads on real PostgreSQL: money is never lost, doubled or overspent, and nobody deadlocks."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of
from ledger.checking import find_wrongs
from ledger.errors import LedgerRefusal
from ledger.models import Entry
from ledger.posting import release, reverse, settle
from tests.ledger.book import account_with, cash, fees, keep, left, legs, move, tenge

pytestmark = pytest.mark.usefixtures("committed")


def at_once(deeds: list[Callable[[], object]], *, threads: int = 8) -> Counter[str]:
    """All deeds, in threads that start together; how many ended how ("done", or the refusal)."""
    start = Barrier(threads)

    def work(share: list[Callable[[], object]]) -> list[str]:
        start.wait()
        try:
            return [outcome(deed) for deed in share]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        shares = pool.map(work, [deeds[n::threads] for n in range(threads)])
        return Counter(end for share in shares for end in share)


def outcome(deed: Callable[[], object]) -> str:
    try:
        deed()
    except LedgerRefusal as refusal:
        return type(refusal).__name__
    return "done"


def test_fifty_payments_do_not_spend_more_than_there_is() -> None:
    anna = account_with(tenge(20))
    ends = at_once([lambda: move(anna, fees(), tenge(1)) for _ in range(50)])
    assert ends == {"done": 20, "NotEnoughMoney": 30}
    assert left(anna) == Money(0)


def test_fifty_holds_do_not_keep_more_than_there_is() -> None:
    anna = account_with(tenge(20))
    ends = at_once([lambda: keep(anna, tenge(1)) for _ in range(50)])
    assert ends == {"done": 20, "NotEnoughMoney": 30}
    assert balance_of(anna.pk).held == tenge(20)


def test_customers_pay_each_other_in_both_directions_without_a_deadlock() -> None:
    people = [account_with(tenge(1000)) for _ in range(3)]
    draw = random.Random(1)
    pairs = [draw.sample(people, 2) for _ in range(240)]
    ends = at_once([partial(move, a, b, tenge(1)) for a, b in pairs])
    assert ends == {"done": 240}
    assert sum(left(each).minor for each in people) == tenge(3000).minor


def test_everybody_pays_and_is_paid_by_one_own_account_without_a_deadlock() -> None:
    people, draw = [account_with(tenge(100)) for _ in range(4)], random.Random(2)
    pairs = [draw.sample([each, cash()], 2) for each in people * 40]
    ends = at_once([partial(move, a, b, tenge(1)) for a, b in pairs])
    assert ends == {"done": 160}


def test_one_id_from_four_threads_posts_once() -> None:
    anna, keys = account_with(tenge(100)), [uuid7() for _ in range(10)]
    ends = at_once(
        [partial(move, anna, fees(), tenge(1), id_=key) for key in keys for _ in range(4)],
        threads=4,
    )
    assert ends == {"done": 40}
    assert left(anna) == tenge(90)
    assert Entry.objects.filter(account=anna, amount_minor=-100).count() == 10


def test_one_id_with_four_payloads_posts_one_of_them() -> None:
    anna, key = account_with(tenge(100)), uuid7()
    amounts = [tenge(n) for n in (1, 2, 3, 4)]
    ends = at_once([partial(move, anna, fees(), amount, id_=key) for amount in amounts], threads=4)
    assert ends == {"done": 1, "IdConflict": 3}


@pytest.mark.parametrize("_round", range(5))
def test_a_hold_ends_once_whoever_is_first(_round: int) -> None:
    anna = account_with(tenge(100))
    held = keep(anna, tenge(60)).hold_id
    parts = legs(anna, fees(), tenge(60))
    ends = at_once([
        lambda: release(hold_id=held),
        lambda: settle(hold_id=held, transfer_id=uuid7(), kind="bill", legs=parts),
        lambda: settle(hold_id=held, transfer_id=uuid7(), kind="bill", legs=parts),
        lambda: settle(hold_id=held, transfer_id=uuid7(), kind="bill", legs=parts),
    ], threads=4)  # fmt: skip
    assert ends == {"done": 1, "HoldResolved": 3}
    assert balance_of(anna.pk).held == Money(0)
    assert left(anna) in {tenge(100), tenge(40)}


def test_a_transfer_is_reversed_once_from_four_threads() -> None:
    anna = account_with(tenge(100))
    wrong = move(anna, fees(), tenge(60)).transfer_id
    ends = at_once(
        [lambda: reverse(transfer_id=wrong, reversal_id=uuid7(), reason="x")] * 4, threads=4
    )
    assert ends == {"done": 1, "NotReversible": 3}
    assert left(anna) == tenge(100)


def test_time_follows_sequence_and_the_book_is_right_after_a_storm() -> None:
    anna, ben = account_with(tenge(500)), account_with(tenge(500))
    at_once([partial(move, a, b, tenge(2)) for a, b in [(anna, ben), (ben, anna)] * 60])
    for account in (anna, ben):
        times = (
            Entry.objects.filter(account=account).order_by("sequence").values_list("at", flat=True)
        )
        assert list(times) == sorted(times)
    assert list(find_wrongs()) == []
