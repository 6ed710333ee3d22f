"""What can be disputed: an operation of a card, what a shop took, or a deed of a room above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from cards.models import Authorization, Card, Outcome, Presentment
from homebank.lib.money import Money

# Money of these is on the account, or never left it.
FREE = {Outcome.DECLINED, Outcome.REVERSED, Outcome.LAPSED, Outcome.RELEASED, Outcome.ANSWERED}
NAMES: dict[str, str | Promise] = {
    "purchase": _("Purchase by card"),
    "cash": _("Cash by card"),
    "transfer": _("Transfer by card"),
    "refund": _("Refund to a card"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """An operation as its dispute names it. `is_free`: its money is back, or was never taken."""

    subject: UUID
    at: datetime
    amount: Money
    shop: str
    first6: str
    last4: str
    rrn: str = ""
    order_number: str = ""
    address: str = ""
    is_free: bool = False
    is_held: bool = False
    card: Card | None = None
    authorization: Authorization | None = None
    lapses_at: datetime | None = None
    words: str | Promise = ""


def find_disputed(*, customer: Customer, subject: UUID) -> Disputed | None:
    """The customer's own operation that the book calls `subject`; None for anybody else's.

    What a shop claimed of an authorised operation is disputed as that operation, so that one
    purchase has one dispute. At most three queries. Rooms above tell theirs by
    settings.DISPUTED_SUBJECT.
    """
    rows = Authorization.objects.filter(pk=subject, card__customer=customer)
    asked = rows.select_related("card__account").first()
    if asked is not None:
        return of_operation(asked)
    claims = Presentment.objects.filter(pk=subject, card__customer=customer)
    claimed = claims.select_related("card__account", "authorization__card__account").first()
    if claimed is not None:
        asked = claimed.authorization
        return of_operation(asked) if asked and asked.card else _of_presentment(claimed)
    find: Callable[..., Disputed | None] = import_string(settings.DISPUTED_SUBJECT)
    return find(customer=customer, subject=subject)


def find_by_number(*, card: Card, rrn: str, at: datetime) -> Authorization | None:
    """The operation of the card with the shop's number, the nearest to the moment."""
    if not rrn:
        return None
    rows = Authorization.objects.filter(card=card, rrn=rrn).exclude(outcome=Outcome.DECLINED)
    return min(rows, key=lambda row: abs(row.at - at), default=None)


def of_operation(row: Authorization) -> Disputed:
    """A card operation as a dispute names it."""
    assert row.card is not None
    return Disputed(
        subject=row.pk, at=row.at, amount=row.billed, shop=row.merchant, rrn=row.rrn,
        first6=row.card.first6, last4=row.card.last4, card=row.card, authorization=row,
        is_free=row.outcome in FREE, is_held=row.outcome == Outcome.HELD,
        lapses_at=row.lapses_at, words=NAMES.get(row.operation, ""),
    )  # fmt: skip


def _of_presentment(row: Presentment) -> Disputed:
    assert row.card is not None
    return Disputed(
        subject=row.pk, at=row.at, amount=Money(row.billed_minor), shop=row.merchant, rrn=row.rrn,
        first6=row.card.first6, last4=row.card.last4, card=row.card,
        is_free=row.billed_minor <= 0, words=NAMES.get(row.operation, ""),
    )  # fmt: skip
