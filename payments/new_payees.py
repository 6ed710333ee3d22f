"""Whoever has just recovered access, or disowned a visit, pays nobody new and little for a day."""

from datetime import datetime

from django.db.models import Sum

from accounts import limits
from accounts.models import Customer
from accounts.recovery.cooling import cooling_until
from homebank.lib.money import Money
from payments.errors import LargePaymentsWait, NewPayeesWait
from payments.models import Payment, Service
from payments.states import State

# In all while the customer cools, to whomever.
COOLED_SUM = Money(2_000_000)
COUNTED = (State.CHARGING, State.SENT, State.DONE, State.UNKNOWN)


def check_payee(*, customer: Customer, service: Service, account: str, amount: Money) -> None:
    """NewPayeesWait while the customer cools and has never paid this account of the service.

    LargePaymentsWait where the amount and what was paid since cooling began pass COOLED_SUM.
    """
    until = cooling_until(customer=customer)
    if until is None:
        return
    paid = Payment.objects.filter(customer=customer)
    if not paid.filter(service=service, account=account, state=State.DONE).exists():
        raise NewPayeesWait(at=until)
    if _paid_since(customer, until - limits.COOLING) + amount > COOLED_SUM:
        raise LargePaymentsWait(limit=COOLED_SUM, at=until)


def check_payee_for_good(
    *, customer: Customer, service: Service, account: str, amount: Money
) -> None:
    """The same in the transaction that pays: of two at once the second sees the first's sum."""
    if cooling_until(customer=customer) is not None:
        Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    check_payee(customer=customer, service=service, account=account, amount=amount)


def _paid_since(customer: Customer, moment: datetime) -> Money:
    paid = Payment.objects.filter(customer=customer, sent_at__gt=moment, state__in=COUNTED)
    return Money(paid.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
