"""SMS alerts switched on and swept, in few words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.db import transaction

from cards.alerts.charging import charge_due_alerts
from cards.alerts.fees import monthly_price, quote_month
from cards.alerts.switching import turn_on_alerts
from cards.models import AlertFee, AlertService
from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.lib.money import Money
from ledger.models import Entry
from tests.people import Person

FEE = Money(200_00)


@contextmanager
def noon_of(day: date) -> Iterator[None]:
    """It is noon of the day in Almaty."""
    noon = datetime.combine(day, time(12), ALMATY)
    with clock.moved(noon - clock.now()):
        yield


def switch_on(person: Person) -> None:
    """As the confirmed deed does it."""
    card, quote = person.card, quote_month(customer_id=person.customer.pk)
    with transaction.atomic():
        turn_on_alerts.service(
            customer=person.customer, card=str(card.pk), quote=str(quote.pk), last4=card.last4,
            minor=str(monthly_price().fee.minor),
        )  # fmt: skip


def sweep_on(day: date) -> None:
    with noon_of(day):
        charge_due_alerts()


def service(person: Person) -> AlertService:
    return AlertService.objects.get(account=person.card.account_id)


def due_on(person: Person) -> date:
    """When the next fee is due."""
    due = service(person).due_on
    assert due is not None
    return due


def charged(person: Person) -> list[date]:
    """The days of which fees were charged, by our rows."""
    fees = AlertFee.objects.filter(service__account=person.card.account_id, outcome="charged")
    return list(fees.order_by("due_on").values_list("due_on", flat=True))


def fees_in_the_book(person: Person) -> list[int]:
    """What the book took for them, in tiyn."""
    entries = Entry.objects.filter(account=person.card.account_id, transfer__kind="sms-alerts")
    return [-minor for minor in entries.values_list("amount_minor", flat=True)]
