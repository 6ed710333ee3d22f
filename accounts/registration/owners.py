"""Telling the owner of a card, or of a number, that somebody tried to register with it."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from accounts import limits
from accounts.models import CardlessAttempt, RegistrationAttempt
from homebank.lib import clock, throttle
from notifications.events import record
from notifications.messages import queue_alert

OwnerLookup = Callable[..., UUID | None]
A = TypeVar("A", RegistrationAttempt, CardlessAttempt)
BATCH = 100


def warn_owners() -> int:
    """Tell the owners of what somebody tried to register with; how many were told. By a worker.

    At most one warning of a kind a day. A customer without a number on file cannot be told.
    """
    told = 0
    with transaction.atomic():
        for attempt in _due(RegistrationAttempt.objects.all()):
            told += _warn_of_card(attempt)
        for tried in _due(CardlessAttempt.objects.all()):
            CardlessAttempt.objects.filter(pk=tried.pk).update(warned_at=clock.now())
            told += _warn(tried, "number-tried")
    return told


def _due(attempts: QuerySet[A]) -> QuerySet[A]:
    due = attempts.exclude(warning="").filter(warned_at=None).order_by("began_at")
    return due.select_for_update(skip_locked=True, of=("self",)).select_related("customer")[:BATCH]


def _warn_of_card(attempt: RegistrationAttempt) -> int:
    if attempt.card_fingerprint:
        attempt.customer_id = _owner_of(attempt.card_fingerprint)
    attempt.card_fingerprint, attempt.warned_at = "", clock.now()
    attempt.save(update_fields=["customer", "card_fingerprint", "warned_at"])
    return _warn(attempt, attempt.warning)


def _warn(attempt: RegistrationAttempt | CardlessAttempt, kind: str) -> int:
    """Record what happened to whom, and send the warning if none of its kind went today."""
    customer = attempt.customer
    if customer is None:
        return 0
    record(kind=kind, customer_id=customer.pk, subject=attempt.pk,
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
