"""The stops of a card's settings: what may be switched, and how a stopped card looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tests.look.tour_limits import limit_stops

if TYPE_CHECKING:
    from tests.look.tour import Tour


def limits_and_settings(tour: Tour, person: dict[str, Any]) -> Iterator[str]:
    """Limits as used, and then pages of the settings that change nothing."""
    yield from limit_stops(tour, person)
    card = f"/cards/{person['card']}/"
    yield tour.see("card-alerts", f"{card}alerts/")
    yield tour.see("card-reveal", f"{card}about/number/")
    yield tour.see("card-block", f"{card}block/")
    tour.press()
    yield "card-block-empty"


def stopping_stops(tour: Tour, card: str) -> Iterator[str]:
    """The card at the address is frozen, then blocked: the last that is done with it."""
    tour.see("", f"{card}settings/")
    with tour.page.expect_navigation():
        tour.page.locator("form[action$='/freeze/'] button").click()
    yield "card-frozen"
    tour.see("", f"{card}block/")
    tour.page.locator("[name=cause]").last.check()
    tour.press()
    yield "card-blocked"
    yield tour.see("card-blocked-settings", f"{card}settings/")
