"""Another number than the trusted one, for the operator's call: proven by a code of its own.

It serves the call alone: codes and messages go to the trusted number, as before (ORD-06).
"""

from datetime import timedelta

from django.db import transaction

from accounts.errors import TooManyTries
from accounts.factors import codes
from accounts.models import Confirmation
from cards.models import CardOrder
from cards.ordering.errors import NothingToProve
from cards.ordering.steps import lock_order
from homebank.lib import crypto, throttle
from homebank.lib.throttle import Limit

# Numbers that one customer has codes sent to; each number has limits of its own besides.
NUMBERS_PROVEN = Limit("order-numbers", 5, timedelta(days=1))


def needs_proof(order: CardOrder) -> bool:
    """Whether the number for the call is neither the trusted one nor proven."""
    return bool(order.phone) and order.phone not in {order.customer.phone, order.proven_phone}


def proof_of(order: CardOrder) -> Confirmation | None:
    """The code that was asked for last for the number that stands in the order now."""
    asked = Confirmation.objects.filter(
        subject=order.pk, purpose=codes.ORDER_PHONE, digest=_digest(order), voided_at=None,
        consumed_at=None,
    )  # fmt: skip
    return asked.order_by("-opened_at").first()


def ask_for_proof(
    *, order: CardOrder, network: str, language: str, again: bool = False
) -> Confirmation:
    """Send a code to the number; to one that waits for one already only when asked `again`.

    Outside a transaction. NothingToProve, TooManyTries(at), and what `codes.send_code` raises.
    """
    if not needs_proof(order):
        raise NothingToProve
    waits = proof_of(order)
    if waits is not None and waits.sends and not again:
        return waits
    confirmation = waits or _open(order, network)
    codes.send_code(confirmation=confirmation, language=language)
    return confirmation


def _open(order: CardOrder, network: str) -> Confirmation:
    taken = throttle.take(NUMBERS_PROVEN, str(order.customer_id))
    if not taken.allowed:
        raise TooManyTries(at=taken.until)
    return codes.open_confirmation(
        purpose=codes.ORDER_PHONE, digest=_digest(order), customer_id=None, phone=order.phone,
        subject=order.pk, network=network,
    )  # fmt: skip


def prove_phone(*, order: CardOrder, confirmation: Confirmation, code: str) -> None:
    """The code was right: the number is proven. Raises what `count_guess` and `consume` do."""
    codes.count_guess(confirmation_id=confirmation.pk, code=code)
    with transaction.atomic():
        codes.consume(confirmation_id=confirmation.pk, digest=_digest(order))
        locked = lock_order(order.pk)
        locked.proven_phone = confirmation.phone
        locked.save(update_fields=["proven_phone"])


def _digest(order: CardOrder) -> str:
    return crypto.digest(codes.ORDER_PHONE, order.pk, order.phone)
