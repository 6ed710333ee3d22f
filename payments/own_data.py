"""What this room holds on a customer: payments, and templates of them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from homebank.lib.own_data import CHUNK, Fact, Record, Section
from payments.models import Payment, PaymentTemplate


def tell(customer: Customer) -> Iterator[Section]:
    """Payments, the newest first, and templates by name."""
    payments = Payment.objects.of(customer).order_by("-made_at", "-id")
    yield Section("payments", _("Payments"), map(_payment, payments.iterator(chunk_size=CHUNK)))
    templates = PaymentTemplate.objects.filter(customer=customer).select_related(
        "service__account_kind"
    )
    yield Section("templates", _("Templates"), map(_template, templates.order_by("name", "id")))


def _payment(payment: Payment) -> Record:
    return [
        Fact("number", _("Number"), payment.receipt_number),
        Fact("made_at", _("Made at"), payment.made_at),
        Fact("service", _("Service"), payment.service.name),
        Fact("account", _("Account with the biller"), payment.account_shown),
        Fact("account_holder", _("Account holder"), payment.holder),
        Fact("amount", _("Amount"), payment.amount),
        Fact("fee", _("Fee"), payment.fee),
        Fact("card", _("Card"), payment.source.truncated),
        Fact("state", _("State"), payment.state, payment.get_state_display()),
        Fact("sent_at", _("Sent"), payment.sent_at),
        Fact("finished_at", pgettext_lazy("payment", "Finished"), payment.finished_at),
    ]


def _template(template: PaymentTemplate) -> Record:
    return [
        Fact("name", _("Name"), template.name),
        Fact("service", _("Service"), template.service.name),
        Fact("account", _("Account with the biller"), template.account_shown),
        Fact("amount", _("Amount"), template.amount),
        Fact("made_at", _("Made at"), template.made_at),
    ]
