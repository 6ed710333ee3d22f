"""\"Is the bank calling me?\" (ACC-14): an operator says so first, and both see the same two words.

The customer asks for the words and says none: whoever calls and cannot say them is not the bank.
"""

import secrets

from django.db import transaction

from accounts import limits
from accounts.models import BankCall, Customer, User
from accounts.staff.call_words import COUNT
from accounts.staff.deeds import count_deed, record_deed
from accounts.staff.errors import NameMissing, OtherOperatorCalls
from homebank.lib import clock


def begin_call(*, customer: Customer, by: User, asks_codeword: bool = False) -> BankCall:
    """The operator is about to call the customer: fresh words, for a quarter of an hour.

    A call that the operator had begun to anybody is over. The customer's page says whether the
    codeword may be asked for, and for nothing else. NameMissing, OtherOperatorCalls,
    TooManyTries(at).
    """
    if not by.first_name.strip():
        raise NameMissing
    count_deed(by, limits.BANK_CALLS)
    now = clock.now()
    first, second = secrets.SystemRandom().sample(range(COUNT), 2)
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        _check_nobody_else_calls(customer, by)
        BankCall.objects.filter(operator=by, ended_at=None).update(ended_at=now)
        call = BankCall.objects.create(
            customer=customer, operator=by, first_word=first, second_word=second,
            began_at=now, expires_at=now + limits.CALL_LIFE, asks_codeword=asks_codeword,
        )  # fmt: skip
        record_deed(kind="call-begun", customer=customer, by=by, subject=call.pk)
    return call


def end_call(*, customer: Customer, by: User) -> None:
    """The operator has hung up: from now on the customer reads that nobody is calling."""
    mine = BankCall.objects.filter(customer=customer, operator=by, ended_at=None)
    mine.update(ended_at=clock.now())


def call_to(*, customer: Customer) -> BankCall | None:
    """The call that somebody who still works here is making to the customer now."""
    going_on = BankCall.objects.filter(
        customer=customer, ended_at=None, expires_at__gt=clock.now(), operator__is_active=True
    )
    return going_on.select_related("operator").order_by("-began_at").first()


def _check_nobody_else_calls(customer: Customer, by: User) -> None:
    call = call_to(customer=customer)
    if call is not None and call.operator_id != by.pk:
        raise OtherOperatorCalls(name=call.operator.first_name, until=call.expires_at)
