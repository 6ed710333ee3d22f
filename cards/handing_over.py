"""A plastic card is handed over: it works from then on. What it replaces ends, its order too."""

from django.db import transaction

from accounts.models import User
from accounts.staff.deeds import record_deed
from cards.change_errors import NothingToHandOver
from cards.models import Card
from cards.ordering.delivering import finish_order
from cards.reissuing import end_replaced
from notifications.messages import queue_alert


def hand_over_card(*, card: Card, by: User) -> None:
    """The branch has seen the document and given the card. NothingToHandOver for any other, NotNow
    for an ordered one that is not on its way yet.
    """
    with transaction.atomic():
        is_told = finish_order(card=card, by=by)
        waiting = Card.objects.filter(pk=card.pk, state=Card.State.WAITS)
        if not waiting.update(state=Card.State.ACTIVE):
            raise NothingToHandOver
        end_replaced(by=card)
        customer = card.customer
        record_deed(kind="card.handed-over", customer=customer, by=by, subject=card.pk)
        if customer.phone and not is_told:  # the order's own step told so
            queue_alert(
                phone=customer.phone, purpose="card-handed-over", language=customer.language,
                customer_id=customer.pk, card_last4=card.last4,
            )  # fmt: skip
    card.refresh_from_db(fields=["state"])
