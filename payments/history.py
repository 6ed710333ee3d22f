"""A customer's payments, newest first, a page at a time at the same cost however far back."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import Customer
from payments.models import Payment

PAGE = 20


@dataclass(frozen=True, slots=True)
class Page:
    """Some payments, and the id after which the next page begins (None: there is none)."""

    payments: list[Payment]
    next_after: UUID | None


def page_of_history(*, customer: Customer, after: UUID | None = None) -> Page:
    """The page that follows the customer's payment `after`; the first for None or a stranger's."""
    rows = Payment.objects.filter(customer=customer).select_related(
        "service__category", "service__biller", "service__account_kind", "card", "other_card"
    )
    edge = rows.filter(pk=after).first() if after else None
    if edge is not None:
        # One range over the index and the edge cut off: an OR would read all that is newer.
        rows = rows.filter(made_at__lte=edge.made_at).exclude(made_at=edge.made_at, id__gte=edge.pk)
    found = list(rows.order_by("-made_at", "-id")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)
