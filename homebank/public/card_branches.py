"""Branches that hand ordered cards out, for the cards' room (settings.BRANCHES_LOOKUP)."""

from cards.ordering.delivery import Branch
from homebank.public.places import all_places


def card_branches() -> list[Branch]:
    """Those of branches.yaml where cards are to take, in the reader's language."""
    return [
        Branch(place.key, place.city.name, place.name, place.address)
        for place in all_places().branches
        if "cards" in place.services
    ]
