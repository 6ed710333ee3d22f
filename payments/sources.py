"""What a customer may pay with: own cards of the bank, then attached ones of other banks."""

from collections.abc import Sequence

from accounts.models import Customer
from cards.models import Card, OtherCard
from homebank.forms import Pick
from ledger.accounts import balances_of

Source = Card | OtherCard


def sources_of(customer: Customer) -> list[Source]:
    """Those that may pay today. Two queries."""
    own = Card.objects.of(customer).working()
    return [*own, *OtherCard.objects.of(customer).working()]


def may_pay(source: Source) -> bool:
    """Whether it may pay now."""
    if isinstance(source, OtherCard):
        return source.pays
    return source.standing == Card.State.ACTIVE


def picks_of(sources: Sequence[Source]) -> list[tuple[str, Pick]]:
    """Each with what is available on it: in one query; of another bank's card nobody here knows."""
    own = {source.account_id for source in sources if isinstance(source, Card)}
    balances = balances_of(own)
    return [
        (str(source.pk), Pick(source.brand, source.truncated, balances[source.account_id].available)
         if isinstance(source, Card) else Pick(source.name or source.bank_name, source.truncated))
        for source in sources
    ]  # fmt: skip


def brand_of(source: Source) -> str:
    """What a paper prints beside the card's digits."""
    if isinstance(source, OtherCard):
        return f"{source.brand}, {source.bank_name}"
    return source.brand
