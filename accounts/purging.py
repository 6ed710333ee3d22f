"""What nobody needs any more is deleted: codes, tries, counters and visits that are long over.

What a customer confirmed stays: a payment, a paper or a change points at its confirmation.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, F, ForeignObjectRel, Model, OuterRef, Q, QuerySet

from accounts.models import (
    BankCall,
    CardlessAttempt,
    Confirmation,
    Deed,
    OneTimeCode,
    RegistrationAttempt,
    Visit,
    Wait,
)
from accounts.models.certificates import CertificateAttempt
from accounts.models.recovery import RecoveryAttempt
from homebank.lib import clock
from homebank.lib.throttle import Tally

# Longer than any limit or wait counts.
COUNTERS_LIVE = timedelta(days=7)
# What was asked for and never confirmed holds a secret: a password's hash, an app's key.
UNCONFIRMED_LIVE = timedelta(days=1)
# Locks are short: so many rows in one statement, each statement by itself.
BATCH = 1000


def purge() -> dict[str, int]:
    """Delete what is over, batch by batch; how many rows of each kind were deleted."""
    return {name: _delete(rows) for name, rows in _over(clock.now())}


def _over(now: datetime) -> Iterator[tuple[str, QuerySet[Any]]]:
    """What is over, in the order in which it may be deleted."""
    edge = now - timedelta(days=settings.KEEP_TRACES_DAYS)
    unwarned = Q(warned_at=None) & ~Q(warning="")
    yield "sessions", Session.objects.filter(expire_date__lt=now)
    yield "registration attempts", _older(RegistrationAttempt, edge).exclude(unwarned)
    # What was never finished holds a password's hash.
    unfinished = Q(finished_at=None, expires_at__lt=now - UNCONFIRMED_LIVE)
    cardless = CardlessAttempt.objects.filter(unfinished | Q(expires_at__lt=edge))
    yield "registrations without a card", cardless.exclude(unwarned)
    yield "recovery attempts", _older(RecoveryAttempt, edge)
    yield "certificate attempts", _older(CertificateAttempt, edge)
    yield "changes", Deed.objects.filter(done_at=None, expires_at__lt=now - UNCONFIRMED_LIVE)
    yield "calls", BankCall.objects.filter(began_at__lt=edge)
    yield "visits", Visit.objects.filter(began_at__lt=edge)
    yield "codes", OneTimeCode.objects.filter(expires_at__lt=edge)
    yield "confirmations", _pointless(edge)
    yield "tallies", Tally.objects.filter(began_at__lt=now - COUNTERS_LIVE)
    ended = Q(until=None) | Q(until__lt=F("last_at")) | Q(until__lt=now)
    yield "waits", Wait.objects.filter(ended, last_at__lt=now - COUNTERS_LIVE)


def _older(model: Any, edge: datetime) -> QuerySet[Any]:
    found: QuerySet[Any] = model.objects.filter(expires_at__lt=edge)
    return found


def _pointless(edge: datetime) -> QuerySet[Confirmation]:
    """Old confirmations that nothing points at, whichever room it is in."""
    found = Confirmation.objects.filter(opened_at__lt=edge)
    for relation in Confirmation._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            pointing: type[Model] = relation.related_model
            here = {relation.field.name: OuterRef("pk")}
            found = found.exclude(Exists(pointing._base_manager.filter(**here)))
    return found


def _delete(rows: QuerySet[Any]) -> int:
    deleted = 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model._base_manager.filter(pk__in=keys).delete()
        deleted += len(keys)
    return deleted
