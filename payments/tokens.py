"""The signed form: the payment's id, minted when the form is shown, for one customer and service.

The id makes a second submit find the first: it is the payment, its hold and its transfer.
"""

from datetime import timedelta
from uuid import UUID

from django.core import signing

from homebank.lib import clock
from homebank.lib.ids import uuid7
from payments.errors import FormExpired, NotThisForm

FORM_LIFE = timedelta(minutes=15)
_signer = signing.Signer(salt="payments.form")


def mint(*, customer_id: UUID, service: str) -> str:
    """A fresh signed id for this customer and the service's key."""
    issued_at = int(clock.now().timestamp())
    return _signer.sign_object([str(uuid7()), str(customer_id), service, issued_at])


def read(token: str, *, customer_id: UUID, service: str) -> UUID:
    """The id in the token. NotThisForm: made for others or by others. FormExpired: too old."""
    try:
        payment_id, owner, made_for, issued_at = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError):
        raise NotThisForm from None
    if (owner, made_for) != (str(customer_id), service):
        raise NotThisForm
    if clock.now().timestamp() - issued_at > FORM_LIFE.total_seconds():
        raise FormExpired
    return UUID(payment_id)
