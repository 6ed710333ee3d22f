"""The newest payments, messages, events, disputes and orders of a customer, each one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from accounts.models import Customer
from accounts.sign_in.access_log import access_log
from cards.models import CardOrder, Dispute
from homebank.lib.desk_words import word
from notifications.models import Event, Sms
from notifications.models.states import State
from payments.models import Payment

SHOWN = 5
# How a message's state looks: what has not come stands out.
TONES = {State.DELIVERED: "ok", State.QUEUED: "hold", State.SENDING: "hold",
         State.UNDELIVERED: "bad", State.FAILED: "bad", State.EXPIRED: "bad"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list. `tone`: ok, hold, bad or nothing."""

    at: datetime
    name: str
    address: str
    note: str = ""
    state: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest rows; `every` is the address of all of them, empty where these are all."""

    rows: Sequence[Any]
    every: str = ""


def payments_of(customer: Customer) -> Newest:
    rows = Payment.objects.filter(customer=customer).select_related(
        "service__account_kind", "service__biller", "card", "other_card"
    )
    return _newest(rows.order_by("-made_at", "-id"), customer)


def messages_of(customer: Customer) -> Newest:
    """What they were for and what became of them; no text of any is read."""
    rows = Sms.objects.filter(customer=customer).only("id", "purpose", "state", "queued_at")
    newest = _newest(rows.order_by("-queued_at"), customer)
    return Newest([_of_message(sms) for sms in newest.rows], newest.every)


def events_of(customer: Customer) -> Newest:
    """What happened, and who of staff did it."""
    newest = _newest(Event.objects.filter(customer=customer).order_by("-at"), customer)
    return Newest([_of_event(event) for event in newest.rows], newest.every)


def disputes_of(customer: Customer) -> Newest:
    return _newest(Dispute.objects.of(customer), customer)


def orders_of(customer: Customer) -> Newest:
    """What the customer has sent; a draft is their own."""
    sent = CardOrder.objects.of(customer).exclude(number=None)
    newest = _newest(sent, customer)
    return Newest(newest.rows, f"{newest.every}&queue=all" if newest.every else "")


def accesses_of(customer: Customer) -> Newest:
    """The newest lines of what the customer reads about their access."""
    lines = access_log(customer=customer)
    every = reverse("desk:customer-log", args=[customer.pk])
    return Newest(lines[:SHOWN], every if len(lines) > SHOWN else "")


def _of_message(sms: Sms) -> Line:
    address = reverse("admin:notifications_sms_change", args=[sms.pk])
    state = str(sms.get_state_display())
    tone = TONES.get(State(sms.state), "")
    return Line(sms.queued_at, word("sms", sms.purpose), address, state=state, tone=tone)


def _of_event(event: Event) -> Line:
    address = reverse("admin:notifications_event_change", args=[event.pk])
    return Line(event.at, word("event", event.kind), address, note=event.facts.get("operator", ""))


def _newest(rows: "QuerySet[Any]", customer: Customer) -> Newest:
    found = list(rows[: SHOWN + 1])
    return Newest(found[:SHOWN], _every(rows.model, customer) if len(found) > SHOWN else "")


def _every(model: type[Model], customer: Customer) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return f"{reverse(name)}?customer__id__exact={customer.pk}"
