"""What tests of the desk's half share: operators who work on an order that was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Customer, User
from accounts.staff.accounts import open_staff
from accounts.staff.calls import begin_call
from accounts.staff.openings import open_file
from accounts.staff.roles import Role
from cards.models import Card, CardOrder, OrderState
from cards.ordering.batches import make_batch
from cards.ordering.checking import compare_codeword
from cards.ordering.claiming import claim_order
from cards.ordering.deciding import Findings, approve_order
from cards.ordering.delivery import Branch, branches
from homebank.lib import clock
from notifications.models import Sms
from tests.accounts.pages import words
from tests.doors.cast import enter_desk, member_of
from tests.ordering.sent import WORD, sent_order
from tests.people import new_person

SEEN = {"face": "same", "issued_by": "МВД РК", "issued_on": "12.04.2021", "compared": "on"}
YEAR = timedelta(days=365)


def operator(role: Role = Role.CONTACT_CENTRE) -> User:
    """Somebody of staff whose first name customers may read."""
    return _named(member_of(role.value))


def colleague(role: Role = Role.BRANCH) -> User:
    """A second one of the same role."""
    login, password = f"pavel.{role.value}", "saxaul, steppe, seven"
    return _named(open_staff(login_name=login, password=password, roles=[role.value]))


def at_the_bureau(by: User) -> CardOrder:
    """Plastic of a customer on file that the bureau is making."""
    anna = new_person(language="en").customer
    made = sent_order(anna, kind="plastic", iin=anna.iin, state=OrderState.APPROVED, due_at=None)
    make_batch(by=by)
    made.refresh_from_db()
    return made


def _named(user: User) -> User:
    if not user.first_name:
        user.first_name = "Ольга"
        user.save(update_fields=["first_name"])
    return user


@dataclass
class Desk:
    """A window of the desk in which the order's file was opened."""

    order: CardOrder
    role: Role = Role.CONTACT_CENTRE
    client: Client = field(default_factory=lambda: Client(headers={"accept-language": "en"}))
    by: User | None = None

    def __post_init__(self) -> None:
        self.user = self.by or operator(self.role)
        enter_desk(self.client, self.user)
        open_file(customer=self.order.customer, by=self.user, why="request", note="an order")

    @property
    def page(self) -> str:
        return reverse("admin:cards_cardorder_work", args=[self.order.pk])

    def look(self, asked: str = "") -> Any:
        return self.client.get(f"{self.page}{asked}")

    def act(self, deed: str, **said: str) -> Any:
        """Press a button of the order's page; the page afterwards."""
        answer = self.client.post(self.page, {"deed": deed, **said}, follow=True)
        self.order.refresh_from_db()
        return answer

    def verify(self) -> None:
        """Take it, call, and hear the right codeword."""
        self.act("claim")
        self.act("call")
        self.act("codeword", codeword=WORD)

    def approve(self, **other: str) -> Any:
        """Say that all is right; `other` replaces what was seen."""
        last = f"{clock.today() + YEAR:%d.%m.%Y}"
        return self.act("approve", **{**SEEN, "valid_until": last, **other})


def findings() -> Findings:
    return Findings("same", "МВД РК", date(2021, 4, 12), clock.today() + YEAR)


def verified(order: CardOrder, by: User) -> None:
    """The same by the services: taken, called, compared."""
    claim_order(order=order, by=by)
    order.refresh_from_db()
    begin_call(customer=order.customer, by=by, asks_codeword=True)
    assert compare_codeword(order=order, typed=WORD, by=by).match


def approved(order: CardOrder, by: User) -> CardOrder:
    """Approved by the services."""
    verified(order, by)
    return approve_order(order=order, findings=findings(), by=by)


def card_of(order: CardOrder) -> Card:
    """The card that was issued."""
    assert order.card_id is not None
    return Card.objects.get(pk=order.card_id)


def told(customer: Customer) -> list[str]:
    """What was sent by SMS about orders and cards, the newest last."""
    sent = Sms.objects.filter(customer=customer).order_by("queued_at", "pk")
    return [purpose for purpose in sent.values_list("purpose", flat=True)
            if purpose.startswith(("order-", "card-", "virtual-card"))]  # fmt: skip


def place(number: int) -> Branch:
    """A branch, as the windows here read it."""
    with translation.override("en"):
        return branches()[number]


def carried(desk: Desk) -> None:
    desk.act("send")
    assert desk.order.state == OrderState.ON_ITS_WAY


def brought_back(desk: Desk, **said: str) -> str:
    carried(desk)
    answer = desk.act("undelivered", **{"cause": "absent", "reason": "twice nobody", **said})
    return words(answer)


def handing_over(desk: Desk) -> str:
    return reverse("admin:cards_card_hand_over", args=[desk.order.card_id])
