"""What the demo's people did before the demo began: months of movements, the same each time.

Through the services that serve everybody: salaries are posted, purchases asked and presented, with
the clock moved to their moment. The first money is chosen so that the balance is what it should be.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cards.authorization.asked import Asked
from cards.authorization.gathering import day_of
from cards.authorization.presenting import Presented, post_presentment
from cards.authorization.taking import Place, take_operation
from cards.models import Card, Outcome
from cards.opening import put_opening_balance
from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.lib.currencies import BY_CODE, Currency
from homebank.lib.money import Money
from ledger.accounts import bank_account
from ledger.posting import Leg, post
from tariffs.rates import in_tenge

DAYS = 90


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done: `minor` of the currency, `moved` in tiyn on the account."""

    at: datetime
    kind: str
    minor: int
    currency: Currency
    merchant: str
    category: str

    @property
    def moved(self) -> int:
        """By how much the balance changed."""
        billed = in_tenge(self.minor, self.currency, day=day_of(self.at)).minor
        return billed if self.kind in {"salary", "refund"} else -billed


def live_through(card: Card, *, until_now: Money) -> None:
    """Months of life on the card's account; in the end it has `until_now`.

    In the caller's transaction, so that nobody's life is half there.
    """
    deeds = list(_deeds(card))
    first = until_now.minor - sum(deed.moved for deed in deeds)
    with clock.moved(_since(deeds[0]) - timedelta(days=1)):
        put_opening_balance(account=card.account, amount=Money(first))
    for number, deed in enumerate(deeds):
        with clock.moved(_since(deed)):
            _do(card, deed, key=f"demo:{card.last4}:{number}")


@cache
def _plans() -> list[dict[str, Any]]:
    text = (Path(__file__).parent / "history.toml").read_text()
    plans: list[dict[str, Any]] = tomllib.loads(text)["deeds"]
    return plans


def _deeds(card: Card) -> Iterator[Deed]:
    """All of them, the oldest first. The card's number decides on sums and hours."""
    chance = Random(card.number)  # noqa: S311 (an invented life needs no secrets)
    made = [deed for plan in _plans() for deed in _repeated(plan, chance)]
    return iter(sorted(made, key=lambda deed: deed.at))


def _repeated(plan: dict[str, Any], chance: Random) -> Iterator[Deed]:
    currency, (least, most) = BY_CODE[plan.get("currency", "KZT")], plan["sum"]
    for days in range(plan["first"], DAYS, plan["every"]):
        whole = chance.randint(least, most)
        odd = chance.choice((0, 0, 50, 90)) if plan["kind"] == "purchase" else 0
        yield Deed(
            at=_moment(days, chance), kind=plan["kind"], minor=whole * 100 + odd,
            currency=currency, merchant=plan.get("merchant", ""),
            category=plan.get("category", ""),
        )  # fmt: skip


def _moment(days: int, chance: Random) -> datetime:
    """Some hour of daylight, yesterday for no days."""
    day = clock.now().astimezone(ALMATY) - timedelta(days=days + 1)
    return day.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(
        minutes=chance.randrange(12 * 60)
    )


def _since(deed: Deed) -> timedelta:
    return deed.at - clock.now()


def _do(card: Card, deed: Deed, *, key: str) -> None:
    if deed.kind == "salary":
        legs = [Leg(bank_account("cash").pk, Money(-deed.moved)),
                Leg(card.account_id, Money(deed.moved))]  # fmt: skip
        post(transfer_id=uuid5(NAMESPACE_URL, f"homebank:{key}:{card.pk}"), kind="top-up",
             legs=legs, customer_id=card.customer_id)  # fmt: skip
        return
    rrn = f"{uuid5(NAMESPACE_URL, key).int % 10**12:012d}"
    if deed.kind != "refund":
        _ask(card, deed, key, rrn)
    presented = Presented(
        reference=key, operation=deed.kind, amount_minor=deed.minor, currency=deed.currency,
        rrn=rrn, merchant=deed.merchant, category=deed.category,
    )  # fmt: skip
    post_presentment(card=card, presented=presented, at=clock.now())


def _ask(card: Card, deed: Deed, key: str, rrn: str) -> None:
    """The hold that the shop or the machine asked for."""
    asked = Asked(operation=deed.kind, amount_minor=deed.minor, currency=deed.currency,
                  currency_number=deed.currency.number, category=deed.category)  # fmt: skip
    place = Place(key=key, merchant=deed.merchant, rrn=rrn)
    row = take_operation(card=card, asked=asked, place=place, at=clock.now(), is_careful=False)
    assert row.outcome == Outcome.HELD, row.reason
