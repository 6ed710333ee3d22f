"""The debit of a card of another bank: begun with the code, taken once, given back once.

The acquirer knows each by the payment's id: asked again, it does nothing more. What it took stands
on the bank's own account `other-cards`, against what the acquirer owes (`acquirer`).
"""

from datetime import timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cards.other import acquirers
from cards.other.acquirers import TIME_TO_ANSWER, AcquirerDeclined
from homebank.lib import clock
from homebank.lib.gateways import GatewayError
from homebank.lib.tasks import after_commit
from ledger.accounts import bank_account_ids
from ledger.posting import Leg, hold, post, reverse
from payments import tasks, timeline
from payments.asking import ask_biller
from payments.models import Charge, Payment
from payments.timeline import Kind

SUSPENSE, ACQUIRER = "other-cards", "acquirer"
BOOKED_AS = "other-card-charge"
HELD_AS = "bill-payment"
REASON = "the payment was not made"
# Without a word so long, nothing is debited any more, and what was is given back.
GIVE_UP_AFTER = timedelta(hours=1)
LEASE = TIME_TO_ANSWER + timedelta(seconds=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=5)
BATCH = 100
TAKEN, UNDO = Charge.State.TAKEN, Charge.State.UNDO
ABOUT = _("Payment {number}")


def begin_charge(payment: Payment) -> None:
    """The customer has confirmed it: in the transaction that spends the code."""
    Charge.objects.create(payment=payment, amount_minor=payment.total.minor, made_at=clock.now())


def ask_acquirer(payment: Payment) -> str:
    """Debit the card, once; the acquirer's number. AcquirerDeclined; GatewayError proves nothing.

    A card whose token is gone was detached hours ago, and debits nothing.
    """
    card = payment.other_card
    assert card is not None
    if not card.token:
        raise AcquirerDeclined("card-gone")
    about = str(ABOUT).format(number=payment.receipt_number)
    return ask_biller(
        lambda: acquirers.acquirer().charge(
            key=payment.pk, token=card.token, amount=payment.total, about=about
        ),
        about=f"charge of payment {payment.pk}",
    )


def book_charge(payment: Payment, number: str) -> None:
    """It was debited: the money is in the book, blocked for the payment. In a transaction."""
    suspense, owing = bank_account_ids([SUSPENSE, ACQUIRER])
    legs = [Leg(owing, -payment.total), Leg(suspense, payment.total)]
    post(transfer_id=_id_of(payment.pk, "charge"), kind=BOOKED_AS, legs=legs,
         customer_id=payment.customer_id, subject=payment.pk)  # fmt: skip
    hold(hold_id=payment.pk, account_id=suspense, amount=payment.total, kind=HELD_AS,
         customer_id=payment.customer_id, subject=payment.pk)  # fmt: skip
    mine = Charge.objects.filter(payment=payment)
    mine.update(state=TAKEN, number=number, taken_at=clock.now())


def refuse_charge(payment: Payment, reason: str) -> None:
    """The card's bank said no. In a transaction."""
    mine = Charge.objects.filter(payment=payment)
    mine.update(state=Charge.State.DECLINED, reason=reason)


def send_back(payment: Payment) -> None:
    """What was debited, or still may be, goes back: a worker asks until it did. In a transaction.

    Nothing to do for a payment with a card of our own.
    """
    if payment.other_card_id is None:
        return
    Charge.objects.filter(payment=payment).update(state=UNDO, next_attempt_at=clock.now())
    timeline.add(payment, Kind.GOES_BACK)
    after_commit(tasks.undo_charge, queue="work", payment_id=str(payment.pk))


def payer_account(payment: Payment) -> int:
    """The account of the book that the payment is taken from."""
    if payment.card is not None:
        return payment.card.account_id
    [suspense] = bank_account_ids([SUSPENSE])
    return suspense


def due_charges() -> list[UUID]:
    """Debits that go back, those that waited longest first."""
    due = Charge.objects.filter(state=UNDO, next_attempt_at__lte=clock.now())
    return list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:BATCH])


def undo_charge(*, payment_id: UUID) -> None:
    """If the debit is to go back, have the acquirer give it back, and the book with it."""
    now = clock.now()
    due = Charge.objects.filter(pk=payment_id, state=UNDO, next_attempt_at__lte=now)
    if not due.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
        return
    try:
        ask_biller(lambda: acquirers.acquirer().give_back(key=payment_id),
                   about=f"return of payment {payment_id}")  # fmt: skip
    except GatewayError:
        _undo_later(payment_id)
    else:
        _book_return(payment_id)


def _undo_later(payment_id: UUID) -> None:
    charge = Charge.objects.get(pk=payment_id)
    pause = min(FIRST_PAUSE * (1 << min(charge.attempts, 10)), LONGEST_PAUSE)
    Charge.objects.filter(pk=payment_id, state=UNDO).update(next_attempt_at=clock.now() + pause)


def _book_return(payment_id: UUID) -> None:
    """The acquirer owes it no more. What was never taken stands in no book."""
    with transaction.atomic():
        charge = Charge.objects.select_for_update().get(pk=payment_id)
        if charge.state != UNDO:
            return
        if charge.taken_at is not None:
            reverse(transfer_id=_id_of(payment_id, "charge"), reason=REASON,
                    reversal_id=_id_of(payment_id, "return"))  # fmt: skip
        charge.state, charge.undone_at = Charge.State.UNDONE, clock.now()
        charge.next_attempt_at = None
        charge.save()
        timeline.add(charge.payment, Kind.GIVEN_BACK)


def _id_of(payment_id: UUID, deed: str) -> UUID:
    """The id of a transfer of the payment in the book: the same whenever it is tried."""
    return uuid5(payment_id, deed)
