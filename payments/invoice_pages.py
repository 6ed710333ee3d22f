"""What the pages of an invoice show."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.dates import MONTHS

from homebank.lib import clock
from payments.billers.reasons import NO_ANSWER, sentence
from payments.models import Invoice, Payment
from payments.pages import REFRESHES_FOR, SOON, typed, uuid_or_none


def of_invoice(invoice: Invoice) -> dict[str, Any]:
    """The context of every page of the invoice."""
    waits = invoice.state == Invoice.State.ASKED
    is_soon = clock.now() - invoice.asked_at < REFRESHES_FOR
    return {
        "invoice": invoice,
        "service": invoice.service,
        "account_label": invoice.service.account_kind.name,
        "lines": invoice.told_lines,
        "due": invoice.due,
        "month": _month(invoice.month),
        "reason": sentence(invoice.failure) if invoice.failure else "",
        "met_silence": invoice.failure == NO_ANSWER,
        "refresh": SOON if waits and is_soon else None,
        "section": "payments",
    }


def begins_with(invoice: Invoice, query: Mapping[str, str]) -> dict[str, str]:
    """The amount owed, or the one that is being changed: of a payment of this very invoice."""
    wanted = uuid_or_none(query.get("repeat", ""))
    earlier = Payment.objects.filter(pk=wanted, invoice=invoice).first() if wanted else None
    if earlier is not None:
        return {"amount": typed(earlier.amount), "card": str(earlier.source_id)}
    return {"amount": typed(invoice.due)} if invoice.due else {}


def _month(text: str) -> str:
    """`October 2026` of `2026-10`, in the reader's language."""
    if not text:
        return ""
    day = date.fromisoformat(f"{text}-01")
    return f"{MONTHS[day.month]} {day.year}"
