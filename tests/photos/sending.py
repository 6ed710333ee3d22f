"""An order that wants photos, and a browser that sends them by forms made byte by byte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from cards.models import CardOrder, Photo
from cards.photos.rules import UPLOADS
from cards.photos.working import work_on_photo
from homebank.lib import clock, throttle
from homebank.lib.ids import uuid7
from tests.people import Person, new_person, signed_in

BOUNDARY = "----photos"


@dataclass
class Sender:
    """A customer with a draft of an order."""

    person: Person
    order: CardOrder
    client: Client

    @property
    def page(self) -> str:
        return reverse("photos:of-order", args=[self.order.pk])

    def send(self, content: bytes, side: str = "front", name: str = "photo.jpg") -> Any:
        return send(self.client, self.page, content, side=side, name=name)

    def photo(self, side: str = "front") -> Photo | None:
        """What is kept of the side after its worker was there."""
        photo = Photo.objects.filter(order=self.order, side=side).first()
        if photo is not None:
            work_on_photo(photo_id=photo.pk)
            photo.refresh_from_db()
        return photo

    def forget_limit(self) -> None:
        throttle.forget(UPLOADS, f"customer {self.person.customer.pk}")


def new_sender(language: str = "en") -> Sender:
    person = new_person(balance=None, language=language)  # type: ignore[arg-type]
    client = signed_in(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    return Sender(person, new_draft(person), client)


def new_draft(person: Person) -> CardOrder:
    now = clock.now()
    return CardOrder.objects.create(
        id=uuid7(), customer=person.customer, product="visa-classic", kind="virtual", made_at=now,
        draft_until=now + timedelta(days=7),
    )  # fmt: skip


def send(client: Client, address: str, content: bytes, *, side: str, name: str) -> Any:
    """The form as a browser words it; the name of the file stands in it raw."""
    return client.post(address, form(content, side=side, name=name), content_type=FORM)


FORM = f"multipart/form-data; boundary={BOUNDARY}"


def form(content: bytes, *, side: str, name: str, files: int = 1) -> bytes:
    begin = f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
    field = f'{begin}name="side"\r\n\r\n{side}\r\n'.encode()
    file = (
        f'{begin}name="photo"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'.encode()
        + content
        + b"\r\n"
    )
    return field + file * files + f"--{BOUNDARY}--\r\n".encode()
