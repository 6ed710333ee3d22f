"""The customer's cards with their money, their limits, and what each confirms purchases by."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Customer
from cards.limits import Standing, standings_by_card
from cards.models import Card, CardAlerts, OtherCard
from cards.ordering.awaited import Way, ways_of
from cards.three_ds.schemes import Scheme, schemes_of
from ledger.accounts import AccountBalance, balances_of

SHOWN = 6
FIRST = (Card.State.ACTIVE, Card.State.FROZEN, Card.State.BLOCKED, Card.State.WAITS,
         Card.State.EXPIRED, Card.State.CLOSED)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CardPiece:
    """One card. `alerts` is None where nobody ever switched them on, `way` where the customer has
    the card: else it is how far it is."""

    card: Card
    balance: AccountBalance
    limits: Sequence[Standing]
    scheme: Scheme
    alerts: CardAlerts | None
    way: Way | None

    @property
    def may_be_stopped(self) -> bool:
        return self.card.standing in {Card.State.ACTIVE, Card.State.FROZEN}


@dataclass(frozen=True, slots=True)
class Cards:
    """The first SHOWN of them, those that work before those that do not; `more` there are."""

    pieces: list[CardPiece]
    others: list[OtherCard]
    accounts: list[int]
    more: int


def cards_of(customer: Customer) -> Cards:
    """Eight queries at most, however many cards there are."""
    every = sorted(Card.objects.of(customer), key=lambda card: FIRST.index(card.standing))
    shown = every[:SHOWN]
    balances = balances_of([card.account_id for card in shown])
    limits, schemes = standings_by_card(shown), schemes_of(shown)
    alerts = CardAlerts.objects.filter(card__in=shown).select_related("service")
    told, ways = {row.card_id: row for row in alerts}, ways_of(shown)
    others = OtherCard.objects.filter(customer=customer).order_by("state", "-attached_at")[:SHOWN]
    return Cards(
        pieces=[
            CardPiece(card, balances[card.account_id], limits[card.pk], schemes[card.pk],
                      told.get(card.pk), ways.get(card.pk))
            for card in shown
        ],
        others=list(others),
        accounts=list({card.account_id for card in every}),
        more=len(every) - len(shown),
    )  # fmt: skip
