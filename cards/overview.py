"""Everything a customer has, on one page: plates with their balances, and what moved last."""

from dataclasses import dataclass
from functools import reduce
from operator import add

from accounts.models import Customer
from cards.models import Card
from cards.movements import Movement, latest_movements, open_holds, with_subjects
from cards.ordering.awaited import Way, never_handed_over, ways_of
from homebank.lib.money import Money
from ledger.accounts import AccountBalance, balances_of

SHOWN_MOVEMENTS = 10


@dataclass(frozen=True, slots=True)
class Plate:
    """A card with the balance of its account; `way` is how far one is that was not handed over."""

    card: Card
    balance: AccountBalance
    way: Way | None


@dataclass(frozen=True, slots=True)
class Line:
    """A movement beside the card that it moved on."""

    movement: Movement
    card: Card


@dataclass(frozen=True, slots=True)
class Overview:
    """`available` and `held` are sums over the accounts, each counted once; `closed` are cards
    that are only read any more, and not those that nobody ever had in hand."""

    plates: list[Plate]
    closed: list[Card]
    available: Money
    held: Money
    holds: list[Line]
    lines: list[Line]


def overview_of(customer: Customer) -> Overview:
    """What the customer has now. At most eight queries, however many rows there are."""
    cards = list(Card.objects.of(customer))
    closed = [card for card in cards if card.state == Card.State.CLOSED]
    ways, unused = ways_of(cards), never_handed_over(closed)
    by_account = {card.account_id: card for card in reversed(cards)}
    balances = balances_of(by_account)
    held = open_holds([account for account, b in balances.items() if b.held])
    moved = latest_movements(by_account, count=SHOWN_MOVEMENTS)
    lines = [Line(each, by_account[each.account_id]) for each in with_subjects(held + moved)]
    return Overview(
        plates=[
            Plate(card, balances[card.account_id], ways.get(card.pk))
            for card in cards
            if card not in closed
        ],
        closed=[
            card for card in closed if card.pk not in unused or balances[card.account_id].amount
        ],
        available=reduce(add, (b.available for b in balances.values()), Money(0)),
        held=reduce(add, (b.held for b in balances.values()), Money(0)),
        holds=[line for line in lines if line.movement.is_held],
        lines=[line for line in lines if not line.movement.is_held],
    )
