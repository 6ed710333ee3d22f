"""What a payment is called where money moves: asked by cards through settings.MOVEMENT_SUBJECTS."""

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse

from cards.movements import Told
from payments.models import Payment


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
        )
        for payment in paid
    }
