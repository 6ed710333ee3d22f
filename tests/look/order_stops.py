"""The tour's stops of ordering a card: the cards, each page with its mistake, check, code, way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.people import some_iin

if TYPE_CHECKING:
    from tests.look.tour import Tour

PAPERS = ("personal-data", "card-service", "card-rules")
# What is picked or typed on each page; pages without a mistake to make are only looked at.
PICKED = {"type": ("brand", "Visa"), "residence": ("is_resident", "yes"),
          "document": ("document_kind", "id-card"), "delivery": ("delivery", "hand")}  # fmt: skip
TYPED = {"name": {"full_name": "Жумабаева Айгерим"}, "codeword": {"codeword": "тихая заводь"},
         "birth-date": {"birth_date": "07.03.1991"},
         "document": {"document_number": "034512789"},
         "address": {"address": "Кабанбай батыра 53"}}  # fmt: skip
FILLED_IN = ("latin-name", "birth-date")
BEFORE_PHOTOS = ("type", "residence", "iin", "name", "latin-name", "birth-date")
PHOTOS = """
from cards.models import CardOrder
from tests.ordering.ordered import put_photos
put_photos(CardOrder.objects.get(pk="{order}"))
print("there")
"""
RETURN = """
from django.db import transaction
from cards.ordering.steps import lock_order, take_step
with transaction.atomic():
    order = lock_order("{order}")
    take_step(order, "claimed")
    order.returned = {{"full_name": {{"own": "В документе фамилия написана иначе."}},
                      "delivery": {{"code": "nowhere"}}}}
    take_step(order, "returned")
print("returned")
"""


def ordering(tour: Tour, phone: str) -> Iterator[str]:
    """From the list of cards to an order that came back."""
    yield tour.see("orders", "/my/orders/")
    tour.press()
    order = tour.page.url.split("/orders/")[1].split("/")[0]
    here = f"/my/orders/{order}/"
    for slug in BEFORE_PHOTOS:
        yield from _page(tour, slug)
    yield from _another_number(tour, here)
    for slug in ("codeword", "document"):
        yield from _page(tour, slug)
    yield "order-photos"
    tour.shell(PHOTOS.format(order=order))
    tour.see("", f"{here}onward/")
    for slug in ("delivery", "address"):
        yield from _page(tour, slug)
    yield from _papers(tour, here)
    yield from _sent(tour, here, phone)
    tour.shell(RETURN.format(order=order))
    yield tour.see("order-returned", here)
    yield tour.see("order-corrected", f"{here}name/")
    yield tour.see("orders-under-way", "/my/orders/")


def _page(tour: Tour, slug: str) -> Iterator[str]:
    """One page: with its mistake, if there is one to make, then as it should be."""
    if slug not in FILLED_IN:
        tour.press()
    yield f"order-{slug}"
    if slug in PICKED:
        name, value = PICKED[slug]
        tour.page.check(f"[name={name}][value={value}]")
    if slug == "address":
        tour.page.select_option("[name=city]", "astana")
    typed = {"iin": some_iin()} if slug == "iin" else TYPED.get(slug, {})
    tour.fill(**typed)


def _another_number(tour: Tour, here: str) -> Iterator[str]:
    """A number that has to be proven, and the trusted one after all."""
    yield "order-phone"
    trusted = tour.page.input_value("[name=phone]")
    tour.fill(phone="+7 700 123 45 67")
    yield "order-phone-code"
    tour.see("", f"{here}phone/")
    tour.fill(phone=trusted)


def _papers(tour: Tour, here: str) -> Iterator[str]:
    """Nothing is agreed to that was not opened."""
    tour.page.check("[name=consent]")
    tour.page.check("[name=selfie]")
    tour.press()
    yield "order-consent"
    for paper in PAPERS:
        yield tour.see(f"order-{paper}", f"{here}papers/{paper}/")
    tour.see("", f"{here}papers/tariffs/")
    tour.see("", f"{here}consent/")
    tour.page.check("[name=consent]")
    tour.page.check("[name=selfie]")
    tour.press()
    yield "order-documents"
    tour.page.check("[name=agreed]")
    tour.press()


def _sent(tour: Tour, here: str, phone: str) -> Iterator[str]:
    yield "order-check"
    seen = len(tour.bank.messages(phone))
    tour.press()
    yield "order-code"
    tour.fill(code=tour.bank.code(phone, after=seen))
    yield "order-received"
