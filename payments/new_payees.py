"""Whoever has just recovered access, or disowned a visit, pays nobody new for a day."""

from accounts.cooling import cooling_until
from accounts.models import Customer
from payments.errors import NewPayeesWait
from payments.models import Payment, Service
from payments.states import State


def check_payee(*, customer: Customer, service: Service, account: str) -> None:
    """NewPayeesWait while the customer cools and has never paid this account of the service."""
    until = cooling_until(customer=customer)
    if until is None:
        return
    paid = Payment.objects.filter(customer=customer, service=service, account=account)
    if not paid.filter(state=State.DONE).exists():
        raise NewPayeesWait(at=until)
