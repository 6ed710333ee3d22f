"""The mark "SIM changed": nobody knows who holds the number's SIM now, so no code goes there.

Set by staff, or by a command that a mobile operator's word is fed to; lifted at a branch. An
authenticator app and other factors beyond the SMS go on; alerts do too.
"""

from django.db import transaction

from accounts.factors import codes
from accounts.models import Customer, User, phone_fingerprint
from accounts.staff.deeds import count_deed, read_reason, record_deed
from accounts.staff.errors import SimNotMarked
from homebank.lib import clock
from notifications.events import record
from notifications.messages import queue_alert

MARKED, CLEARED = "sim-changed", "sim-cleared"


def mark_sim_changed(*, customer: Customer, by: User, reason: str) -> bool:
    """Stop codes by SMS from now on; False if they were. Codes on their way confirm nothing.

    ReasonMissing, ReasonHoldsSecret, TooManyTries(at).
    """
    reason = read_reason(reason)
    count_deed(by)
    with transaction.atomic():
        if not _mark(customer):
            return False
        record_deed(kind=MARKED, customer=customer, by=by, reason=reason)
    return True


def take_operators_word(*, phone: str) -> bool:
    """A mobile operator says that the E.164 number has another SIM; False if that is no news.

    No news: nobody's trusted number, or marked before.
    """
    customer = Customer.objects.filter(phone_fingerprint=phone_fingerprint(phone)).first()
    if customer is None:
        return False
    with transaction.atomic():
        if not _mark(customer):
            return False
        record(kind=MARKED, customer_id=customer.pk, facts={"from": "mobile-operator"})
    return True


def clear_sim(*, customer: Customer, by: User, reason: str) -> None:
    """The owner has shown whose SIM it is: codes go out again. SimNotMarked, and as above."""
    reason = read_reason(reason)
    count_deed(by)
    with transaction.atomic():
        file = _locked(customer)
        if file.sim_changed_at is None:
            raise SimNotMarked
        file.sim_changed_at = None
        file.save(update_fields=["sim_changed_at"])
        record_deed(kind=CLEARED, customer=file, by=by, reason=reason)


def _mark(customer: Customer) -> bool:
    """Mark the file and void what waits for a code; False if it was marked."""
    file = _locked(customer)
    if file.sim_changed_at is not None or not file.phone:
        return False
    codes.void_all(customer=file)
    file.sim_changed_at = clock.now()
    file.save(update_fields=["sim_changed_at"])
    queue_alert(phone=file.phone, purpose=MARKED, language=file.language, customer_id=file.pk)
    return True


def _locked(customer: Customer) -> Customer:
    return Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
