"""What moved lately on some accounts, and what is held there: for lists, in a fixed number of
queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homebank.lib.clock import ALMATY
from homebank.lib.money import Money
from ledger.models import Entry, Hold

# What the book calls a movement, in words; a memo (a biller's name) says more where there is one.
NAMES: dict[str, str | Promise] = {
    "opening": _("First top-up"),
    "top-up": _("Top-up"),
    "payment": _("Payment"),
    "return": _("Money returned"),
    "reversal": _("Correction"),
}
ICONS = {
    "opening": "cash", "top-up": "cash", "payment": "bill", "return": "repeat",
    "reversal": "repeat",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a list. `amount` is signed; held money has not left the account yet."""

    name: str | Promise
    icon: str
    amount: Money
    at: datetime
    account_id: int
    subject: UUID | None
    is_payment: bool
    is_held: bool = False

    @property
    def day(self) -> date:
        """The day in Almaty."""
        return self.at.astimezone(ALMATY).date()


def latest_movements(account_ids: Iterable[int], *, count: int) -> list[Movement]:
    """The last `count` movements of the accounts together, newest first. One query."""
    wanted = ("account_id", "amount_minor", "currency", "at")
    of_transfer = ("transfer__kind", "transfer__memo", "transfer__subject")
    newest = [
        Entry.objects.filter(account_id=account_id)
        .order_by("-shard", "-sequence")
        .values(*wanted, *of_transfer)[:count]
        for account_id in account_ids
    ]
    if not newest:
        return []
    rows = newest[0].union(*newest[1:], all=True) if len(newest) > 1 else newest[0]
    latest = sorted(rows, key=lambda row: row["at"], reverse=True)[:count]
    return [
        _movement(
            row["transfer__kind"],
            name=row["transfer__memo"],
            amount=Money(row["amount_minor"], row["currency"]),
            at=row["at"],
            account_id=row["account_id"],
            subject=row["transfer__subject"],
        )
        for row in latest
    ]


def open_holds(account_ids: Iterable[int]) -> list[Movement]:
    """What is held on the accounts now, newest first. One query."""
    held = Hold.objects.open().filter(account_id__in=list(account_ids)).order_by("-placed_at")
    return [
        _movement(
            hold.kind,
            amount=-hold.amount,
            at=hold.placed_at,
            account_id=hold.account_id,
            subject=hold.subject,
            is_held=True,
        )
        for hold in held
    ]


def _movement(
    kind: str,
    *,
    amount: Money,
    at: datetime,
    account_id: int,
    subject: UUID | None,
    name: str = "",
    is_held: bool = False,
) -> Movement:
    return Movement(
        name=name or NAMES.get(kind, _("Movement")),
        icon=ICONS.get(kind, "transfer"),
        amount=amount,
        at=at,
        account_id=account_id,
        subject=subject,
        is_payment=kind in {"payment", "return"} and subject is not None,
        is_held=is_held,
    )
