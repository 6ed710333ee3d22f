"""The tour's stops around a card: its papers, and the cards that come and go."""

from __future__ import annotations

import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from homebank.lib import clock
from homebank.lib.ids import with_check_digit

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
    yield from disputes(tour)
    yield from from_other_banks(tour)


def disputes(tour: Tour) -> Iterator[str]:
    """Disputes: none, the form with its mistakes, one that is open."""
    yield tour.see("disputes-none", "/my/disputes/")
    yield tour.see("dispute-new", "/my/disputes/new/")
    tour.press()
    yield "dispute-new-empty"
    tour.page.locator("[name=card]").first.check()
    tour.page.locator("[name=cause]").first.check()
    day = clock.today() - timedelta(days=2)
    tour.fill(day=f"{day:%d.%m.%Y}", time="14:05", email="anna@example.kz")
    yield "dispute"
    yield tour.see("disputes", "/my/disputes/")


def from_other_banks(tour: Tour) -> Iterator[str]:
    """A card of another bank: none, the form with its mistakes, on the way, attached."""
    yield tour.see("other-cards-none", "/my/other-cards/")
    yield tour.see("other-card-new", "/my/other-cards/new/")
    tour.press()
    yield "other-card-new-empty"
    serial = f"400303{secrets.randbelow(10**5):05d}9999"
    tour.fill(number=with_check_digit(serial), expiry="12/39", cvv="123", name="Кумыс")
    yield "other-card-waits"
    page = tour.page.locator("main a.btn").get_attribute("href") or ""
    said = urllib.parse.urlencode({"code": "3333", "do": "confirm"}).encode()
    with suppress(urllib.error.HTTPError), urllib.request.urlopen(page, said, timeout=120):
        pass  # it leads back to a site that this request is no visitor of
    made = tour.page.url.removeprefix(tour.bank.url)
    tour.see("", f"{made}return/")
    tour.page.wait_for_url("**/my/other-cards/")
    yield "other-cards"
    tour.page.locator(".plates a").first.click()
    yield "other-card"
    tour.page.locator("main a[href$='/detachment/']").click()
    tour.page.wait_for_url("**/detachment/")
    yield "other-card-detachment"
