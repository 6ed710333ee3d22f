"""The messages of SMS alerts: each operation of a card whose service is on and paid.

They are rows of the transaction that does what they tell of.
"""

from typing import Any

from cards.authorization.gates import SPENDING
from cards.models import AlertService, Authorization, Card, Outcome, Presentment
from homebank.lib import clock
from homebank.lib.money import Money
from homebank.lib.prepared import prepared_row
from ledger.accounts import balance_of
from notifications.messages import queue_alert

# Every authorisation asks it, so its plan is kept.
WORKING = """
SELECT EXISTS (
    SELECT 1 FROM cards_cardalerts a JOIN cards_alertservice s ON s.id = a.service_id
    WHERE a.card_id = %(card)s AND a.is_on AND s.state = %(on)s AND s.paid_until > %(today)s)
"""
DECLINED = "card-declined"
DONE = {"purchase": "purchase-done", "cash": "cash-done", "transfer": "card-transfer-done"}


def tell_operation(row: Authorization) -> None:
    """An operation was approved or declined."""
    if row.card is None or row.operation not in SPENDING or not is_told_of(row.card):
        return
    purpose = DECLINED if row.outcome == Outcome.DECLINED else DONE[row.operation]
    _tell(purpose, row.card, row.merchant, _amount_of(row))


def tell_reversal(row: Authorization, *, freed_minor: int) -> None:
    """So many tiyn of what was blocked are free again: the shop took the operation back."""
    if row.card is not None and is_told_of(row.card):
        _tell("card-reversed", row.card, row.merchant, Money(freed_minor))


def tell_presentment(row: Presentment) -> None:
    """A shop's claim was taken from the account, or a refund put to it."""
    if row.card is None or not row.billed_minor or not is_told_of(row.card):
        return
    purpose = "card-refunded" if row.billed_minor < 0 else "card-settled"
    _tell(purpose, row.card, row.merchant, Money(abs(row.billed_minor)))


def tell_service(purpose: str, card: Card, **params: Any) -> None:
    """What became of the service; nothing where no number is on file."""
    customer = card.customer
    if customer.phone:
        queue_alert(phone=customer.phone, purpose=purpose, language=customer.language,
                    customer_id=customer.pk, card_last4=card.last4, **params)  # fmt: skip


def is_told_of(card: Card) -> bool:
    """Whether the card's alerts are on, and today is paid for."""
    values = {"card": card.pk, "on": AlertService.State.ON.value, "today": clock.today()}
    [is_told] = prepared_row(WORKING, values)
    return bool(is_told)


def _tell(purpose: str, card: Card, payee: str, amount: Money | str) -> None:
    available = balance_of(card.account_id).available
    tell_service(purpose, card, payee=payee.strip() or "-", amount=amount, available=available)


def _amount_of(row: Authorization) -> Money | str:
    """In tenge; in its own currency where the bank has no rate."""
    return row.amount_text if row.billed_minor is None else Money(row.billed_minor)
