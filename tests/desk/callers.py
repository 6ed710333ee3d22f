"""A customer with a story to tell by phone, and rows of theirs by the dozen."""

from __future__ import annotations

from django.conf import settings

from cards.authorization.asked import Asked
from cards.authorization.taking import Place, take_operation
from cards.models import Authorization
from homebank.lib import clock
from homebank.lib.ids import uuid7
from notifications.events import record
from notifications.messages import queue_alert
from tests.people import Person

DESK = f"/{settings.ADMIN_PATH}/"
RRN = "632517"


def file(person: Person) -> str:
    """The address of the whole file."""
    return f"{DESK}customers/{person.customer.pk}/"


def operation(person: Person, minor: int, *, number: int = 1) -> Authorization:
    """Cash asked for at a machine: blocked, or declined for want of money or of a limit."""
    asked = Asked(operation="cash", amount_minor=minor, number=person.number)
    place = Place(key=uuid7().hex, merchant="ATM 0042", rrn=f"{RRN}{number:06}")
    return take_operation(card=person.card, asked=asked, place=place, at=clock.now())


def told(person: Person, count: int) -> None:
    """So many messages and events of the customer."""
    for _ in range(count):
        queue_alert(phone=person.phone, purpose="card-frozen", language="ru",
                    customer_id=person.customer.pk, card_last4=person.card.last4)  # fmt: skip
        record(kind="card.frozen", customer_id=person.customer.pk, subject=person.card.pk)
