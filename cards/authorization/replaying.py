"""What if: the operations of the last 90 days, decided again under another limit."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cards.authorization.decide import Decision, decide
from cards.authorization.gates import Facts
from cards.models import Authorization, Card
from homebank.lib import clock
from homebank.lib.money import Money

DAYS = 90
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """One operation as it was decided, and as it would have been."""

    row: Authorization
    decision: Decision

    @property
    def was_approved(self) -> bool:
        return not self.row.reason

    @property
    def is_changed(self) -> bool:
        return self.was_approved != self.decision.is_approved


def what_if(
    *, card: Card, kind: str, amount: Money | None = None, is_open: bool | None = None
) -> list[Replayed]:
    """The card's operations of the last 90 days that count under the limit, the oldest first.

    Each is decided by the gates as they are now, from the facts as they were, but for the limit:
    its amount, its switch, and what earlier operations of the day would have used of it. Of a card
    with more than MOST operations these are the newest, from the first whole day on.
    """
    used: dict[date, int] = defaultdict(int)
    replayed = []
    for row in _newest(card):
        if row.facts.get("limit") != kind:
            continue
        facts = _changed(Facts(**row.facts), amount, is_open, used[row.day])
        decision = decide(facts)
        if decision.is_approved:
            used[row.day] += facts.billed_minor or 0
        replayed.append(Replayed(row, decision))
    return replayed


def _newest(card: Card) -> list[Authorization]:
    """At most MOST rows are read, whatever they are, and without the gates that they met."""
    since = clock.now() - timedelta(days=DAYS)
    rows = Authorization.objects.filter(card=card, at__gte=since).defer("trace")
    newest = list(rows.order_by("-at")[:MOST])
    if len(newest) == MOST:  # of the oldest day some are missing: its use is not known
        newest = [row for row in newest if row.day > newest[-1].day]
    return newest[::-1]


def _changed(facts: Facts, amount: Money | None, is_open: bool | None, used_minor: int) -> Facts:
    return replace(
        facts,
        limit_minor=facts.limit_minor if amount is None else amount.minor,
        is_limit_open=facts.is_limit_open if is_open is None else is_open,
        used_minor=used_minor,
    )
