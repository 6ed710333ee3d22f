"""The worker: takes up payments that are due, asks their billers, hands on the answers.

An attempt is written down before the biller is asked and outside every transaction, so whatever
dies in between, the next worker knows that the biller may have heard. A lease keeps two workers
from asking at once; when it lapses, the payment is simply due again.
"""

import logging
import traceback
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from homebank.lib import clock
from homebank.lib.gateways import GatewayError
from payments import outcomes, timeline
from payments.billers import BillerPostponed, BillerRefused, Order, gateway_for
from payments.billers.reasons import NO_ANSWER
from payments.billers.simulator import PATH
from payments.catalogue.account_kinds import KINDS
from payments.models import Biller, Payment
from payments.states import State
from payments.timeline import Kind

log = logging.getLogger(__name__)

# The customer looks at the page while the biller checks; nobody waits for `pay`.
LIMITS = {State.CHECKING: timedelta(seconds=10), State.SENT: timedelta(seconds=30)}
# What a worker may need beyond the biller's time to write the answer down.
LEASE_MARGIN = timedelta(seconds=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=24)
BATCH = 100
# What the timeline says of a gateway's own mistake: its words might hold the account.
MISTAKE = "the gateway made a mistake, the log names it"


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
    if payment.state == State.CHECKING:
        _check(payment)
    elif payment.state == State.DRAFT:
        outcomes.close_draft(payment_id=payment_id)
    else:
        _pay(payment)


def _claim(payment_id: UUID) -> Payment | None:
    """The payment, with one more attempt written down and a lease, or None if it is not due."""
    now = clock.now()
    with transaction.atomic():
        free = Payment.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        payment = free.select_related("service__biller").filter(pk=payment_id).first()
        if payment is None or payment.state == State.DRAFT:
            return payment  # nobody is asked about a draft: no attempt, no lease
        payment.attempts += 1
        payment.leased_until = now + LIMITS[State(payment.state)] + LEASE_MARGIN
        payment.save(update_fields=["attempts", "leased_until"])
        if payment.state == State.SENT:
            timeline.add(payment, Kind.SENT, note=f"attempt {payment.attempts}")
    return payment


def _check(payment: Payment) -> None:
    biller = payment.service.biller
    try:
        checked = gateway_for(biller.protocol).check(_order(payment))
    except BillerRefused as no:
        outcomes.fail_check(payment_id=payment.pk, code=no.code, note=str(no))
    except GatewayError as silence:
        _check_again(payment, str(silence), _kind_of(silence))
    except Exception as mistake:  # a gateway's own: it proves as little as silence
        _log_mistake(payment, mistake)
        _check_again(payment, MISTAKE, Kind.NOT_ANSWERED)
    else:
        outcomes.draft_payment(payment_id=payment.pk, checked=checked)


def _check_again(payment: Payment, note: str, kind: Kind) -> None:
    """A quick "later" is asked again while the customer's ten seconds last."""
    again_at = clock.now() + FIRST_PAUSE
    if again_at < payment.asked_at + LIMITS[State.CHECKING]:
        outcomes.ask_later(payment_id=payment.pk, waited_in=State.CHECKING, at=again_at,
                           kind=kind, note=note)  # fmt: skip
    else:
        outcomes.fail_check(payment_id=payment.pk, code=NO_ANSWER, note=note)


def _pay(payment: Payment) -> None:
    biller = payment.service.biller
    try:
        accepted = gateway_for(biller.protocol).pay(_order(payment))
    except BillerRefused as no:
        outcomes.take_refusal(payment_id=payment.pk, code=no.code, note=str(no))
    except GatewayError as silence:
        _pay_again(payment, str(silence), _kind_of(silence))
    except Exception as mistake:  # a gateway's own: it proves as little as silence
        _log_mistake(payment, mistake)
        _pay_again(payment, MISTAKE, Kind.NOT_ANSWERED)
    else:
        outcomes.settle_payment(payment_id=payment.pk, accepted=accepted)


def _pay_again(payment: Payment, note: str, kind: Kind) -> None:
    now, sent_at = clock.now(), payment.sent_at or payment.made_at
    if now - sent_at >= GIVE_UP_AFTER:
        outcomes.leave_unknown(payment_id=payment.pk)
        return
    at = now + pause_after(payment.attempts)
    outcomes.ask_later(payment_id=payment.pk, waited_in=State.SENT, at=at, kind=kind, note=note)


def _kind_of(error: GatewayError) -> Kind:
    """A "later" is an answer, and the timeline does not call it silence."""
    return Kind.POSTPONED if isinstance(error, BillerPostponed) else Kind.NOT_ANSWERED


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4 seconds and so on, at most 5 minutes."""
    doublings = min(attempts - 1, 20)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _log_mistake(payment: Payment, mistake: Exception) -> None:
    """The kind and place of a gateway's mistake, without its words."""
    kind, place = type(mistake).__name__, traceback.extract_tb(mistake.__traceback__)[-1]
    log.error("payment %s, attempt %s: %s in %s of %s:%s", payment.pk, payment.attempts,
              kind, place.name, place.filename, place.lineno)  # fmt: skip


def _order(payment: Payment) -> Order:
    service = payment.service
    return Order(
        address=_address(service.biller),
        number=payment.number,
        account=KINDS[service.account_kind].for_biller(payment.account),
        amount=payment.amount,
        at=_accounting_moment(payment),
        limit=LIMITS[State(payment.state)],
    )


def _address(biller: Biller) -> str:
    """Where the biller is. Only a demo may take the simulator for it: GatewayError elsewhere."""
    if biller.address:
        return biller.address
    if not settings.DEMO:
        raise GatewayError(f"the record of {biller.key} has no address")
    return str(settings.BILLER_SIMULATOR_URL) + PATH


def _accounting_moment(payment: Payment) -> datetime:
    """The same in every repetition: registers are compared by it."""
    return payment.sent_at or payment.made_at
