"""What the pages of a payment show, gathered in one place for all of its states."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from accounts.factors.codes import next_send_at
from accounts.factors.errors import CodeRefused
from accounts.factors.held import replace_sms
from accounts.factors.passkey_answers import question_for
from accounts.factors.proofs import takes_app
from accounts.models import Confirmation, Customer
from cards.other.words import sentence as other_banks_reason
from homebank.lib import clock
from homebank.lib.errors import Refusal
from homebank.lib.money import Money
from ledger.accounts import balance_of
from payments.billers.reasons import sentence
from payments.catalogue.subjects import priced_as
from payments.errors import CannotPayNow, NoCodeYet, QuoteExpired
from payments.models import Invoice, Payment, PaymentStep, PaymentTemplate, Service
from payments.papers import read_paper
from payments.states import HOLDING, State
from payments.track import track_of
from tariffs.errors import TariffRefused
from tariffs.explanations import Explanation, explain
from tariffs.quotes import price

# Seconds between two looks of a page that waits: often at first, then as the pauses grow.
SOON, LATER = 2, 15
PATIENT_AFTER = 4
# Then it stops: a page that went on for ever would keep the visit of who walked away alive.
REFRESHES_FOR = timedelta(minutes=3)


def of_payment(payment: Payment) -> dict[str, Any]:
    """The context of every page of the payment."""
    # What another bank's card has, nobody here knows.
    available = balance_of(payment.card.account_id).available if payment.card else payment.total
    is_short = payment.state == State.DRAFT and available < payment.total
    return {
        "available": available,
        "short": payment.total - available if is_short else None,
        "payment": payment,
        "state": payment.state,
        "why": explain(payment.quote) if payment.quote else None,
        "reason": _reason(payment),
        "account_label": payment.service.account_kind.name,
        "track": track_of(payment),
        "paper": read_paper(payment),
        "is_put_off": _is_put_off(payment),
        "refresh": _refresh(payment),
        "asked_again": payment.attempts > 1 or (payment.attempts == 1 and not payment.leased_until),
        "asks_at": _asks_at(payment),
        # Asked by the page of a draft alone.
        "needs_no_sms": partial(replace_sms, customer_id=payment.customer_id),
        "section": "payments",
        "now": clock.now(),
    }


def of_confirmation(confirmation: Confirmation) -> dict[str, Any]:
    """What signs the payment: a passkey, an app, a code by SMS, and when the next one goes."""
    return {
        "passkey": question_for(confirmation),
        "by_app": takes_app(confirmation),
        "next_send_at": next_send_at(confirmation=confirmation),
        "now": clock.now(),
    }


def fee_of(service: Service) -> Explanation | None:
    """How the fee of the service will be worked out; None while the tariff has no line for it."""
    try:
        return explain(price(subject=priced_as(service), amount=service.minimum))
    except TariffRefused:
        return None


def waits_for_code(payment: Payment) -> bool:
    """Whether the page with the box for the code has a meaning now."""
    return (
        payment.state == State.DRAFT and payment.confirmation is not None and payment.is_quote_live
    )


def say_why_not(request: HttpRequest, payment: Payment, form: BaseForm) -> None:
    """A sentence for who asked for the code's page in vain; none after a code that was right."""
    if payment.state in {*HOLDING, State.CHARGING, State.DONE}:
        return
    told = [str(error) for errors in form.errors.values() for error in errors]
    if not told:
        told = [str(_why_no_code(payment))]
    for each in told:
        messages.info(request, each)


def field_of(refusal: Refusal) -> str | None:
    """Beside which box a refusal is told: the code's own at the code, the rest above all."""
    return "code" if isinstance(refusal, CodeRefused) else None


def prefill(customer: Customer, service: Service, query: Mapping[str, str]) -> dict[str, str]:
    """What the form begins with when a payment is repeated or a template is used: `?repeat=`,
    `?invoice=`, `?template=`. Others' and another service's begin with nothing.
    """
    if wanted := uuid_or_none(query.get("repeat", "")):
        earlier = Payment.objects.of(customer).filter(pk=wanted, service=service).first()
        if earlier is not None:
            return {"account": earlier.account_shown, "amount": typed(earlier.amount),
                    "card": str(earlier.source_id)}  # fmt: skip
    if wanted := uuid_or_none(query.get("invoice", "")):
        asked = Invoice.objects.of(customer).filter(pk=wanted, service=service).first()
        if asked is not None:
            return {"account": asked.account_shown}
    if wanted := uuid_or_none(query.get("template", "")):
        kept = PaymentTemplate.objects.of(customer).filter(pk=wanted, service=service).first()
        if kept is not None:
            return {"account": kept.account_shown, "amount": typed(kept.amount)}
    return {}


def uuid_or_none(text: str) -> UUID | None:
    """The id in a query string, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _is_put_off(payment: Payment) -> bool:
    """Whether the biller's last word was "later", which is not silence."""
    last = payment.steps.last() if payment.state == State.SENT else None
    return last is not None and last.kind == PaymentStep.Kind.POSTPONED


def _reason(payment: Payment) -> str:
    if payment.was_declined:
        return other_banks_reason(payment.failure)
    service = payment.service
    phone_of = service.biller.name if service.account_kind.rules.is_phone else ""
    return sentence(payment.failure, phone_of=phone_of) if payment.failure else ""


def _refresh(payment: Payment) -> int | None:
    waited = {State.CHECKING: payment.asked_at, State.CHARGING: payment.sent_at,
              State.SENT: payment.sent_at}  # fmt: skip
    since = waited.get(State(payment.state))
    if since is None or clock.now() - since >= REFRESHES_FOR:
        return None
    is_patient = payment.state == State.SENT and payment.attempts >= PATIENT_AFTER
    return LATER if is_patient else SOON


def _asks_at(payment: Payment) -> datetime:
    """When the biller is asked again: what is overdue (no worker came yet) is asked any moment."""
    now = clock.now()
    return max(payment.next_attempt_at or now, now)


def _why_no_code(payment: Payment) -> Refusal:
    if payment.state != State.DRAFT:
        return CannotPayNow()
    return NoCodeYet() if payment.is_quote_live else QuoteExpired()


def typed(amount: Money) -> str:
    """As a box holds it in any language, its thousands parted by U+00A0: `1 500`, `1 500,50`."""
    return f"{amount.amount:,}".removesuffix(".00").replace(",", "\u00a0").replace(".", ",")
