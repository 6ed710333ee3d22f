"""The story of one message for operators: queued, each attempt, each receipt, in order of time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from notifications.gateways import ReceiptState
from notifications.models import Outcome, Sms, SmsAttempt, SmsReceipt


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened to the message at a moment; the gateway by the short name of its class."""

    at: datetime
    what: str
    gateway: str = ""
    reference: str = ""
    note: str = ""


def read_timeline(sms: Sms) -> list[Moment]:
    """Everything that is known of the message's way."""
    attempts = list(sms.tries.order_by("number"))
    moments = [Moment(sms.queued_at, _("Queued")), *map(_of_attempt, attempts)]
    moments += map(_of_receipt, _receipts_of(attempts))
    return sorted(moments, key=lambda moment: moment.at)


def short_name(gateway: str) -> str:
    """The class of a dotted path."""
    return gateway.rsplit(".", 1)[-1]


def _of_attempt(attempt: SmsAttempt) -> Moment:
    outcome = Outcome(attempt.outcome).label
    return Moment(
        attempt.ended_at, _("Attempt {number}: {outcome}").format(
            number=attempt.number, outcome=outcome),
        short_name(attempt.gateway), attempt.gateway_reference, attempt.error,
    )  # fmt: skip


def _receipts_of(attempts: list[SmsAttempt]) -> list[SmsReceipt]:
    named = Q()
    for attempt in attempts:
        if attempt.gateway_reference:
            named |= Q(gateway=attempt.gateway, references__contains=[attempt.gateway_reference])
    return list(SmsReceipt.objects.filter(named)) if named else []


def _of_receipt(receipt: SmsReceipt) -> Moment:
    said = _("Receipt: {state}").format(state=ReceiptState(receipt.state).label)
    return Moment(
        receipt.at or receipt.received_at, said, short_name(receipt.gateway),
        receipt.references[0], receipt.word,
    )  # fmt: skip
