"""Stops of the tour at the desk's pages of ordered cards: an order in hand, and what is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.look.tour import Tour

# An order with photos that can be looked at, and a birth date that is not the IIN's.
ORDER = """
import io
from PIL import Image, ImageDraw
from cards.models import Photo, PhotoPart
from cards.photos.parts import put_parts
from tests.ordering.sent import sent_order
from tests.people import new_person
anna = new_person().customer
order = sent_order(anna, iin=anna.iin, birth_date="1991-02-03")
for photo in Photo.objects.filter(order=order):
    picture = Image.new("RGB", (640, 404), "#dfe7ea")
    ImageDraw.Draw(picture).text((40, 40), "SPECIMEN", fill="#22465c", font_size=48)
    made = io.BytesIO()
    picture.save(made, "JPEG")
    PhotoPart.objects.filter(photo=photo).delete()
    put_parts(photo, made.getvalue(), is_raw=False)
print(order.pk)
"""
PLASTIC = """
from tests.ordering.at_the_desk import approved, operator
from tests.ordering.sent import sent_order
from accounts.staff.roles import Role
from cards.ordering.batches import make_batch
from tests.people import new_person
by = operator(Role.BRANCH)
def approve():
    anna = new_person().customer
    approved(sent_order(anna, kind="plastic", iin=anna.iin), by)
approve()
make_batch(by=by)
approve()
print("made")
"""


def orders_at_the_desk(tour: Tour) -> Iterator[str]:
    """An order before it is taken, in hand with a call, with mistakes, larger; then the bureau."""
    from tests.look.desk_stops import say_why

    page = f"/desk/cards/cardorder/{tour.shell(ORDER).strip().splitlines()[-1]}/work/"
    tour.see("", page)
    say_why(tour)
    yield "desk-order"
    _press(tour, "claim")
    _press(tour, "call")
    yield "desk-order-called"
    _press(tour, "approve")
    yield "desk-order-wrong"
    yield tour.see("desk-order-photo", f"{page}?photo=front&turn=90")
    tour.shell(PLASTIC)
    yield tour.see("desk-making", "/desk/cards/cardorder/making/")


def _press(tour: Tour, deed: str) -> None:
    with tour.page.expect_navigation():
        tour.page.locator(f"button[value={deed}]").click()
