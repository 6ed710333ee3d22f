"""What a payment is called where money moves, and where it is disputed: asked by cards.

Through settings.MOVEMENT_SUBJECTS and settings.DISPUTED_SUBJECT.
"""

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse

from accounts.models import Customer
from cards.disputes.disputed import Disputed
from cards.movements import Told
from payments.models import Payment
from payments.states import HOLDING, State


def tell_payments(ids: Collection[UUID]) -> dict[UUID, Told]:
    """The service, the masked account and the page of each payment among the ids. One query."""
    paid = Payment.objects.filter(pk__in=ids).select_related(
        "service__category", "service__account_kind"
    )
    return {
        payment.pk: Told(
            name=payment.service.name,
            note=payment.account_masked,
            icon=payment.service.category.icon,
            address=reverse("payments:payment", args=[payment.pk]),
            card=payment.card_id,
        )
        for payment in paid
    }


def find_disputed(*, customer: Customer, subject: UUID) -> Disputed | None:
    """The customer's own payment as a dispute of it names it; its number is the order number."""
    payment = Payment.objects.of(customer).filter(pk=subject).first()
    if payment is None or payment.fee_minor is None:
        return None
    return Disputed(
        subject=payment.pk, at=payment.sent_at or payment.made_at, amount=payment.total,
        shop=payment.service.name, first6=payment.source.first6, last4=payment.source.last4,
        order_number=payment.receipt_number, card=payment.card,
        address=reverse("payments:payment", args=[payment.pk]),
        is_free=payment.state not in (*HOLDING, State.DONE), is_held=payment.state in HOLDING,
    )  # fmt: skip
