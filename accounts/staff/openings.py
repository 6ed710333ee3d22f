"""Opening a customer's file at the desk: with a stated reason, which the customer reads (ACC-15).

An opening is an event, so that nobody can change or delete it. It is good for a quarter of an
hour, for that operator and that customer, and for all that the desk shows of the customer.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts import limits
from accounts.models import Customer, User
from accounts.staff.deeds import count_deed, read_reason, record_deed, who_did
from homebank.lib import clock
from notifications.events import record
from notifications.models import Event

KIND, LOOKED = "file-opened", "file-looked"


class Why(models.TextChoices):
    """What a file is opened for. The value stands in the event."""

    CUSTOMER_ASKS = "customer-asks", _("the customer asks: a call, a visit, a letter")
    BANK_CALLS = "bank-calls", _("the bank calls the customer")
    REQUEST = "request", _("an application or a request is worked on")
    DISPUTE = "dispute", _("a complaint or a doubted operation is checked")
    CHECK = "check", _("a check that the law or a rule of the bank asks for")


def open_file(*, customer: Customer, by: User, why: str, note: str) -> Event:
    """Write down that the operator opens the file, and why (a value of Why, and in own words).

    ReasonMissing, ReasonHoldsSecret, TooManyTries(at).
    """
    note = read_reason(note)
    count_deed(by, limits.FILE_OPENINGS)
    return record_deed(kind=KIND, customer=customer, by=by, why=Why(why).value, note=note)


def note_look(*, customer_id: UUID, by: User, what: str) -> None:
    """Write down, once an opening, what of the file the operator looked at: `cards.card`, a page.

    Words of it: the family "fact looked" of homebank.lib.desk_words.
    """
    lately = Event.objects.filter(
        customer=customer_id, kind=LOOKED, facts__operator=by.login_name, facts__looked=what,
        at__gt=clock.now() - limits.OPENING_LIFE,
    )  # fmt: skip
    if not lately.exists():
        record(kind=LOOKED, customer_id=customer_id, facts={**who_did(by), "looked": what})


def opened_until(*, customer_id: UUID, by: User) -> datetime | None:
    """Until when the operator's last opening of this file is good; None if none is."""
    mine = Event.objects.filter(
        customer=customer_id, kind=KIND, facts__operator=by.login_name,
        at__gt=clock.now() - limits.OPENING_LIFE,
    )  # fmt: skip
    last = mine.order_by("-at").values_list("at", flat=True).first()
    return last + limits.OPENING_LIFE if last else None


def opened_lately(*, customers: Iterable[UUID], by: User) -> set[UUID]:
    """Which of these files the operator has open now: for lists, in one query."""
    mine = Event.objects.filter(
        customer__in=list(customers), kind=KIND, facts__operator=by.login_name,
        at__gt=clock.now() - limits.OPENING_LIFE,
    )  # fmt: skip
    return {key for key in mine.values_list("customer", flat=True) if key}


def whose(row: Model) -> UUID | None:
    """The customer that a row of the desk tells about: its own file, its owner or its account's.

    The book knows customers by their ids alone. None for a row of the bank's own.
    """
    if isinstance(row, Customer):
        return row.pk
    for field in row._meta.concrete_fields:
        if field.related_model is Customer:
            return getattr(row, field.attname) or None
    named = getattr(row, "customer", None)
    if isinstance(named, UUID) and Customer.objects.filter(pk=named).exists():
        return named
    account = getattr(row, "account", None)
    return whose(account) if isinstance(account, Model) else None
