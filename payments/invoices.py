"""What an account owes: its customer asks, before any amount is chosen. The worker: `fetching`."""

from uuid import UUID

from django.db import transaction

from accounts.models import Customer
from homebank.lib import clock
from homebank.lib.tasks import after_commit
from payments import tasks
from payments.beginning import count_start, next_number
from payments.errors import OtherDetails
from payments.models import Invoice, Service


def request_invoice(
    *, invoice_id: UUID, customer: Customer, service: Service, account: str
) -> Invoice:
    """Have the biller asked what the account owes; the same form again finds the first.

    TooManyPayments; OtherDetails if the id was used for another account or by somebody else.
    """
    invoice = Invoice.objects.filter(pk=invoice_id).first()
    if invoice is None:
        count_start(customer.pk)
        invoice = _make(invoice_id, customer, service, account)
    wanted = customer.pk, service.pk, account
    if wanted != (invoice.customer_id, invoice.service_id, invoice.account):
        raise OtherDetails(payment_id=None)
    return invoice


def _make(invoice_id: UUID, customer: Customer, service: Service, account: str) -> Invoice:
    now = clock.now()
    facts = {"number": next_number(), "customer": customer, "service": service,
             "account": account, "asked_at": now, "next_attempt_at": now}  # fmt: skip
    with transaction.atomic():
        invoice, is_new = Invoice.objects.get_or_create(pk=invoice_id, defaults=facts)
        if is_new:
            after_commit(tasks.fetch_invoice, queue="work", invoice_id=str(invoice.pk))
    return invoice
