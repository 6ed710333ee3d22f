"""A customer attaches a card of another bank: its number goes to the acquirer and is forgotten.

This is the one place where a page asks the outside: the number may lie in no row and in no message
of the queue, so nobody else could ask later. Everything after it is a worker's (`working`).
"""

from datetime import date, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from accounts.models import Customer
from cards.models import Attachment, OtherCard, last_day
from cards.other import acquirers, banks
from cards.other.acquirers import TIME_TO_ANSWER, AcquirerDeclined, WholeCard
from cards.other.errors import (
    CardHasExpired,
    NameHoldsNumber,
    OwnCard,
    TooManyAttachments,
    TooManyCards,
    UnknownBank,
)
from cards.other.tasks import work_on_attachment
from cards.other.words import SILENT
from homebank.identity import BANK
from homebank.lib import clock, crypto, throttle
from homebank.lib.card_numbers import holds_card_number
from homebank.lib.gateways import GatewayError
from homebank.lib.tasks import after_commit
from homebank.lib.throttle import Limit
from notifications.events import record

MOST_CARDS = 10
# Somebody who tries cards of others: by customer, by card, by network.
ATTACHMENTS_CUSTOMER = Limit("attach-card", 10, timedelta(days=1))
ATTACHMENTS_NUMBER = Limit("attach-number", 5, timedelta(days=1))
ATTACHMENTS_NETWORK = Limit("attach-network", 30, timedelta(days=1))
NUMBER_COLUMN = "attach-number"
# How long the customer has at their bank's page.
LIFE = timedelta(minutes=15)
Attaching = Attachment.State


@sensitive_variables("card")
def begin_attachment(*, customer: Customer, card: WholeCard, name: str, network: str) -> Attachment:
    """Hand the card to the acquirer, which blocks one tenge; the attempt as it then stands.

    `card.expiry` is MM/YY. OwnCard, UnknownBank, CardHasExpired, TooManyCards, NameHoldsNumber,
    TooManyAttachments(at).
    """
    issuer = _issuer(card.number)
    expiry = _last_day(card.expiry)
    if expiry < clock.today():
        raise CardHasExpired
    if holds_card_number(name):
        raise NameHoldsNumber
    if OtherCard.objects.of(customer).count() >= MOST_CARDS:
        raise TooManyCards(most=MOST_CARDS)
    _count(customer, card.number, network)
    now = clock.now()
    made = Attachment.objects.create(
        customer=customer, first6=card.number[:6], last4=card.number[-4:], brand=issuer.brand,
        bank=issuer.key, expiry=expiry, name=name, made_at=now, expires_at=now + LIFE,
        next_attempt_at=now + 2 * TIME_TO_ANSWER,
    )  # fmt: skip
    _verify(made, card)
    return made


def come_back(*, attachment: Attachment) -> None:
    """The customer is back from their bank's page: a worker asks the acquirer what was said there.

    What the address says is believed by nobody.
    """
    waiting = Attachment.objects.filter(pk=attachment.pk, state=Attaching.WAITS)
    if waiting.update(next_attempt_at=clock.now()):
        after_commit(work_on_attachment, queue="work", attachment_id=str(attachment.pk))


def _issuer(number: str) -> banks.Issuer:
    if number.startswith(tuple(each["prefix"] for each in BANK["card_ranges"])):
        raise OwnCard
    issuer = banks.issuer_of(number)
    if issuer is None:
        raise UnknownBank
    return issuer


def _last_day(expiry: str) -> date:
    month, year = expiry.split("/")
    return last_day(2000 + int(year), int(month))


@sensitive_variables("number")
def _count(customer: Customer, number: str, network: str) -> None:
    """Each try counts, for everybody who may be behind it."""
    limits = (
        (ATTACHMENTS_CUSTOMER, f"customer {customer.pk}"),
        (ATTACHMENTS_NUMBER, crypto.fingerprint(number, column=NUMBER_COLUMN)),
        (ATTACHMENTS_NETWORK, network),
    )
    for limit, key in limits:
        taken = throttle.take(limit, key)
        if not taken.allowed:
            raise TooManyAttachments(at=taken.until)


@sensitive_variables("card")
def _verify(made: Attachment, card: WholeCard) -> None:
    """Ask once, outside of every transaction. After silence the tenge may be blocked."""
    page = reverse("other-cards:return", args=[made.pk])
    try:
        made.page = acquirers.acquirer().verify(
            key=made.pk, card=card, return_to=urljoin(settings.PUBLIC_URL, page)
        )
    except AcquirerDeclined as no:
        _refuse(made, no.code, release_due=False)
    except GatewayError:
        _refuse(made, SILENT, release_due=True)
    else:
        made.state, made.next_attempt_at = Attaching.WAITS, clock.now() + TIME_TO_ANSWER
        begun = Attachment.objects.filter(pk=made.pk, state=Attaching.BEGUN)
        begun.update(page=made.page, state=made.state, next_attempt_at=made.next_attempt_at)


def _refuse(made: Attachment, reason: str, *, release_due: bool) -> None:
    now = clock.now()
    made.state, made.reason, made.finished_at = Attaching.REFUSED, reason, now
    made.release_due, made.next_attempt_at = release_due, now if release_due else None
    with transaction.atomic():
        made.save()
        record(kind="other-card.refused", customer_id=made.customer_id, subject=made.pk,
               facts={"reason": reason, "bank": made.bank})  # fmt: skip
