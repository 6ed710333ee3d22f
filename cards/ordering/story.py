"""What is known of an order of a card: its steps, with who took them and what was said."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from cards.models import CardOrder, OrderStep
from cards.ordering.reasons import why_of
from homebank.lib.stories import Moment, Teller, id_in

# Numbers are told in groups: `100 042`.
LONGEST_NUMBER = 12


def find(typed: str) -> set[UUID]:
    """The order with this number or id."""
    if ids := id_in(typed):
        return related(ids)
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER):
        return set()
    return set(CardOrder.objects.filter(number=int(digits)).values_list("pk", flat=True))


def related(ids: set[UUID]) -> set[UUID]:
    """An order and the cards that came of it, those that were made again too."""
    known = Q(pk__in=ids) | Q(card__in=ids) | Q(printed__card__in=ids)
    rows = CardOrder.objects.filter(known).values_list("pk", "card", "printed__card")
    return {each for row in rows for each in row if each}


def owners(ids: set[UUID]) -> set[UUID]:
    """Whose orders they are."""
    orders = CardOrder.objects.filter(pk__in=ids)
    return set(orders.values_list("customer", flat=True))


def tell(ids: set[UUID]) -> Iterator[Moment]:
    """The timeline of each order."""
    for step in OrderStep.objects.filter(order__in=ids).select_related("order"):
        why = "; ".join(f"{name}: {reason}" for name, reason in why_of(step))
        facts = {
            "number": step.order.shown_number, "operator": step.by, "reason": why or step.note,
            "note": step.note if step.hitch else "",
        }  # fmt: skip
        said = {name: value for name, value in facts.items() if value}
        yield Moment(step.at, "cards", step.get_kind_display(), said)


TELLER = Teller(tell=tell, find=find, related=related, owners=owners)
