"""The fee of SMS alerts: one a month and account, by the tariff of its day, never twice.

A transfer has its id from the account and the day, and stands in the transaction of the row that
tells of it: a sweep that is killed, repeated or run twice at once charges nothing again.
"""

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from cards.models import AlertFee, AlertService
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import bank_account
from ledger.errors import NotEnoughMoney
from ledger.posting import Leg, post
from tariffs.models import Quote
from tariffs.quotes import Price, make_quote, price
from tariffs.subjects import Subject

KIND, FEES = "sms-alerts", "fees"
SERVICE = Subject(category="sms_banking")


def monthly_price() -> Price:
    """What a month costs by the tariff in force. NoTariff if no line says it."""
    return price(subject=SERVICE, amount=Money(0))


def quote_month(*, customer_id: UUID) -> Quote:
    """The same as a row that a fee can point at."""
    return make_quote(subject=SERVICE, amount=Money(0), customer_id=customer_id)


def charge(service: AlertService, *, day: date, quote: Quote) -> None:
    """Take the fee of the month that begins on the day, once.

    The caller holds the service's row. NotEnoughMoney: nothing was taken, and nothing is written.
    """
    transfer = _transfer_of(service, day) if quote.fee else None
    with transaction.atomic():
        if transfer:
            legs = [Leg(service.account_id, -quote.fee), Leg(bank_account(FEES).pk, quote.fee)]
            post(transfer_id=transfer, kind=KIND, legs=legs, customer_id=service.customer_id)
        _write(service, day, quote, AlertFee.Outcome.CHARGED, transfer)


def try_to_charge(service: AlertService, *, day: date) -> Quote | None:
    """The same by the price of today; None, written down, where the account has not so much."""
    quote = quote_month(customer_id=service.customer_id)
    try:
        charge(service, day=day, quote=quote)
    except NotEnoughMoney:
        _write(service, day, quote, AlertFee.Outcome.UNPAID, None)
        return None
    return quote


def _transfer_of(service: AlertService, day: date) -> UUID:
    return uuid5(NAMESPACE_URL, f"homebank:sms-alerts:{service.account_id}:{day.isoformat()}")


def _write(
    service: AlertService, day: date, quote: Quote, outcome: str, transfer: UUID | None
) -> None:
    AlertFee.objects.create(
        service=service, due_on=day, outcome=outcome, quote=quote, fee_minor=quote.fee.minor,
        transfer=transfer, at=clock.now(),
    )  # fmt: skip
