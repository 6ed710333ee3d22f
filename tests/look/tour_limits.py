"""The stops of the tour at limits and declines: a card whose limits are used, and what it met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.look.tour import Tour

USED = """
from cards.authorization.asked import Asked
from cards.authorization.taking import Place, take_operation
from cards.limits import close_access, set_limit
from cards.models import Card
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
card = Card.objects.get(pk="{card}")
def asked(operation, minor, is_internet=False):
    place = Place(key=uuid7().hex, merchant="KAZSHOP.KZ, ALMATY", rrn="632517000123")
    told = Asked(operation=operation, amount_minor=minor, is_internet=is_internet)
    return take_operation(card=card, asked=told, place=place, at=clock.now())
asked("cash", 8_000_00)
set_limit(card=card, kind="cash", amount=Money(10_000_00))
set_limit(card=card, kind="transfers", amount=Money(500_000_00))
close_access(card=card, kind="transfers")
print(asked("purchase", 2_500_00, is_internet=True).pk)
"""


def limit_stops(tour: Tour, person: dict[str, Any]) -> Iterator[str]:
    """Limits used, raised and closed; one opened, with its mistakes; asked before, and declined."""
    declined = tour.shell(USED.format(card=person["card"]))
    card = f"/cards/{person['card']}/"
    yield tour.see("limits-used", f"{card}limits/?what=cash&if_amount=5000")
    yield tour.see("limits-wrong", f"{card}limits/?what=cash&if_amount=0")
    yield tour.see("limit", f"{card}limits/internet/")
    tour.fill(amount="0")
    yield "limit-wrong"
    tour.fill(amount="40000")
    yield "limit-code"
    yield tour.see("ask", f"{card}ask/")
    yield tour.see("ask-no", f"{card}ask/?where=internet&amount=2500&currency=KZT&secured=no")
    yield tour.see("ask-yes", f"{card}ask/?where=shop&amount=10&currency=KZT")
    yield tour.see("declined", f"/cards/operations/{declined}/")
    yield tour.see("card-declined", card)
