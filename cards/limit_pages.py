"""What the tab of limits shows: each limit with its bar, and what another would have declined."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.authorization.replaying import MOST, Replayed, what_if
from cards.limit_forms import WhatIfForm
from cards.limits import Standing, standings_of
from cards.models import Card, LimitKind
from homebank.lib.money import Money

SHOWN = 20


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit with its bar: whole per cent of the day that is used."""

    standing: Standing

    @property
    def percent(self) -> int:
        amount, used = self.standing.amount.minor, self.standing.used.minor
        return min(100, used * 100 // amount)

    @property
    def icon(self) -> str:
        return "check" if self.standing.is_open else "lock"


@dataclass(frozen=True, slots=True)
class Tried:
    """What would have gone otherwise. `most` is how many operations are looked at."""

    kind: LimitKind
    amount: Money
    looked: int
    declined: Sequence[Replayed]
    passed: Sequence[Replayed]
    most: int = MOST

    @property
    def shown_declined(self) -> Sequence[Replayed]:
        """The newest of those that would have been declined."""
        return self.declined[: -SHOWN - 1 : -1]

    @property
    def shown_passed(self) -> Sequence[Replayed]:
        return self.passed[: -SHOWN - 1 : -1]


def rows_of(card: Card) -> list[LimitRow]:
    """Three rows, two queries."""
    return [LimitRow(standing) for standing in standings_of(card=card)]


def tried_with(card: Card, form: WhatIfForm) -> Tried | None:
    """The last 90 days under the limit of the form; None unless one was asked for."""
    if not form.is_valid():
        return None
    kind, amount = LimitKind(form.cleaned_data["what"]), form.cleaned_data["if_amount"]
    replayed = what_if(card=card, kind=kind, amount=amount)
    changed = [each for each in replayed if each.is_changed]
    return Tried(
        kind=kind, amount=amount, looked=len(replayed),
        declined=[each for each in changed if each.was_approved],
        passed=[each for each in changed if not each.was_approved],
    )  # fmt: skip
