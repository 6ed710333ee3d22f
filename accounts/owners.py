"""Telling the owner of a card that somebody tried to register with it; done by a worker."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts import limits
from accounts.models import RegistrationAttempt
from homebank.lib import clock, throttle
from notifications.events import record
from notifications.messages import queue_alert

OwnerLookup = Callable[..., UUID | None]
BATCH = 100


def warn_owners() -> int:
    """Tell the owners of cards that somebody tried to register with; how many were told.

    At most one warning of a kind a day. A customer without a number on file cannot be told.
    """
    told = 0
    with transaction.atomic():
        due = RegistrationAttempt.objects.exclude(warning="").filter(warned_at=None)
        locked = due.select_for_update(skip_locked=True, of=("self",)).order_by("began_at")
        for attempt in locked.select_related("customer")[:BATCH]:
            told += _warn(attempt)
    return told


def _warn(attempt: RegistrationAttempt) -> int:
    if attempt.card_fingerprint:
        attempt.customer_id = _owner_of(attempt.card_fingerprint)
    customer, attempt.card_fingerprint, attempt.warned_at = attempt.customer, "", clock.now()
    attempt.save(update_fields=["customer", "card_fingerprint", "warned_at"])
    if customer is None:
        return 0
    record(kind=attempt.warning, customer_id=customer.pk, subject=attempt.pk,
           facts={"network": attempt.network})  # fmt: skip
    key = f"{customer.pk} {attempt.warning}"
    if not customer.phone or not throttle.take(limits.REGISTRATION_WARNING, key).allowed:
        return 0
    queue_alert(phone=customer.phone, purpose=attempt.warning, language=customer.language,
                customer_id=customer.pk)  # fmt: skip
    return 1


def _owner_of(card: str) -> UUID | None:
    """Whose card was tried often: by its number alone, hence never asked in a request."""
    find_owner: OwnerLookup = import_string(settings.CARD_OWNER_LOOKUP)
    return find_owner(fingerprint=card)
