"""An order as sending leaves it, made without the pages: for tests of what comes after."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from accounts.codewords.rules import normalised
from accounts.models import Customer
from cards.models import CardOrder, OrderState, OrderStep, Photo, PhotoSide, PhotoState
from cards.ordering.steps import ANSWER_WITHIN
from cards.photos.parts import put_parts
from homebank.lib import clock
from tests.accounts.cardless import newcomer
from tests.people import new_iin

WORD = "тихая заводь"
PICTURE = b"\xff\xd8\xff\xe0 a picture that a worker made \xff\xd9"


def sent_order(customer: Customer | None = None, kind: str = "virtual", **other: Any) -> CardOrder:
    """An order as sending leaves it, with photos that are ready; `other` replaces facts."""
    now, plastic = clock.now(), kind == "plastic"
    facts: dict[str, Any] = {
        "customer": customer or newcomer(), "product": kind, "brand": "Visa", "kind": kind,
        "is_resident": True, "iin": new_iin(), "full_name": "Жумабаева Айгерим Сериковна",
        "latin_name": "AIGERIM ZHUMABAEVA", "birth_date": "1990-01-01",
        "codeword_hash": make_password(normalised(WORD)), "document_kind": "id-card",
        "document_number": "034512789", "delivery": "hand" if plastic else "none",
        "city": "astana" if plastic else "", "address": "Кабанбай батыра 53" if plastic else "",
        "state": OrderState.RECEIVED, "number": next_number(), "made_at": now, "draft_until": now,
        "sent_at": now, "due_at": now + ANSWER_WITHIN,
    }  # fmt: skip
    facts |= other
    facts.setdefault("phone", facts["customer"].phone)
    order = CardOrder.objects.create(**facts)
    OrderStep.objects.create(order=order, kind=OrderStep.Kind.RECEIVED, at=now)
    for side in PhotoSide:
        put_photo(order, side)
    return order


def put_photo(order: CardOrder, side: str) -> Photo:
    now = clock.now()
    photo = Photo.objects.create(
        order=order, customer=order.customer, side=side, state=PhotoState.READY, width=640,
        height=404, size=len(PICTURE), made_at=now,
    )  # fmt: skip
    put_parts(photo, PICTURE, is_raw=False)
    return photo


def next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cards_order_number')")
        return int(cursor.fetchone()[0])
