"""The tour's stops around a card: its papers, and the cards that come and go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.look.tour import Tour


def papers(tour: Tour, card: str) -> Iterator[str]:
    """Papers of the account: none, refused, made, withdrawn."""
    yield tour.see("papers-none", "/cards/papers/")
    yield tour.see("notice", f"{card}notice/")
    tour.press()
    yield "notice-made"
    yield tour.see("certificate", f"{card}certificate/")
    tour.fill(recipient="123")
    yield "certificate-wrong"
    tour.fill(recipient="посольство Японии")
    yield "certificate-made"
    yield tour.see("withdrawal", f"{tour.page.url.removeprefix(tour.bank.url)}withdrawal/")
    tour.press()
    yield "certificate-withdrawn"
    yield tour.see("papers", "/cards/papers/")


def other_cards(tour: Tour, person: dict[str, Any], card: str) -> Iterator[str]:
    """A virtual card more, one in place of another, and what closes."""
    yield tour.see("closing-in-the-way", f"{card}closing/")
    yield tour.see("virtual", "/cards/virtual/")
    seen = len(tour.bank.messages(person["phone"]))
    tour.press()
    yield "virtual-code"
    tour.fill(code=tour.bank.code(person["phone"], after=seen))
    yield "overview-virtual"
    yield tour.see("closing", f"{card}closing/")
    yield tour.see("reissue", f"{card}reissue/")
    tour.press()
    yield "reissue-empty"
    tour.page.locator("[name=cause][value=damaged]").check()
    seen = len(tour.bank.messages(person["phone"]))
    tour.press()
    yield "reissue-code"
    tour.fill(code=tour.bank.code(person["phone"], after=seen))
    yield "reissued"
    tour.page.locator("main dd a[href$='/about/']").click()
    tour.page.wait_for_url(lambda url: card not in url)
    yield "card-waits"
