"""Approved plastic is made in batches: cards are issued, and a file that the bureau alone opens."""

import hashlib
import json
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from accounts.models import Customer, User
from accounts.staff.deeds import count_deed
from cards.cvv import cvv2
from cards.models import Card, CardOrder, PrintBatch, PrintedOrder
from cards.ordering.claiming import ORDER_DEEDS, locked_order
from cards.ordering.deciding import issue_ordered
from cards.ordering.delivering import check_not_stopped
from cards.ordering.desk_errors import FileDeleted, NoBureau, NothingToMake
from cards.ordering.states import Kind, State
from cards.ordering.steps import take_step
from homebank.lib import clock, crypto
from notifications.events import record

LARGEST = 50


def orders_to_make() -> "QuerySet[CardOrder]":
    """Approved plastic and what has to be made again, the longest waiting first. While the bank
    has stopped whoever ordered, or whose file it is linked to, the card is not made.
    """
    approved = CardOrder.objects.filter(
        state__in=[State.APPROVED, State.REMAKE], kind=CardOrder.Kind.PLASTIC,
        customer__blocked_at=None, link__file__blocked_at=None,
    )  # fmt: skip
    return approved.order_by("sent_at", "id")


def make_batch(*, by: User) -> PrintBatch:
    """Issue the cards of the next orders, LARGEST at most, and make the bureau's file of them.

    All of them or none. NoBureau, NothingToMake, TooManyTries(at).
    """
    count_deed(by, ORDER_DEEDS)
    certificate = bureau_certificate()
    with transaction.atomic():
        orders = _locked(list(orders_to_make().values_list("pk", flat=True)[:LARGEST]))
        if not orders:
            raise NothingToMake
        batch = PrintBatch(made_at=clock.now(), made_by=by.login_name or "", count=len(orders))
        batch.save(force_insert=True)
        for order in orders:
            issue_ordered(order=order, by=by)
            take_step(order, Kind.PRODUCTION, by=by)
            PrintedOrder.objects.create(card=_card_of(order), order=order, batch=batch)
        _seal(batch, orders, certificate)
        _record("order.batch-made", batch, by)
    return batch


def take_file(*, batch: PrintBatch, by: User) -> bytes:
    """The sealed file, to be brought to the bureau; who took it is an event. FileDeleted."""
    with transaction.atomic():
        locked = PrintBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        if locked.file is None:
            raise FileDeleted
        if locked.taken_at is None:
            locked.taken_at = clock.now()
            locked.save(update_fields=["taken_at"])
        _record("order.batch-taken", locked, by)
    return bytes(locked.file)


def dispatch_order(*, order_id: UUID, by: User) -> None:
    """The card has left for the customer or the branch.

    NotNow, CustomerStopped, TooManyTries(at).
    """
    count_deed(by, ORDER_DEEDS)
    with locked_order(order_id) as order:
        check_not_stopped(order)
        take_step(order, Kind.ON_ITS_WAY, by=by)


def bureau_certificate() -> bytes:
    """The PEM certificate that files are sealed for. NoBureau if none is set or it is none."""
    file = settings.CARD_BUREAU_CERTIFICATE
    if not file:
        raise NoBureau
    try:
        pem = _read(file)
        crypto.envelope_for(pem, b"")
    except (OSError, ValueError, TypeError):
        raise NoBureau from None
    return pem


def _locked(ids: list[UUID]) -> list[CardOrder]:
    """The orders that still wait, locked after their customers, each in the order of ids."""
    whose = CardOrder.objects.filter(pk__in=ids).values_list("customer_id", "link__file_id")
    files = {key for pair in whose for key in pair if key}
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=files).order_by("pk"))
    rows = orders_to_make().select_for_update(of=("self",), no_key=True)
    waiting = rows.select_related("customer", "link__file").filter(pk__in=ids)
    return list(waiting.order_by("pk"))


@sensitive_variables()
def _seal(batch: PrintBatch, orders: list[CardOrder], certificate: bytes) -> None:
    """A line of JSON for each card, in an envelope; nothing of it in the clear stays."""
    lines = "\n".join(json.dumps(_line(order), ensure_ascii=False) for order in orders)
    file = crypto.envelope_for(certificate, lines.encode())
    batch.file, batch.digest = file, hashlib.sha256(file).hexdigest()
    batch.save(update_fields=["file", "digest"])


@sensitive_variables()
def _line(order: CardOrder) -> dict[str, str]:
    """What a bureau embosses, writes to the chip and puts on the envelope."""
    card = _card_of(order)
    is_hand = order.delivery == CardOrder.Delivery.HAND  # another way may have been ordered first
    return {
        "order": str(order.number), "card": str(card.pk), "brand": card.brand,
        "number": card.number, "expiry": card.expiry_text, "name": card.name,
        "service_code": card.service_code, "cvv2": cvv2(card.number, card.expiry),
        "delivery": order.delivery, "to": order.full_name, "phone": order.phone,
        "city": order.city if is_hand else "", "branch": "" if is_hand else order.branch,
        "address": order.address if is_hand else "",
    }  # fmt: skip


def _card_of(order: CardOrder) -> Card:
    assert order.card is not None  # it was issued a moment ago
    return order.card


def _record(kind: str, batch: PrintBatch, by: User) -> None:
    facts = {"operator": by.login_name or "", "name": by.first_name, "count": str(batch.count)}
    record(kind=kind, customer_id=None, subject=batch.pk, facts=facts)


@cache
def _read(file: str) -> bytes:
    return Path(file).read_bytes()
