"""The book against a model of it in Python: any sequence of verbs leaves the same money."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger import errors
from ledger.accounts import balances_of
from ledger.checking import find_wrongs
from ledger.models import Account
from ledger.posting import Leg, Posted, post, release, reverse, settle
from tests.ledger.book import a_customer, account_with, cash, fees, keep, refused, tenge

PEOPLE = st.integers(0, 2)
SUMS = st.integers(1, 20_000).map(Money)
FEES = st.integers(0, 500).map(Money)


@dataclass
class Kept:
    """A hold of the model."""

    id: UUID
    who: int
    amount: Money
    ended: str = ""


@dataclass
class Moved:
    """A transfer of the model: what each person's balance changed by, and all its arguments."""

    id: UUID
    legs: list[Leg]
    changes: dict[int, Money]
    hold: UUID | None = None
    reversed: bool = False


@dataclass
class Purse:
    amount: Money = field(default_factory=lambda: Money(0))
    held: Money = field(default_factory=lambda: Money(0))

    @property
    def available(self) -> Money:
        return self.amount - self.held


class Book(RuleBasedStateMachine):
    """Three customers with 100 tenge each, the bank's fees, and everything they may do."""

    transfers: Bundle[Moved] = Bundle("transfers")
    holds: Bundle[Kept] = Bundle("holds")

    @initialize()
    def open(self) -> None:
        owner = a_customer().pk
        self.people: list[Account] = [account_with(tenge(100), owner_id=owner) for _ in range(3)]
        self.model = [Purse(amount=tenge(100)) for _ in self.people]
        self.own = {"cash": cash(), "fees": fees()}

    @rule(target=transfers, payer=PEOPLE, payee=PEOPLE, amount=SUMS, fee=FEES)
    def pay(
        self, payer: int, payee: int, amount: Money, fee: Money
    ) -> MultipleResults[Moved] | Moved:
        legs = self.legs(payer, payee, amount, fee)
        changes = self.changes(legs)
        moved = Moved(uuid7(), legs, changes)
        if not any(changes.values()) and not fee:
            with refused(errors.Unbalanced):
                self.post(moved)
            return multiple()
        if self.lacks(changes):
            with refused(errors.NotEnoughMoney):
                self.post(moved)
            return multiple()
        self.post(moved)
        self.apply(changes)
        return moved

    @rule(moved=transfers)
    def pay_again(self, moved: Moved) -> None:
        if moved.hold is None:
            assert self.post(moved).repeated

    @rule(moved=transfers)
    def use_an_id_for_something_else(self, moved: Moved) -> None:
        other = Moved(moved.id, self.legs(0, 1, Money(123_457), Money(3)), {})
        with refused(errors.IdConflict):
            self.post(other)

    @rule(target=holds, who=PEOPLE, amount=SUMS)
    def hold(self, who: int, amount: Money) -> MultipleResults[Kept] | Kept:
        kept = Kept(uuid7(), who, amount)
        if amount > self.model[who].available:
            with refused(errors.NotEnoughMoney):
                keep(self.people[who], amount, id_=kept.id)
            return multiple()
        keep(self.people[who], amount, id_=kept.id)
        self.model[who].held += amount
        return kept

    @rule(kept=holds)
    def hold_again(self, kept: Kept) -> None:
        held = keep(self.people[kept.who], kept.amount, id_=kept.id)
        assert held.repeated
        assert held.state == (kept.ended or "held")

    @rule(kept=holds)
    def release(self, kept: Kept) -> None:
        if kept.ended == "settled":
            with refused(errors.HoldResolved):
                release(hold_id=kept.id)
            return
        assert release(hold_id=kept.id).repeated == bool(kept.ended)
        self.free(kept, "released")

    @rule(target=transfers, kept=holds, payee=PEOPLE, amount=SUMS, fee=FEES)
    def settle(
        self, kept: Kept, payee: int, amount: Money, fee: Money
    ) -> MultipleResults[Moved] | Moved:
        legs = self.legs(kept.who, (kept.who + 1 + payee % 2) % 3, amount, fee)
        changes = self.changes(legs)
        moved = Moved(uuid7(), legs, changes, hold=kept.id)
        refusal = self.why_not_settled(kept, changes)
        if refusal is not None:
            with refused(refusal):
                self.settle_by(moved)
            return multiple()
        self.settle_by(moved)
        self.free(kept, "settled")
        self.apply(changes)
        return moved

    @rule(moved=transfers)
    def settle_again(self, moved: Moved) -> None:
        if moved.hold is not None:
            assert self.settle_by(moved).repeated

    @rule(moved=consumes(transfers))
    def reverse(self, moved: Moved) -> None:
        back = {who: -change for who, change in moved.changes.items()}
        key = uuid7()
        if self.lacks(back):
            with refused(errors.NotEnoughMoney):
                reverse(transfer_id=moved.id, reversal_id=key, reason="x")
            return
        reverse(transfer_id=moved.id, reversal_id=key, reason="x")
        self.apply(back)
        assert reverse(transfer_id=moved.id, reversal_id=key, reason="x").repeated
        for transfer in (moved.id, key):
            with refused(errors.NotReversible):
                reverse(transfer_id=transfer, reversal_id=uuid7(), reason="x")

    @invariant()
    def the_book_says_what_the_model_says(self) -> None:
        found = balances_of(each.pk for each in self.people)
        for account, purse in zip(self.people, self.model, strict=True):
            balance = found[account.pk]
            assert (balance.amount, balance.held) == (purse.amount, purse.held)
            assert balance.available >= Money(0)

    def legs(self, payer: int, payee: int, amount: Money, fee: Money) -> list[Leg]:
        return [
            Leg(self.people[payer].pk, -(amount + fee)),
            Leg(self.people[payee].pk, amount),
            Leg(self.own["fees"].pk, fee),
        ]

    def changes(self, legs: list[Leg]) -> dict[int, Money]:
        numbers = {account.pk: n for n, account in enumerate(self.people)}
        sums: dict[int, Money] = {}
        for leg in legs:
            if leg.account_id in numbers:
                who = numbers[leg.account_id]
                sums[who] = sums.get(who, Money(0)) + leg.amount
        return sums

    def lacks(self, changes: dict[int, Money]) -> bool:
        return any(self.model[who].available + change < Money(0) for who, change in changes.items())

    def apply(self, changes: dict[int, Money]) -> None:
        for who, change in changes.items():
            self.model[who].amount += change

    def free(self, kept: Kept, ended: str) -> None:
        if not kept.ended:
            self.model[kept.who].held -= kept.amount
            kept.ended = ended

    def why_not_settled(
        self, kept: Kept, changes: dict[int, Money]
    ) -> type[errors.LedgerRefusal] | None:
        if kept.ended:
            return errors.HoldResolved
        spendable = self.model[kept.who].available + kept.amount + changes[kept.who]
        return errors.NotEnoughMoney if spendable < Money(0) else None

    def post(self, moved: Moved) -> Posted:
        return post(transfer_id=moved.id, kind="bill", legs=moved.legs, customer_id=None)

    def settle_by(self, moved: Moved) -> Posted:
        assert moved.hold is not None
        return settle(hold_id=moved.hold, transfer_id=moved.id, kind="bill", legs=moved.legs)


@pytest.fixture
def right_book(committed: None) -> Iterator[None]:
    yield
    assert list(find_wrongs()) == []


@pytest.mark.usefixtures("right_book")
def test_any_sequence_of_verbs_leaves_the_book_as_the_model_says() -> None:
    run_state_machine_as_test(
        Book,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, print_blob=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )  # fmt: skip
