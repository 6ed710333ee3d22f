"""A blocked card that works again: by two members of staff, or a cash machine (D-26)."""

from django.db import transaction

from accounts.models import User
from accounts.recovery.cooling import cooling_until
from accounts.staff.deeds import record_deed
from cards.freezing import tell_owner
from cards.models import Card
from cards.reissuing import successor_of
from cards.switch_errors import CardClosed, CardExpired, NotBlocked, ReplacedByAnother, StillCooling
from homebank.lib import clock
from notifications.events import record

KIND = "card.unblocked"


def check_unblockable(card: Card) -> None:
    """Whether the block may be lifted, as the card and its owner stand.

    Raises NotBlocked, CardClosed, CardExpired, ReplacedByAnother, StillCooling.
    """
    if card.state == Card.State.CLOSED:
        raise CardClosed
    if card.state != Card.State.BLOCKED:
        raise NotBlocked
    if card.expiry < clock.today():
        raise CardExpired
    if successor_of(card) is not None:
        raise ReplacedByAnother
    if until := cooling_until(customer=card.customer):
        raise StillCooling(at=until)


def unblock_card(*, card: Card, by: User | None, **facts: str) -> Card:
    """The card works again, and its owner is told. Raises what `check_unblockable` does.

    `by` is who approved it, or None where no staff did it: a fact `machine` names the cash machine.
    """
    with transaction.atomic():
        locked = Card.objects.select_for_update(no_key=True, of=("self",))
        own = locked.select_related("customer").get(pk=card.pk)
        check_unblockable(own)
        was = own.blocked_for
        own.state, own.blocked_for = Card.State.ACTIVE, ""
        own.save(update_fields=["state", "blocked_for"])
        _record(own, by, {**facts, "cause": was} if was else facts)
        tell_owner("card-unblocked", own)
    return own


def _record(card: Card, by: User | None, facts: dict[str, str]) -> None:
    if by is None:
        record(kind=KIND, customer_id=card.customer_id, subject=card.pk, facts=facts)
    else:
        record_deed(kind=KIND, customer=card.customer, by=by, subject=card.pk, **facts)
