"""Takes due messages for sending: leased, each with its gateway, the attempt committed."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from homebank.lib import clock, crypto
from homebank.lib.crypto import CannotUnseal
from notifications.budgets import over_budget
from notifications.models import Lane, Outcome, Sms, SmsAttempt, SmsQuerySet, State
from notifications.routing import Routes

log = logging.getLogger(__name__)

# Until a gateway that rests, or a budget that is used up, is asked after again.
WHILE_RESTING = timedelta(seconds=2)
WHILE_OVER_BUDGET = timedelta(seconds=15)


def take_due(*, lane: str, limit: int, routes: Routes) -> tuple[int, dict[str, list[Sms]]]:
    """Up to `limit` due messages, leased, by gateway, and how many rows were looked at.

    What expired is ended, what cannot be read fails, and what has no way or no budget waits.
    """
    with transaction.atomic(durable=True):
        rows = Sms.objects.due(lane=lane, at=clock.now()).still_sealed()
        found = list(rows.select_for_update(skip_locked=True, no_key=True)[:limit])
        _write_lost(found)
        ready = _within_budget(lane, _readable(_living(found)))
        return len(found), _lease(ready, routes)


def end_expired(*, lane: str, limit: int) -> None:
    """End what expired while no gateway worked, so that no text outlives its use."""
    with transaction.atomic(durable=True):
        due = Sms.objects.due(lane=lane, at=clock.now()).defer("phone", "text")
        rows = due.filter(expires_at__lte=clock.now())
        found = list(rows.select_for_update(skip_locked=True, no_key=True)[:limit])
        _write_lost(found)
        _living(found)


def _write_lost(found: Sequence[Sms]) -> None:
    """A lease that lapsed is an attempt that nobody finished: its worker is dead."""
    lost = [
        SmsAttempt(sms=sms, number=sms.attempts, gateway=sms.gateway, outcome=Outcome.LOST,
                   ended_at=clock.now())
        for sms in found if sms.state == State.SENDING
    ]  # fmt: skip
    SmsAttempt.objects.bulk_create(lost)
    for attempt in lost:
        log.warning("sms worker died sending: %s, attempt %s", attempt.sms, attempt.number)
        attempt.sms.held_by = attempt.gateway


def _living(found: Sequence[Sms]) -> list[Sms]:
    """Those that are of use yet; the others end unsent."""
    expired = [sms for sms in found if sms.has_expired()]
    for sms in expired:
        log.warning("sms expired unsent: %s after %s attempts", sms, sms.attempts)
    if expired:
        _rows(expired).end(state=State.EXPIRED)
    return [sms for sms in found if sms not in expired]


def _readable(found: Sequence[Sms]) -> list[Sms]:
    """Those whose number and text can be unsealed; one that cannot must not hold up the lane."""
    readable = []
    for sms in found:
        try:
            sms.phone = _unseal(sms, "phone")
            sms.text = _unseal(sms, "text")
        except CannotUnseal as reason:
            log.error("sms cannot be read: %s, %s", sms, reason)
            _rows([sms]).end(state=State.FAILED, error=str(reason)[:200])
        else:
            readable.append(sms)
    return readable


def _unseal(sms: Sms, name: str) -> str:
    sealed: str = getattr(sms, f"sealed_{name}")
    return crypto.unseal(sealed, column=f"notifications_sms.{name}").decode()


def _within_budget(lane: str, found: list[Sms]) -> list[Sms]:
    """Those that may be paid for now. Alerts are not counted, nor is a second try."""
    first_tries = [sms for sms in found if sms.attempts == 0]
    if lane != Lane.CODES or not first_tries:
        return found
    waiting = over_budget(first_tries)
    for sms, budget in waiting.items():
        log.warning("sms waits for budget: %s, %s", sms, budget)
        _rows([sms]).wait(until=clock.now() + WHILE_OVER_BUDGET, reason=f"budget used up: {budget}")
    return [sms for sms in found if sms not in waiting]


def _lease(ready: Sequence[Sms], routes: Routes) -> dict[str, list[Sms]]:
    taken: dict[str, list[Sms]] = {}
    waiting = []
    for sms in ready:
        path = routes.choose(sms)
        if path is None:
            waiting.append(sms)
        else:
            taken.setdefault(path, []).append(sms)
    at = clock.now()
    if waiting:
        _rows(waiting).wait(until=at + WHILE_RESTING, reason="its gateway rests")
    for path, mine in taken.items():
        _rows(mine).lease(gateway=path, at=at)
        _tell(mine, path, at)
    return taken


def _tell(leased: Sequence[Sms], path: str, at: datetime) -> None:
    """What the rows now say, on the objects too."""
    for sms in leased:
        sms.state, sms.gateway, sms.attempts = State.SENDING, path, sms.attempts + 1
        sms.next_attempt_at = at + Sms.LEASE


def _rows(messages: Sequence[Sms]) -> SmsQuerySet:
    return Sms.objects.filter(pk__in=[sms.pk for sms in messages])
