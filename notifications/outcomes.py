"""Writes down what came of attempts: the messages, their timeline, and how the gateways are."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from homebank.lib import clock
from homebank.lib.gateways import load
from notifications import events
from notifications.gateways import Answering, SmsGateway
from notifications.models import GatewayState, Lane, Outcome, Sms, SmsAttempt
from notifications.models.sms import Acceptance, mark_sent
from notifications.polling import FIRST_ASK
from notifications.receipts import apply_receipts_of
from notifications.routing import may_go_over

log = logging.getLogger(__name__)
# A gateway that answers works, even if it says no.
ANSWERS = (Outcome.ACCEPTED, Outcome.NEVER)


@dataclass(frozen=True, slots=True)
class Result:
    """What one attempt of a leased message came to. `operator`: a person has to act."""

    sms: Sms
    outcome: Outcome
    began_at: datetime
    reference: str = ""
    error: str = ""
    operator: bool = False
    ended_at: datetime = field(default_factory=clock.now)


def write_results(results: Sequence[Result]) -> None:
    """Write all in one transaction; then look whether their receipts were faster."""
    accepted = [result for result in results if result.outcome == Outcome.ACCEPTED]
    with transaction.atomic(durable=True):
        SmsAttempt.objects.bulk_create([_attempt(result) for result in results])
        if accepted:
            mark_sent([_acceptance(result) for result in accepted])
        for result in results:
            if result.outcome != Outcome.ACCEPTED:
                _write_refusal(result)
        for path in sorted({result.sms.gateway for result in results}):
            _judge_gateway(path, [each for each in results if each.sms.gateway == path])
    if accepted:
        apply_receipts_of([result.reference[:100] for result in accepted])


def _attempt(result: Result) -> SmsAttempt:
    return SmsAttempt(
        sms=result.sms, number=result.sms.attempts, gateway=result.sms.gateway,
        outcome=result.outcome, gateway_reference=result.reference[:100],
        error=result.error[:200], began_at=result.began_at, ended_at=result.ended_at,
    )  # fmt: skip


def _acceptance(result: Result) -> Acceptance:
    sms = result.sms
    gateway: SmsGateway = load(sms.gateway)
    tells = bool(getattr(gateway, "receipts", False))
    is_asked = tells and isinstance(gateway, Answering)
    return Acceptance(
        sms.pk, sms.gateway, result.reference,
        keep_text=sms.lane == Lane.ALERTS or (tells and len(settings.SMS_GATEWAYS) > 1),
        ask_receipt_at=clock.now() + FIRST_ASK if is_asked else None,
    )  # fmt: skip


def _write_refusal(result: Result) -> None:
    sms, reason = result.sms, result.error
    log.warning("sms not sent: %s, attempt %s by %s, %s", sms, sms.attempts, sms.gateway, reason)
    if result.outcome == Outcome.NEVER:
        sms.mark_refused(reason=reason, is_final=not may_go_over(sms))
    elif result.outcome == Outcome.UNCERTAIN:
        sms.postpone(reason=reason, held_by=sms.gateway)
    else:
        sms.postpone(reason=reason)


def _judge_gateway(path: str, results: Sequence[Result]) -> None:
    """Close the gateway's breaker if it answers, count failures if it does not."""
    rows = GatewayState.objects.select_for_update()
    if any(result.outcome in ANSWERS for result in results):
        failing = rows.filter(gateway=path, failures__gt=0).first()
        if failing is not None:
            _wake(failing)
        return
    state = rows.get_or_create(gateway=path)[0]
    last = results[-1]
    rests = state.fail(
        times=len(results), reason=last.error, alone=len(settings.SMS_GATEWAYS) == 1,
        at_once=any(result.operator for result in results),
        began_at=max(result.began_at for result in results),
    )  # fmt: skip
    if rests:
        log.error("sms gateway rests: %s, %s", path, last.error)
        facts = {"gateway": path, "error": last.error}
        events.record(kind="sms.gateway-rests", customer_id=None, facts=facts)


def _wake(state: GatewayState) -> None:
    if state.is_resting:
        log.warning("sms gateway works again: %s", state.gateway)
        events.record(kind="sms.gateway-works", customer_id=None, facts={"gateway": state.gateway})
    state.wake()
