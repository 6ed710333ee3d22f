"""Access that opens nothing until it is proven anew, because of whom its number belongs to now.

Whoever registered without a card proved a phone and no more. Should the bank come to know that
number as a customer's, nothing of that access may let its owner of yesterday in: not the password,
not a visit, not a second factor. The customer sets a new password by their card or by recovery.
"""

from accounts.factors.held import forget_factors
from accounts.models import Customer, User, phone_fingerprint
from accounts.sign_in.visits import close_visits
from notifications.events import record


def suspend_access(*, customer: Customer) -> bool:
    """Void the password, end every visit, forget second factors; whether there was an access.

    Inside the transaction of the change that makes it so. Homebank ID and login name stay.
    """
    user = User.objects.select_for_update().filter(customer=customer).first()
    if user is None:
        return False
    user.set_unusable_password()
    user.save(update_fields=["password"])
    close_visits(user=user)
    forget_factors(customer=customer, subject=customer.pk)
    record(kind="access-suspended", customer_id=customer.pk)
    return True


def release_number(*, phone: str) -> bool:
    """Take the E.164 number from whoever registered with it without a card; whether anybody had.

    Inside the transaction that makes it the trusted number of an identified customer.
    """
    holder = cardless_holder(phone)
    if holder is None:
        return False
    holder.phone = holder.phone_fingerprint = None
    holder.save(update_fields=["phone", "phone_fingerprint"])
    suspend_access(customer=holder)
    return True


def cardless_holder(phone: str) -> Customer | None:
    """Who registered with the number without a card and is not identified; the row is locked."""
    people = Customer.objects.select_for_update(no_key=True).filter(identified_at=None)
    return people.filter(phone_fingerprint=phone_fingerprint(phone)).first()
