"""What the biller's answer, or time, does to a payment. Called by the worker, later by operators.

Each function locks the payment, does nothing unless it still waits for that answer, and commits
the money, the state, the timeline, the event and the message together.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from accounts.factors.codes import void
from cards.other.words import REASONS as OTHER_BANKS
from cards.other.words import SILENT
from documents.models import Document, Reason
from documents.models import Kind as Paper
from documents.withdrawal import withdraw
from homebank.lib import clock, kept
from homebank.lib.kept import KeptQuery
from homebank.lib.tasks import after_commit
from ledger.accounts import balance_of, bank_account_ids
from ledger.posting import Leg, release, reverse, settle
from notifications import events, messages
from payments import charging, tasks, timeline
from payments.billers import Accepted, Checked
from payments.billers.reasons import EXPIRED, NO_ANSWER, NO_TARIFF
from payments.catalogue.subjects import priced_as
from payments.errors import NotDone
from payments.models import STEPPED, Payment, Resolution
from payments.states import HOLDING, State
from payments.timeline import Kind
from tariffs.errors import TariffRefused
from tariffs.quotes import make_quote

log = logging.getLogger(__name__)

FEES = "fees"
TRANSFER_KIND = "bill-payment"
# What the last step of a payment may write.
FINISHED = (*STEPPED, "finished_at", "failure", "biller_number")
# How long after its price a draft waits for its customer.
ABANDONED_AFTER = timedelta(hours=24)

# With what its price, its money and the message to its customer ask for.
LOCKED = KeptQuery(
    lambda payment_id: Payment.objects.filter(pk=payment_id).locked(
        *(f"service__{name}" for name in ("key", "name_kk", "name_ru", "name_en")),
        *("service__category__tariff", "service__biller__key", "service__biller__tariff"),
        *(
            "card__account",
            "card__last4",
            "other_card__last4",
            "customer__phone",
            "customer__language",
        ),
    )
)


def draft_payment(*, payment_id: UUID, checked: Checked) -> None:
    """The biller knows the account: store its answer and the price, which binds 15 minutes."""
    with _waiting(payment_id, State.CHECKING) as payment:
        if payment is None:
            return
        try:
            quote = make_quote(subject=priced_as(payment.service), amount=payment.amount,
                               customer_id=payment.customer_id)  # fmt: skip
        except TariffRefused:
            log.error("no tariff for service %s: payments of it fail", payment.service.key)
            _fail(payment, NO_TARIFF, note="")
            return
        payment.quote, payment.fee_minor = quote, quote.fee.minor
        payment.holder = checked.holder
        payment.move(State.DRAFT)
        payment.next_attempt_at = quote.valid_until + ABANDONED_AFTER
        payment.save()
        timeline.add(payment, Kind.PRICED)


def fail_check(*, payment_id: UUID, code: str, note: str) -> None:
    """The biller does not take the payment, or keeps silent. No money has been touched."""
    with _waiting(payment_id, State.CHECKING) as payment:
        if payment is not None:
            _fail(payment, code, note)


def close_draft(*, payment_id: UUID) -> None:
    """Its time is over and nobody confirmed it: its codes are void, it costs nothing."""
    with _waiting(payment_id, State.DRAFT) as payment:
        due_at = payment.next_attempt_at if payment else None
        if payment is None or due_at is None or due_at > clock.now():
            return
        void(subject=payment.id)
        payment.failure = EXPIRED
        _finish(payment, State.REFUSED)
        timeline.add(payment, Kind.EXPIRED)
        events.record(kind="payment.expired", customer_id=payment.customer_id, subject=payment.id)


def settle_payment(*, payment_id: UUID, accepted: Accepted) -> None:
    """The biller credited the account: the held money goes to the biller and to the bank's fees."""
    with _waiting(payment_id, *HOLDING) as payment:
        if payment is None:
            _look_whether_too_late(payment_id, accepted)
            return
        settle(hold_id=payment.id, transfer_id=payment.id, kind=TRANSFER_KIND,
               legs=_legs(payment), memo=payment.receipt_number)  # fmt: skip
        payment.biller_number = accepted.number
        _end(payment, State.DONE)
        timeline.add_with(payment, FINISHED, Kind.ACCEPTED, Kind.DONE)
        if payment.card is None:
            _tell(payment, "payment.done", "payment-done-other")
        else:
            available = balance_of(payment.card.account_id).available
            _tell(payment, "payment.done", "payment-done", available=available)


def take_charge(*, payment_id: UUID, number: str) -> None:
    """The card of another bank was debited: the money is blocked, and the biller is asked.

    If the payment was given up meanwhile, the debit is on its way back already.
    """
    with _waiting(payment_id, State.CHARGING) as payment:
        if payment is None:
            return
        charging.book_charge(payment, number)
        payment.move(State.SENT)
        timeline.add_with(payment, STEPPED, Kind.CHARGED)
        after_commit(tasks.work_on, queue="work", payment_id=str(payment_id))


def decline_charge(*, payment_id: UUID, code: str) -> None:
    """The card's bank refused: nothing was taken, the biller was not asked."""
    with _waiting(payment_id, State.CHARGING) as payment:
        if payment is not None:
            charging.refuse_charge(payment, code)
            _fail(payment, code, note="")


def give_up_charge(*, payment_id: UUID) -> None:
    """The acquirer kept silent for too long: whatever it took, or may take, goes back."""
    with _waiting(payment_id, State.CHARGING) as payment:
        if payment is not None:
            _fail(payment, SILENT, note="")
            charging.send_back(payment)


def take_refusal(*, payment_id: UUID, code: str, note: str) -> None:
    """The biller refused `pay`. Only as its very first answer does that prove anything.

    After an attempt without a known end the account may have been credited, so the money stays
    held until the biller's register or an operator says more.
    """
    with _waiting(payment_id, State.SENT) as payment:
        if payment is None:
            return
        timeline.add(payment, Kind.REFUSED_BY_BILLER, note)
        payment.failure = code
        if payment.attempts > 1:
            _leave_unknown(payment)
        else:
            _return(payment)


def return_payment(*, payment_id: UUID) -> None:
    """It is certain that the biller did not credit the account: the hold is released."""
    with _waiting(payment_id, *HOLDING) as payment:
        if payment is not None:
            _return(payment)


def take_back(*, payment_id: UUID, reason: str, note: str) -> None:
    """A payment that is done goes back, its fee too, by adding the opposite to the book.

    `reason` stands in the book, `note` in the timeline. In the transaction of whoever approved it:
    NotDone, and what `ledger.posting.reverse` raises. Its receipts are withdrawn.
    """
    with _waiting(payment_id, State.DONE) as payment:
        if payment is None or payment.card_id is None:
            raise NotDone
        reverse(transfer_id=payment.id, reversal_id=reversal_of(payment.id), reason=reason)
        for paper in Document.objects.about(payment.id, Paper.RECEIPT).filter(withdrawn_at=None):
            withdraw(paper=paper, reason=Reason.REPLACED)
        payment.move(State.RETURNED)
        payment.finished_at = clock.now()
        kept.update(payment, *FINISHED)
        timeline.add(payment, Kind.REVERSED, note)
        _tell(payment, "payment.taken-back", "payment-returned")


def reversal_of(payment_id: UUID) -> UUID:
    """The id of the transfer that takes the payment back: the same each time it is tried."""
    return uuid5(payment_id, "reversal")


def leave_unknown(*, payment_id: UUID) -> None:
    """The biller was asked for too long: the payment waits for its register or an operator."""
    with _waiting(payment_id, State.SENT) as payment:
        if payment is not None:
            _leave_unknown(payment)


def ask_later(*, payment_id: UUID, waited_in: State, at: datetime, kind: Kind, note: str) -> None:
    """No word that decides anything: the same number is asked again at the moment given.

    `kind` is NOT_ANSWERED or POSTPONED.
    """
    with _waiting(payment_id, waited_in) as payment:
        if payment is None:
            return
        payment.next_attempt_at, payment.leased_until = at, None
        payment.save(update_fields=["next_attempt_at", "leased_until"])
        timeline.add(payment, kind, note)


@contextmanager
def _waiting(payment_id: UUID, *wanted: State) -> Iterator[Payment | None]:
    """The payment, locked, if it is in one of the states; else None: somebody was faster."""
    with transaction.atomic():
        payment = LOCKED.get(payment_id)
        yield payment if payment.state in wanted else None


def _look_whether_too_late(payment_id: UUID, accepted: Accepted) -> None:
    """Whoever returned the money was wrong: the biller has it from the bank, and nobody paid."""
    payment = Payment.objects.get(pk=payment_id)
    if payment.state != State.RETURNED:
        return
    log.error("payment %s was accepted after the money went back: %s", payment.pk, accepted.number)
    events.record(kind="payment.accepted-too-late", customer_id=payment.customer_id,
                  subject=payment.pk, facts={"receipt": payment.receipt_number})  # fmt: skip


def _fail(payment: Payment, code: str, note: str) -> None:
    payment.failure = code
    _finish(payment, State.FAILED)
    ours = {NO_ANSWER: Kind.NOT_ANSWERED, NO_TARIFF: Kind.NO_TARIFF, SILENT: Kind.NOT_CHARGED}
    theirs = Kind.DECLINED if payment.failure in OTHER_BANKS else Kind.REFUSED_BY_BILLER
    timeline.add(payment, ours.get(code, theirs), note)
    facts = {"reason": code, "service": payment.service.key}
    events.record(kind="payment.no-tariff" if code == NO_TARIFF else "payment.failed",
                  customer_id=payment.customer_id, subject=payment.id, facts=facts)  # fmt: skip


def _return(payment: Payment) -> None:
    release(hold_id=payment.id)
    _finish(payment, State.RETURNED)
    charging.send_back(payment)
    if payment.card_id is not None:
        timeline.add(payment, Kind.RETURNED)
    _tell(payment, "payment.returned", "payment-returned")


def _leave_unknown(payment: Payment) -> None:
    payment.move(State.UNKNOWN)
    payment.save()
    timeline.add(payment, Kind.UNKNOWN)
    events.record(kind="payment.unknown", customer_id=payment.customer_id, subject=payment.id)


def _finish(payment: Payment, state: State) -> None:
    _end(payment, state)
    kept.update(payment, *FINISHED)


def _end(payment: Payment, state: State) -> None:
    """To its last state; the caller saves."""
    if payment.state == State.UNKNOWN:  # what somebody proposed meanwhile decides nothing any more
        waiting = payment.resolutions.filter(state=Resolution.State.WAITS)
        waiting.update(state=Resolution.State.MOOT, decided_at=clock.now())
    payment.move(state)
    payment.finished_at = clock.now()


def _legs(payment: Payment) -> list[Leg]:
    clearing, fees = bank_account_ids([payment.service.biller.account_name, FEES])
    payer = charging.payer_account(payment)
    legs = [Leg(payer, -payment.total), Leg(clearing, payment.amount)]
    return [*legs, Leg(fees, payment.fee)] if payment.fee else legs


def _tell(payment: Payment, event: str, purpose: str, **more: object) -> None:
    """An event for the record and an SMS for the customer, in the same transaction."""
    customer, service = payment.customer, payment.service
    events.record(kind=event, customer_id=customer.pk, subject=payment.id,
                  facts={"receipt": payment.receipt_number, "service": service.key,
                         "total_minor": str(payment.total.minor)})  # fmt: skip
    if customer.phone:
        messages.queue_alert(
            phone=customer.phone, purpose=purpose, language=customer.language,
            customer_id=customer.pk, amount=payment.total,
            payee=service.name_in(customer.language), card_last4=payment.source.last4, **more,
        )  # fmt: skip
