"""A card in place of another: a new number over the same account; limits and 3-D Secure anew."""

from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.factors.confirmed import confirmed
from accounts.models import Customer, Deed
from accounts.recovery.cooling import cooling_until
from cards.alerts.switching import hand_on_alerts
from cards.blocking import block_card
from cards.change_errors import (
    CardsWait,
    NothingToReissue,
    ReissuedAlready,
    TooEarlyToReissue,
    TooManyReissues,
)
from cards.issuing import issue_card
from cards.models import Card
from homebank.lib import clock
from notifications.events import record
from notifications.messages import queue_alert

# A card that expires is reissued from so many days before its last one on.
EARLIEST = timedelta(days=60)
MOST, MONTH = 3, timedelta(days=30)


class Cause(models.TextChoices):
    """Why another card is wanted. Who reports a loss has the old card blocked at once."""

    LOST = "lost", pgettext_lazy("reissue", "It is lost")
    STOLEN = "stolen", pgettext_lazy("reissue", "It is stolen")
    DAMAGED = "damaged", pgettext_lazy("reissue", "It is damaged, or its number is known to others")
    EXPIRES = "expires", pgettext_lazy("reissue", "It expires soon, or has expired")


BLOCKING = (Cause.LOST, Cause.STOLEN)


def may_expire_from(card: Card) -> date:
    """The first day on which the card is reissued because it expires."""
    return card.expiry - EARLIEST


def successor_of(card: Card) -> Card | None:
    """The card that was issued in its place."""
    return Card.objects.filter(replaces=card).first()


def check_may_reissue(*, card: Card) -> None:
    """Whatever the cause. Raises NothingToReissue, ReissuedAlready, CardsWait(at),
    TooManyReissues. Plastic is handed over by a branch, which looks at a document: it never waits.
    """
    if card.state in {Card.State.CLOSED, Card.State.WAITS}:
        raise NothingToReissue
    if successor_of(card) is not None:
        raise ReissuedAlready
    until = cooling_until(customer=card.customer)
    if until is not None and card.is_virtual:
        raise CardsWait(at=until)
    lately = Card.objects.filter(customer=card.customer_id, opened_at__gt=clock.now() - MONTH)
    if lately.exclude(replaces=None).count() >= MOST:
        raise TooManyReissues(most=MOST)


def ask_to_reissue(*, card: Card, cause: str, language: str) -> Deed:
    """Check, and send the code that reissues the card; `cause` is one of Cause.

    Raises what `check_may_reissue` does, TooEarlyToReissue(day), NoTrustedNumber.
    """
    _check(card, cause)
    return reissue_card.ask(customer=card.customer, language=language, card_id=str(card.pk),
                            card_last4=card.last4, cause=cause)  # fmt: skip


@confirmed(
    "card-reissue", title=_("Reissue the card"), after="cards:about", at=("card_id",),
    done=_("The new card is issued. Its page is linked below, under “In its place”."),
    says=lambda facts: {"card_last4": facts["card_last4"]},
)  # fmt: skip
def reissue_card(*, customer: Customer, card_id: str, card_last4: str, cause: str) -> None:
    """Issue the other card and end this one: a virtual one now, plastic when it is handed over."""
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    card = _locked(UUID(card_id), locked)
    _check(card, cause)
    if cause in BLOCKING:
        block_card(card=card, reason=cause)
    made = issue_card(customer=locked, account=card.account, name=card.name, kind=card.kind,
                      brand=card.brand, replaces=card)  # fmt: skip
    if made.is_virtual:
        end_replaced(by=made)
    record(kind="card.reissued", customer_id=locked.pk, subject=card.pk,
           facts={"cause": cause, "card": str(made.pk)})  # fmt: skip
    if locked.phone:
        queue_alert(
            phone=locked.phone, purpose="card-reissued", language=locked.language,
            customer_id=locked.pk, card_last4=card_last4,
        )  # fmt: skip


def end_replaced(*, by: Card) -> None:
    """The card that `by` replaces ends, and its SMS alerts go on with the new one.

    It is closed, but a blocked one stays blocked: whoever finds it is answered as before.
    """
    card = by.replaces
    if card is None:
        return
    hand_on_alerts(former=card, card=by)
    living = Card.objects.filter(pk=card.pk, state__in=[Card.State.ACTIVE, Card.State.FROZEN])
    if living.update(state=Card.State.CLOSED):
        record(kind="card.closed", customer_id=card.customer_id, subject=card.pk,
               facts={"reason": "replaced"})  # fmt: skip


def _check(card: Card, cause: str) -> None:
    check_may_reissue(card=card)
    if cause == Cause.EXPIRES and clock.today() < (day := may_expire_from(card)):
        raise TooEarlyToReissue(day=day)


def _locked(card_id: UUID, customer: Customer) -> Card:
    own = Card.objects.select_for_update(no_key=True, of=("self",))
    return own.select_related("account", "customer").get(pk=card_id, customer=customer)
