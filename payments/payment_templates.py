"""Templates: a payment kept under a name, to begin the next one with its service and account."""

from django.db import IntegrityError, transaction

from accounts.models import Customer
from homebank.lib import clock
from homebank.lib.ids import uuid7
from payments.billers import clean_text
from payments.errors import NothingToKeep, TemplateNameMissing, TemplateNameTaken, TooManyTemplates
from payments.models import Payment, PaymentTemplate
from payments.states import State

MOST = 50
LONGEST_NAME = 40
# Payments whose account the biller has known: others are not worth repeating.
KEPT_FROM = (State.SENT, State.UNKNOWN, State.DONE)


def keep_template(*, payment: Payment, customer: Customer, name: str) -> PaymentTemplate:
    """Keep the customer's own payment under a name.

    NothingToKeep, TooManyTemplates, TemplateNameMissing, TemplateNameTaken.
    """
    if payment.state not in KEPT_FROM:
        raise NothingToKeep
    kept = PaymentTemplate(
        id=uuid7(), customer=customer, service=payment.service, name=_read_name(name),
        account=payment.account, amount_minor=payment.amount_minor, made_at=clock.now(),
    )  # fmt: skip
    if PaymentTemplate.objects.filter(customer=customer).count() >= MOST:
        raise TooManyTemplates(most=MOST)
    return _save(kept)


def rename_template(*, template: PaymentTemplate, name: str) -> PaymentTemplate:
    """Give the template another name. TemplateNameMissing, TemplateNameTaken."""
    template.name = _read_name(name)
    return _save(template)


def delete_template(*, template: PaymentTemplate) -> None:
    """Forget the template; payments made from it stay."""
    template.delete()


def _save(template: PaymentTemplate) -> PaymentTemplate:
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        raise TemplateNameTaken(name=template.name) from None
    return template


def _read_name(text: str) -> str:
    name = clean_text(text)[:LONGEST_NAME].strip()
    if not name:
        raise TemplateNameMissing
    return name
