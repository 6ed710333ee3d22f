"""Whether a card may be switched: the card locked, so that operations and switches take turns."""

from cards.models import Card
from cards.switch_errors import CardBlocked, CardClosed, CardExpired, CardWaits, SwitchRefused

STOPPED: dict[str, type[SwitchRefused]] = {
    Card.State.BLOCKED: CardBlocked, Card.State.CLOSED: CardClosed, Card.State.EXPIRED: CardExpired,
    Card.State.WAITS: CardWaits,
}  # fmt: skip


def lock_working(card: Card) -> Card:
    """The card as it stands, locked to the end of the transaction: active or frozen.

    Raises CardBlocked, CardClosed, CardExpired, CardWaits.
    """
    locked = Card.objects.select_for_update(no_key=True, of=("self",))
    own = locked.select_related("customer").get(pk=card.pk)
    check_working(own)
    return own


def check_working(card: Card) -> None:
    """Nothing for an active or frozen card; else what stops it, as above."""
    if stopped := STOPPED.get(card.standing):
        raise stopped
