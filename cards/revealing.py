"""The whole number, expiry and CVV of an own card, for 60 seconds after a code (CRD-02).

The code lets one visit look at one card; nothing of the card is kept for it, in no session and no
row: the page asks for the number when it is drawn, and the CVV is worked out then.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.factors.confirmed import confirmed
from accounts.limits import CARD_REVEALS
from accounts.models import Customer, Deed
from accounts.recovery.cooling import cooling_until
from cards.cvv import cvv2
from cards.freezing import says_card, tell_owner
from cards.models import Card
from cards.standing import check_working, lock_working
from cards.switch_errors import ShownTooOften, StillCooling
from homebank.lib import clock, throttle
from notifications.events import record
from notifications.messages import queue_code
from notifications.models import Event

SHOWN_FOR = timedelta(seconds=60)
SHOWN = "card.revealed"


@dataclass(frozen=True, slots=True)
class Details:
    """What stands on the card. `until` is when it is covered again."""

    number: str = field(repr=False)
    expiry: str = field(repr=False)
    cvv: str = field(repr=False)
    until: datetime


def ask_to_show(*, card: Card, visit_id: UUID | None, language: str) -> Deed:
    """Send the code that lets this visit, and no other, look at the card.

    Counted. Raises CardBlocked, CardClosed, CardExpired, StillCooling(at), ShownTooOften(at) and
    NoTrustedNumber.
    """
    _check_showable(card)
    asked = throttle.take(CARD_REVEALS, f"customer {card.customer_id}")
    if not asked.allowed:
        raise ShownTooOften(at=asked.until)
    return release_details.ask(
        customer=card.customer, language=language, card=str(card.pk), last4=card.last4,
        visit=str(visit_id or ""),
    )  # fmt: skip


@confirmed(
    "show-card", title=_("Show the card’s number and CVV"), after="cards:reveal", at=("card",),
    done=_("The number is shown for 60 seconds. Let nobody look over your shoulder."),
    says=says_card,
)  # fmt: skip
def release_details(*, customer: Customer, card: str, last4: str, visit: str) -> None:
    """Let the visit look at the card from now on, for 60 seconds; on record, and told by SMS.

    Raises CardBlocked, CardClosed, CardExpired, StillCooling.
    """
    own = lock_working(Card.objects.get(pk=card, customer=customer))
    _check_showable(own)
    record(kind=SHOWN, customer_id=customer.pk, subject=own.pk, facts={"visit": visit})
    tell_owner("card-revealed", own)
    if settings.CVV_BY_SMS and customer.sms_number:
        _send_cvv(own, customer.sms_number)


@sensitive_variables("card")
def details_of(*, card: Card, visit_id: UUID | None) -> Details | None:
    """What the visit may see now; None before a code, after its 60 seconds, for another visit.

    Nothing is shown of a card that was blocked or closed meanwhile.
    """
    until = _shown_until(card, visit_id)
    if until is None or card.standing not in {Card.State.ACTIVE, Card.State.FROZEN}:
        return None
    cvv = cvv2(card.number, card.expiry)
    return Details(number=card.number, expiry=card.expiry_text, cvv=cvv, until=until)


def _send_cvv(card: Card, phone: str) -> None:
    """Only where the bank's setting says so. A code's message: its text goes when it is sent."""
    queue_code(
        phone=phone, purpose="cvv", code=cvv2(card.number, card.expiry),
        language=card.customer.language, customer_id=card.customer_id,
        expires_at=clock.now() + SHOWN_FOR, card_last4=card.last4,
    )  # fmt: skip


def in_fours(number: str) -> str:
    """`4405 6450 0000 6150`, as it is embossed."""
    return "\u00a0".join(number[at : at + 4] for at in range(0, len(number), 4))


def seconds_left(details: Details) -> int:
    """Whole seconds until it is covered again, one at least."""
    return max(int((details.until - clock.now()).total_seconds()), 1)


def _shown_until(card: Card, visit_id: UUID | None) -> datetime | None:
    if visit_id is None:
        return None
    released = Event.objects.filter(
        kind=SHOWN, subject=card.pk, facts__visit=str(visit_id), at__gt=clock.now() - SHOWN_FOR
    )
    last = released.order_by("-at").first()
    return last.at + SHOWN_FOR if last else None


def _check_showable(card: Card) -> None:
    check_working(card)
    if until := cooling_until(customer=card.customer):
        raise StillCooling(at=until)
