"""What waits for people at the desk: each queue with its count, up to a bound, and its oldest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.four_eyes.listing import kinds_seen, waiting_for_reader
from accounts.models import User
from cards.models import CardOrder, Dispute, OrderState, Overdraft, Presentment
from cards.ordering.batches import orders_to_make
from cards.ordering.hitches import KEPT_AT_BANK
from desk.models import Difference
from ledger import suspense
from payments.models import Payment
from payments.states import State

MOST = 100


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue. `count` is MOST + 1 for any more than MOST; `oldest` is None for an empty one."""

    slug: str
    name: StrOrPromise
    address: str
    count: int
    oldest: datetime | None

    @property
    def shown_count(self) -> str:
        return f"{MOST}+" if self.count > MOST else str(self.count)


def queues_of(by: User) -> list[Queue]:
    """The queues that this member of staff may see, one bounded query each."""
    return [
        _queue(slug, name, address(), list(moments(by)))
        for slug, name, is_theirs, address, moments in (*QUEUES, *_of_rooms_beside())
        if is_theirs(by)
    ]


def _of_rooms_beside() -> list[Any]:
    """Lines of rooms on this floor, which this one does not import."""
    return [import_string(path) for path in settings.DESK_QUEUES]


def _queue(slug: str, name: StrOrPromise, address: str, moments: list[datetime]) -> Queue:
    return Queue(slug, name, address, len(moments), moments[0] if moments else None)


def _may(permission: str) -> Callable[[User], bool]:
    return lambda by: by.has_perm(permission)


def _list(page: str, asked: str = "") -> Callable[[], str]:
    return lambda: f"{reverse(page)}{asked}"


def _oldest(rows: "QuerySet[Any]", column: str) -> Iterable[datetime]:
    return rows.order_by(column).values_list(column, flat=True)[: MOST + 1]


def _orders(_by: User) -> Iterable[datetime]:
    waits = CardOrder.objects.filter(state__in=[OrderState.RECEIVED, OrderState.CHECKED])
    sent = waits.order_by("due_at", "id").values_list("sent_at", flat=True)[: MOST + 1]
    return [at for at in sent if at]


def _undelivered(_by: User) -> Iterable[datetime]:
    """When each came back: what is kept longest by then stands first."""
    kept = _oldest(CardOrder.objects.filter(state=OrderState.UNDELIVERED), "kept_until")
    return [until - KEPT_AT_BANK for until in kept if until]


def _to_make(_by: User) -> Iterable[datetime]:
    sent = orders_to_make().values_list("sent_at", flat=True)[: MOST + 1]
    return [at for at in sent if at]


def _proposals(by: User) -> Iterable[datetime]:
    return _oldest(waiting_for_reader(by), "proposed_at")


def _disputes(_by: User) -> Iterable[datetime]:
    return _oldest(Dispute.objects.open(), "opened_at")


def _unknown(_by: User) -> Iterable[datetime]:
    return _oldest(Payment.objects.filter(state=State.UNKNOWN), "asked_at")


def _suspense(_by: User) -> Iterable[datetime]:
    return [item.since for item in suspense.items()][: MOST + 1]


def _differences(_by: User) -> Iterable[datetime]:
    return _oldest(Difference.objects.unexplained(), "found_at")


def _aside(_by: User) -> Iterable[datetime]:
    return _oldest(Presentment.objects.filter(card=None), "at")


def _overdrafts(_by: User) -> Iterable[datetime]:
    return _oldest(Overdraft.objects.filter(owed_minor__gt=0), "since")


QUEUES = (
    ("orders", _("Orders of cards"), _may("cards.view_cardorder"),
     _list("admin:cards_cardorder_changelist"), _orders),
    ("to-make", _("Cards to be made"), _may("cards.make_batch"),
     _list("admin:cards_cardorder_making"), _to_make),
    ("undelivered", _("Cards that were not delivered"), _may("cards.view_cardorder"),
     _list("admin:cards_cardorder_changelist", "?queue=undelivered"), _undelivered),
    ("proposals", _("Waits for your eyes"), lambda by: bool(kinds_seen(by)),
     _list("desk:proposals"), _proposals),
    ("disputes", _("Disputes"), _may("cards.view_dispute"),
     _list("admin:cards_dispute_changelist"), _disputes),
    ("unknown-payments", _("Payments of unknown outcome"), _may("payments.view_payment"),
     _list("admin:payments_payment_changelist", "?state__exact=unknown"), _unknown),
    ("suspense", _("Suspense accounts"), _may("ledger.view_closedday"),
     _list("admin:ledger_end_of_day"), _suspense),
    ("differences", _("Differences from registers"), _may("desk.view_difference"),
     _list("desk:registers"), _differences),
    ("presentments", _("Presentments of no card of ours"), _may("cards.view_presentment"),
     _list("admin:cards_presentment_changelist", "?aside=unknown"), _aside),
    ("overdrafts", _("Technical overdrafts"), _may("cards.view_overdraft"),
     _list("admin:cards_overdraft_changelist"), _overdrafts),
)  # fmt: skip
