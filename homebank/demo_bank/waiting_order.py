"""An order that waits at the demo's desk, sent as pages send it; its photos are drawn here."""

import io
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.codewords.rules import normalised
from accounts.models import Customer
from cards.models import CardOrder, OrderStep, PhotoSide
from cards.ordering.drafting import begin_order
from cards.ordering.papers import ALL, keep_consents, newest, open_paper
from cards.ordering.sending import draw_number
from cards.ordering.steps import lock_order, take_step
from cards.photos.keeping import keep_upload
from homebank.lib import clock

SIZE, EDGE, INK, PAPER = (1200, 800), (60, 60, 1140, 740), "#22465c", "#dfe7ea"


def send_waiting_order(*, customer: Customer, codeword: str, facts: dict[str, Any]) -> CardOrder:
    """A virtual card is ordered; `facts` are columns of the order, the rest is as usual."""
    order = begin_order(customer=customer, product="online", language=customer.language)
    for slug in ALL:
        open_paper(order=order, slug=slug)
    for side in PhotoSide:
        keep_upload(order=order, side=side, upload=_drawn(side))
    with transaction.atomic():
        order = lock_order(order.pk)
        for name, value in {"phone": customer.phone, **facts}.items():
            setattr(order, name, value)
        order.codeword_hash = make_password(normalised(codeword))
        order.agreed = {slug: newest(slug) for slug in ALL}
        order.number, order.sent_at = draw_number(), clock.now()
        keep_consents(order)
        take_step(order, OrderStep.Kind.RECEIVED)
    return order


def _drawn(side: PhotoSide) -> bytes:
    """What stands for a photo of a document: a frame that says so."""
    from PIL import Image, ImageDraw  # of this deed alone: nothing else in the site draws

    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle(EDGE, outline=INK, width=8)
    draw.text((120, 120), f"DEMO: {side}", fill=INK, font_size=64)
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()
