"""The worker: takes up payments that are due, asks their billers, hands on the answers.

An attempt is written down before the biller is asked and outside every transaction, so whatever
dies in between, the next worker knows that the biller may have heard. A lease keeps two workers
from asking at once; when it lapses, the payment is simply due again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from cards.other.acquirers import AcquirerDeclined
from homebank.lib import clock
from homebank.lib.gateways import GatewayError
from payments import charging, outcomes, timeline
from payments.asking import FIRST_PAUSE, LEASE_MARGIN, LIMITS, ask_biller, order_of
from payments.billers import BillerGateway, BillerPostponed, BillerRefused, Order, gateway_for
from payments.billers.reasons import NO_ANSWER
from payments.models import Payment
from payments.states import State
from payments.timeline import Kind

LONGEST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=24)
BATCH = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """What a payment's biller is asked in one state, and who takes each kind of answer."""

    ask: Callable[[BillerGateway, Order], Any]
    take: Callable[[UUID, Any], None]
    refuse: Callable[[UUID, BillerRefused], None]
    again: Callable[[Payment, str, Kind], None]


def due_payments() -> list[UUID]:
    """Payments that a worker should take up now, those that waited longest first."""
    due = Payment.objects.due(clock.now()).order_by("next_attempt_at")
    return list(due.values_list("pk", flat=True)[:BATCH])


def work_on_payment(*, payment_id: UUID) -> None:
    """If the payment is due and free, ask its biller once and do what the answer says.

    A draft that is due was abandoned by its customer: it is closed.
    """
    payment = _claim(payment_id)
    if payment is None:
        return
    if payment.state == State.DRAFT:
        outcomes.close_draft(payment_id=payment_id)
    elif payment.state == State.CHARGING:
        _charge(payment)
    else:
        _ask(payment, DEEDS[State(payment.state)])


def _claim(payment_id: UUID) -> Payment | None:
    """The payment, with one more attempt written down and a lease, or None if it is not due."""
    now = clock.now()
    with transaction.atomic():
        free = Payment.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        known = free.select_related("service__biller", "service__account_kind", "invoice",
                                    "other_card")  # fmt: skip
        payment = known.filter(pk=payment_id).first()
        if payment is None or payment.state == State.DRAFT:
            return payment  # nobody is asked about a draft: no attempt, no lease
        payment.attempts += 1
        payment.leased_until = now + LIMITS[State(payment.state)] + LEASE_MARGIN
        payment.save(update_fields=["attempts", "leased_until"])
        if payment.state == State.SENT:
            timeline.add(payment, Kind.SENT, note=f"attempt {payment.attempts}")
    return payment


def _ask(payment: Payment, deed: Deed) -> None:
    """Ask the biller once, outside of every transaction, and hand its answer on."""
    protocol = payment.service.biller.protocol
    about = f"payment {payment.pk}, attempt {payment.attempts}"
    try:
        answer = ask_biller(lambda: deed.ask(gateway_for(protocol), order_of(payment)), about=about)
    except BillerRefused as no:
        deed.refuse(payment.pk, no)
    except GatewayError as silence:
        # A "later" is an answer, and the timeline does not call it silence.
        is_later = isinstance(silence, BillerPostponed)
        kind = Kind.POSTPONED if is_later else Kind.NOT_ANSWERED
        deed.again(payment, str(silence), kind)
    else:
        deed.take(payment.pk, answer)


def _charge(payment: Payment) -> None:
    """Have another bank's card debited, outside of every transaction, and hand the answer on."""
    try:
        number = charging.ask_acquirer(payment)
    except AcquirerDeclined as no:
        outcomes.decline_charge(payment_id=payment.pk, code=no.code)
    except GatewayError as silence:
        now, confirmed_at = clock.now(), payment.sent_at or payment.made_at
        if now - confirmed_at >= charging.GIVE_UP_AFTER:
            outcomes.give_up_charge(payment_id=payment.pk)
            return
        at = now + pause_after(payment.attempts)
        outcomes.ask_later(payment_id=payment.pk, waited_in=State.CHARGING, at=at,
                           kind=Kind.NOT_CHARGED, note=str(silence))  # fmt: skip
    else:
        outcomes.take_charge(payment_id=payment.pk, number=number)


def _check_again(payment: Payment, note: str, kind: Kind) -> None:
    """A quick "later" is asked again while the customer's ten seconds last."""
    again_at = clock.now() + FIRST_PAUSE
    if again_at < payment.asked_at + LIMITS[State.CHECKING]:
        outcomes.ask_later(payment_id=payment.pk, waited_in=State.CHECKING, at=again_at,
                           kind=kind, note=note)  # fmt: skip
    else:
        outcomes.fail_check(payment_id=payment.pk, code=NO_ANSWER, note=note)


def _pay_again(payment: Payment, note: str, kind: Kind) -> None:
    now, sent_at = clock.now(), payment.sent_at or payment.made_at
    if now - sent_at >= GIVE_UP_AFTER:
        outcomes.leave_unknown(payment_id=payment.pk)
        return
    at = now + pause_after(payment.attempts)
    outcomes.ask_later(payment_id=payment.pk, waited_in=State.SENT, at=at, kind=kind, note=note)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4 seconds and so on, at most 5 minutes."""
    doublings = min(attempts - 1, 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


DEEDS = {
    State.CHECKING: Deed(
        ask=lambda gateway, order: gateway.check(order),
        take=lambda pk, checked: outcomes.draft_payment(payment_id=pk, checked=checked),
        refuse=lambda pk, no: outcomes.fail_check(payment_id=pk, code=no.code, note=str(no)),
        again=_check_again,
    ),
    State.SENT: Deed(
        ask=lambda gateway, order: gateway.pay(order),
        take=lambda pk, accepted: outcomes.settle_payment(payment_id=pk, accepted=accepted),
        refuse=lambda pk, no: outcomes.take_refusal(payment_id=pk, code=no.code, note=str(no)),
        again=_pay_again,
    ),
}
