"""What moved lately on some accounts, and what is held there, each in one query."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cards.models import Authorization, Presentment
from homebank.lib.clock import ALMATY
from homebank.lib.money import Money
from ledger.models import Entry, Hold

# What the book calls a movement, in words: for what no room above can tell more about.
NAMES: dict[str, str | Promise] = {
    "opening": _("First top-up"),
    "top-up": _("Top-up"),
    "bill-payment": _("Payment"),
    "reversal": _("Correction"),
    "card-purchase": _("Purchase by card"),
    "card-cash": _("Cash by card"),
    "card-transfer": _("Transfer by card"),
    "card-refund": _("Refund to a card"),
    "overdraft-repayment": _("Technical overdraft repaid"),
    "closing-transfer": _("Remainder of a closed card"),
    "sms-alerts": _("SMS alerts, a month"),
    "codeword-slip": _("Slip with a new codeword"),
}
# Deeds of this room itself: operations of cards.
OPERATIONS = "card-"
ICONS = {"opening": "cash", "top-up": "cash", "bill-payment": "bill", "reversal": "repeat",
         "card-purchase": "card", "card-cash": "cash", "card-refund": "repeat",
         "sms-alerts": "phone", "codeword-slip": "word"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the room of a deed says of it: `address` is its page, `until` when its hold lapses,
    `card` the one that it was done with."""

    name: str
    note: str
    icon: str
    address: str
    until: datetime | None = None
    card: UUID | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a list. `amount` is signed; held money has not left the account yet."""

    kind: str
    name: str | Promise
    amount: Money
    at: datetime
    account_id: int
    subject: UUID | None = None
    is_held: bool = False
    note: str = ""
    icon: str = "transfer"
    address: str = ""
    until: datetime | None = None
    card: UUID | None = None

    @property
    def day(self) -> date:
        """The day in Almaty."""
        return self.at.astimezone(ALMATY).date()


def latest_movements(account_ids: Collection[int], *, count: int) -> list[Movement]:
    """The last `count` movements of the accounts together, newest first."""
    newest = [
        Entry.objects.filter(account=account_id, shard=0)
        .order_by("-sequence")
        .values_list(
            "transfer__kind", "amount_minor", "currency", "at", "account_id", "transfer__subject"
        )[:count]
        for account_id in account_ids
    ]
    if not newest:
        return []
    rows = newest[0].union(*newest[1:], all=True) if newest[1:] else newest[0]
    latest = sorted(rows, key=lambda row: row[3], reverse=True)[:count]
    return [
        _movement(kind, Money(minor, currency), at, account_id, subject)
        for kind, minor, currency, at, account_id, subject in latest
    ]


def open_holds(account_ids: Collection[int], *, count: int | None = None) -> list[Movement]:
    """What is held on the accounts now, newest first; at most `count`."""
    held = Hold.objects.open().filter(account__in=account_ids).order_by("-placed_at")
    return [
        _movement(h.kind, -h.amount, h.placed_at, h.account_id, h.subject, is_held=True)
        for h in held[:count]
    ]


def with_subjects(movements: list[Movement]) -> list[Movement]:
    """The same, each told about by the room whose deed it is (settings.MOVEMENT_SUBJECTS)."""
    tell: Callable[[Collection[UUID]], dict[UUID, Told]] = import_string(settings.MOVEMENT_SUBJECTS)
    told = tell({m.subject for m in movements if m.subject})
    used = {m.subject for m in movements if m.subject and m.kind.startswith(OPERATIONS)}
    told |= _tell_operations(used)
    return [_told(m, told[m.subject]) if m.subject in told else m for m in movements]


def _tell_operations(ids: Collection[UUID]) -> dict[UUID, Told]:
    """Where a card was used, under which number, and when its hold lapses. Two queries, or none."""
    if not ids:
        return {}
    told = {
        row.pk: replace(_tell_operation(row), until=row.lapses_at)
        for row in Authorization.objects.filter(pk__in=ids)
    }
    claimed = Presentment.objects.filter(pk__in=set(ids) - set(told))
    return told | {row.pk: _tell_operation(row) for row in claimed}


def _tell_operation(row: Authorization | Presentment) -> Told:
    icon, page = ICONS.get(f"card-{row.operation}", "transfer"), "disputes:operation"
    address = reverse(page, args=[row.pk])
    return Told(row.merchant, _number(row.rrn), icon, address, card=row.card_id)


def _number(rrn: str) -> str:
    return f"RRN\u00a0{rrn}" if rrn else ""


def _movement(
    kind: str,
    amount: Money,
    at: datetime,
    account_id: int,
    subject: UUID | None,
    *,
    is_held: bool = False,
) -> Movement:
    name, icon = NAMES.get(kind, _("Movement")), ICONS.get(kind, "transfer")
    return Movement(kind, name, amount, at, account_id, subject, is_held, icon=icon)


def _told(movement: Movement, told: Told) -> Movement:
    """A reversal keeps its own name: it is not the deed, it undoes it. So does a nameless one."""
    if movement.kind == "reversal":
        return replace(movement, note=told.name, address=told.address, card=told.card)
    until = told.until if movement.is_held else None
    return replace(movement, name=told.name or movement.name, note=told.note, icon=told.icon,
                   address=told.address, until=until, card=told.card)  # fmt: skip
