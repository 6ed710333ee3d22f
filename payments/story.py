"""What is known of a payment: each step of its own timeline, with what operators noted."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from homebank.lib.stories import Moment, Teller, id_in
from payments.models import Payment, PaymentStep

NUMBER = re.compile(r"[\d -]{12,16}")


def find(typed: str) -> set[UUID]:
    """A payment by the number on its receipt, or by its id."""
    if ids := id_in(typed):
        return related(ids)
    digits = re.sub(r"[ -]", "", typed)
    if not NUMBER.fullmatch(typed) or not digits.isascii() or len(digits) != 12:
        return set()
    return set(Payment.objects.filter(number=int(digits)).values_list("pk", flat=True))


def related(ids: set[UUID]) -> set[UUID]:
    """A payment's quote and confirmation, and the payment of those."""
    found = Payment.objects.filter(
        Q(pk__in=ids) | Q(quote__in=ids) | Q(confirmation__in=ids)
    ).values_list("pk", "quote", "confirmation")
    return {each for row in found for each in row if each}


def owners(ids: set[UUID]) -> set[UUID]:
    """Who paid."""
    return set(Payment.objects.filter(pk__in=ids).values_list("customer", flat=True))


def tell(ids: set[UUID]) -> Iterator[Moment]:
    """The payment as it was begun, and its steps."""
    for paid in Payment.objects.filter(pk__in=ids).select_related(
        "service__biller", "card", "other_card"
    ):
        yield Moment(paid.made_at, "payments", _("Payment begun"), {
            "number": paid.receipt_number, "service": str(paid.service), "card": paid.source.title,
            "amount_minor": paid.amount_minor, "fee_minor": paid.fee_minor or 0,
            "state": paid.get_state_display(), "biller_number": paid.biller_number,
        })  # fmt: skip
    for step in PaymentStep.objects.filter(payment__in=ids):
        facts = {"note": step.note} if step.note else {}
        yield Moment(step.at, "payments", step.get_kind_display(), facts)


TELLER = Teller(tell=tell, find=find, related=related, owners=owners)
