"""Whether billers, and the acquirer that debits other banks' cards, do their part just now."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cards.other.words import REASONS as OTHER_BANKS
from homebank.lib.function_status import FunctionStatus, Health, Kept, Outcome, is_overdue, judge
from payments.billers.reasons import NO_ANSWER
from payments.models import Biller, Charge, Payment
from payments.states import State

# So many of the newest payments are looked at, by their number: a bounded look.
LOOKED_AT = 2000
QUIET = FunctionStatus(Health.QUIET)
# What a biller says of itself; any other refusal is an answer: the biller works.
BILLERS_FAULT = (NO_ANSWER, "technical", "cannot-check")


@dataclass(frozen=True, slots=True)
class Measured:
    """What the newest payments told: by the id of the biller, and of the acquirer."""

    billers: dict[int, FunctionStatus] = field(default_factory=dict)
    acquirer: FunctionStatus = QUIET


def biller_status(biller_id: int) -> FunctionStatus:
    """How payments to the biller fare; half a minute old at most."""
    return _kept.latest().billers.get(biller_id, QUIET)


def acquirer_status() -> FunctionStatus:
    """How debits of other banks' cards fare; half a minute old at most."""
    return _kept.latest().acquirer


def billers_told() -> list[tuple[Biller, FunctionStatus]]:
    """Billers of which there is something to say, the troubled ones first, then by name."""
    measured = _kept.latest().billers.items()
    told = {key: each for key, each in measured if each.health != Health.QUIET}
    found = [(biller, told[biller.pk]) for biller in Biller.objects.filter(pk__in=told)]
    return sorted(found, key=lambda pair: (not pair[1].is_troubled, pair[0].name))


def _measure() -> Measured:
    newest = Payment.objects.order_by("-number").select_related("service", "charge")
    shown = newest.only("state", "failure", "asked_at", "sent_at", "finished_at", "made_at",
                        "service__biller_id", "charge")[:LOOKED_AT]  # fmt: skip
    billers: dict[int, list[Outcome]] = defaultdict(list)
    charges: list[Outcome] = []
    for payment in shown:
        billers[payment.service.biller_id].extend(_of_biller(payment))
        charges.extend(_of_acquirer(payment))
    return Measured({key: judge(each) for key, each in billers.items()}, judge(charges))


def _of_biller(payment: Payment) -> Iterator[Outcome]:
    """What the biller did about the payment: its check, its credit. Nothing: still in time."""
    began = payment.sent_at
    if payment.state == State.FAILED and payment.failure not in OTHER_BANKS:
        yield Outcome(payment.asked_at, payment.failure not in BILLERS_FAULT)
    elif payment.state == State.CHECKING and is_overdue(payment.asked_at):
        yield Outcome(payment.asked_at, is_good=False)
    elif began is not None and payment.state == State.DONE and payment.finished_at is not None:
        yield Outcome(began, is_good=True, seconds=(payment.finished_at - began).total_seconds())
    elif began is not None and _has_failed(payment, began):
        yield Outcome(began, is_good=False)


def _has_failed(payment: Payment, began: datetime) -> bool:
    if payment.state == State.SENT:
        return is_overdue(began)
    return payment.state in (State.UNKNOWN, State.RETURNED)


def _of_acquirer(payment: Payment) -> Iterator[Outcome]:
    """What the acquirer did about the debit. A card that it declines is an answer."""
    charge: Charge | None = getattr(payment, "charge", None)
    if charge is None:
        return
    if charge.taken_at is not None:
        took = (charge.taken_at - charge.made_at).total_seconds()
        yield Outcome(charge.made_at, is_good=True, seconds=took)
    elif charge.state == Charge.State.DECLINED:
        yield Outcome(charge.made_at, is_good=True)
    elif is_overdue(charge.made_at):
        yield Outcome(charge.made_at, is_good=False)


_kept = Kept(_measure)
