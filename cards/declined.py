"""Declined operations of a card: the latest for a list, one for its page."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from cards.authorization.words import reason_word
from cards.models import Authorization, Card, Outcome

SHOWN = 5
NAMES: dict[str, str | Promise] = {
    "purchase": _("Purchase by card"), "cash": _("Cash by card"),
    "transfer": _("Transfer by card"), "refund": _("Refund to a card"),
    "balance": _("Balance at a cash machine"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Declined:
    """One line: where, why in a word, and the page that explains it."""

    row: Authorization

    @property
    def name(self) -> str:
        return self.row.merchant or str(NAMES.get(self.row.operation, _("Operation by card")))

    @property
    def why(self) -> str:
        return reason_word(self.row.reason) if self.row.reason else str(_("the line was down"))

    @property
    def address(self) -> str:
        return reverse("cards:operation", args=[self.row.pk])


def latest_declined(card: Card, *, count: int = SHOWN) -> list[Declined]:
    """The newest declined operations of the card; one query, of an index that holds no others."""
    declined = Authorization.objects.filter(card=card, outcome=Outcome.DECLINED)
    rows = declined.defer("facts", "trace").order_by("-at")[:count]
    return [Declined(row) for row in rows]


def find_operation(*, customer: Customer, operation_id: UUID) -> Authorization | None:
    """The customer's own operation, whatever became of it."""
    rows = Authorization.objects.select_related("card__account")
    return rows.filter(pk=operation_id, card__customer=customer).first()
