"""Freezing a card, at once and by nothing but its owner's word, and unfreezing it behind a code."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.factors.confirmed import confirmed
from accounts.models import Customer, Deed
from accounts.recovery.cooling import cooling_until
from cards.models import Card
from cards.standing import check_working, lock_working
from cards.switch_errors import NotFrozen, StillCooling, SwitchRefused
from notifications.events import record
from notifications.messages import queue_alert
from notifications.models import Event

PORTAL, BY_SMS, PUBLIC = "portal", "sms", "public"


@dataclass(frozen=True, slots=True)
class Frozen:
    """Since when a card is frozen, and by which way: portal, sms or public."""

    at: datetime
    way: str


def freeze_card(*, card: Card, way: str = PORTAL) -> bool:
    """Nothing is approved with the card from now on; whether this froze it, or it was frozen.

    The owner is told by SMS. Raises CardBlocked, CardClosed, CardExpired.
    """
    with transaction.atomic():
        own = lock_working(card)
        if own.state == Card.State.FROZEN:
            return False
        Card.objects.filter(pk=own.pk).update(state=Card.State.FROZEN)
        record(kind="card.frozen", customer_id=own.customer_id, subject=own.pk, facts={"way": way})
        tell_owner("card-frozen", own)
    return True


def freeze_cards(*, customer: Customer, way: str) -> list[Card]:
    """Freeze whatever of the customer's works; which cards are frozen now."""
    own = list(Card.objects.of(customer).order_by("pk"))
    working = [card for card in own if card.standing in {Card.State.ACTIVE, Card.State.FROZEN}]
    with transaction.atomic():
        for card in working:
            # One that is blocked or closed at this very moment must not keep the others open.
            with suppress(SwitchRefused):
                freeze_card(card=card, way=way)
    return working


def frozen_since(card: Card) -> Frozen | None:
    """When and how it was frozen last; None where it is not, or nobody wrote it down."""
    if card.state != Card.State.FROZEN:
        return None
    frozen = Event.objects.filter(kind="card.frozen", subject=card.pk).order_by("-at").first()
    return Frozen(frozen.at, frozen.facts.get("way", PORTAL)) if frozen else None


def ask_to_unfreeze(*, card: Card, language: str) -> Deed:
    """Send the code that unfreezes it. SwitchRefused, NoTrustedNumber."""
    _check_unfreezable(card)
    return unfreeze_card.ask(
        customer=card.customer, language=language, card=str(card.pk), last4=card.last4
    )


def says_card(facts: Mapping[str, str]) -> dict[str, Any]:
    """What the text of a code wants to know of the card."""
    return {"card_last4": facts["last4"]}


@confirmed(
    "unfreeze-card", title=_("Unfreeze the card"), done=_("The card works again."),
    after="cards:settings", at=("card",), says=says_card,
)  # fmt: skip
def unfreeze_card(*, customer: Customer, card: str, last4: str) -> None:
    """The card works again. NotFrozen, StillCooling, CardBlocked, CardClosed, CardExpired."""
    own = lock_working(Card.objects.get(pk=card, customer=customer))
    _check_unfreezable(own)
    Card.objects.filter(pk=own.pk).update(state=Card.State.ACTIVE)
    record(kind="card.unfrozen", customer_id=customer.pk, subject=own.pk)
    tell_owner("card-unfrozen", own)


def tell_owner(purpose: str, card: Card) -> None:
    """An SMS to the trusted number; it names the card by its last four digits."""
    owner = card.customer
    if owner.phone:
        queue_alert(phone=owner.phone, purpose=purpose, language=owner.language,
                    customer_id=owner.pk, card_last4=card.last4)  # fmt: skip


def _check_unfreezable(card: Card) -> None:
    """The calendar and the state first: what cannot be unfrozen needs no code."""
    check_working(card)
    if card.state == Card.State.ACTIVE:
        raise NotFrozen
    if until := cooling_until(customer=card.customer):
        raise StillCooling(at=until)
