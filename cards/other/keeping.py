"""What a customer does with an attached card: gives it a name, or detaches it."""

from datetime import timedelta

from django.db import transaction

from cards.models import OtherCard
from cards.other.errors import NameHoldsNumber, NotAttached
from homebank.lib import clock
from homebank.lib.card_numbers import holds_card_number
from notifications.events import record

LONGEST_NAME = 40
# A payment that was confirmed before may ask for the card so long (payments.charging).
FORGET_AFTER = timedelta(hours=3)


def rename_card(*, card: OtherCard, name: str) -> None:
    """Call the card by a name of the customer's; none: by its bank. NameHoldsNumber."""
    if holds_card_number(name):
        raise NameHoldsNumber
    card.name = " ".join(name.split())[:LONGEST_NAME]
    card.save(update_fields=["name"])


def detach_card(*, card: OtherCard) -> None:
    """The card pays nothing more here; payments already confirmed go on. NotAttached."""
    now = clock.now()
    with transaction.atomic():
        mine = OtherCard.objects.filter(pk=card.pk, state=OtherCard.State.ATTACHED)
        if not mine.update(
            state=OtherCard.State.DETACHED, detached_at=now, forget_at=now + FORGET_AFTER
        ):
            raise NotAttached
        record(kind="other-card.detached", customer_id=card.customer_id, subject=card.pk,
               facts={"bank": card.bank})  # fmt: skip
    card.refresh_from_db()
