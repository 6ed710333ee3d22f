"""Plastic that comes to nothing: rejected by the bureau, not delivered, sent again, destroyed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Customer, User
from accounts.staff.roles import Role
from cards.models import Card, CardOrder, OrderState, PrintedOrder
from cards.ordering.batches import dispatch_order, make_batch
from cards.ordering.claiming import ORDER_DEEDS
from cards.ordering.desk_errors import CustomerStopped, KeptLonger, NothingToMake
from cards.ordering.errors import NotNow
from cards.ordering.hitches import destroy_card, note_undelivered, send_again
from cards.ordering.story import TELLER
from cards.ordering.sweeping import empty_old_orders
from homebank.lib import clock, throttle
from homebank.lib.stories import Moment
from notifications.models import Event
from tests.accounts.pages import words
from tests.doors.cast import enter_desk
from tests.ordering.at_the_desk import (
    Desk,
    at_the_bureau,
    brought_back,
    card_of,
    carried,
    colleague,
    handing_over,
    operator,
    place,
    told,
)
from tests.ordering.ordered import entered

pytestmark = pytest.mark.django_db
DAYS_90 = timedelta(days=90, minutes=1)


@pytest.fixture
def branch() -> User:
    return operator(Role.BRANCH)


@pytest.fixture
def order(branch: User) -> CardOrder:
    return at_the_bureau(branch)


@pytest.fixture
def desk(order: CardOrder) -> Desk:
    return Desk(order, Role.BRANCH)


def window(customer: Customer) -> Client:
    client = entered(customer)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def order_page(order: CardOrder) -> str:
    return words(window(order.customer).get(f"/my/orders/{order.pk}/"))


def facts_of(order: CardOrder, kind: str) -> dict[str, str]:
    """What the event of the step says."""
    facts: dict[str, str] = Event.objects.get(subject=order.pk, kind=kind).facts
    return facts


def my_bank(order: CardOrder) -> str:
    return words(window(order.customer).get("/my/"))


def card_page(order: CardOrder) -> str:
    return words(window(order.customer).get(f"/cards/{order.card_id}/"))


@pytest.mark.requirement("ORD-07", "card is issued")
@pytest.mark.requirement("ORD-08", "states are shown")
def test_what_the_bureau_rejects_is_made_again_over_the_same_account(
    desk: Desk, branch: User
) -> None:
    order, former = desk.order, card_of(desk.order)
    desk.act("remake", cause="name", latin_name="a zhumabaeva", reason="too long for the chip")
    former.refresh_from_db()
    assert (order.state, former.state) == (OrderState.REMAKE, "closed")
    assert make_batch(by=branch).count == 1
    order.refresh_from_db()
    other = card_of(order)
    assert (order.state, other.state, other.name) == ("in-production", "waits", "A ZHUMABAEVA")
    assert facts_of(order, "order.remake")["renamed"] == "yes"
    assert other.account_id == former.account_id
    assert other.number_fingerprint != former.number_fingerprint
    assert PrintedOrder.objects.filter(order=order).count() == 2
    assert told(order.customer)[-2:] == ["order-remake", "order-in-production"]


def test_what_is_made_again_stands_in_the_queue_of_what_is_to_be_made(desk: Desk) -> None:
    desk.act("remake", cause="print", latin_name="A Z", reason="the chip is dead")
    number = desk.order.shown_number.replace("\u00a0", " ")
    queue = desk.client.get(reverse("admin:cards_cardorder_changelist"), {"queue": "approved"})
    assert number in words(queue)
    making = words(desk.client.get(reverse("admin:cards_cardorder_making")))
    assert number in making.split("Being made")[0]
    shown = words(desk.look())
    assert "The card came out with a fault of printing or of the chip." in shown
    assert "the chip is dead" in shown


@pytest.mark.requirement("ORD-08", "SMS at each state")
def test_the_customer_reads_why_it_takes_longer_and_not_what_the_desk_wrote(desk: Desk) -> None:
    desk.act("remake", cause="print", latin_name="A Z", reason="bureau 17 failed again")
    said = order_page(desk.order)
    assert "fault of printing" in said
    assert "it takes longer" in said
    assert "bureau 17" not in said
    assert "Cancel the order" in said
    listed = window(desk.order.customer).get("/my/").content.decode()
    assert f"/cards/{desk.order.card_id}/" not in listed


@pytest.mark.parametrize("wrong", [{"cause": "rain"}, {"latin_name": "Ж"}, {"reason": " "},
                                   {"reason": "4405 6412 3456 7893"}])  # fmt: skip
def test_a_rejection_needs_a_cause_a_name_and_a_reason(desk: Desk, wrong: dict[str, str]) -> None:
    said = {"cause": "print", "latin_name": "A Z", "reason": "the chip"} | wrong
    assert desk.act("remake", **said).status_code == 200
    assert desk.order.state == OrderState.PRODUCTION
    assert card_of(desk.order).state == "waits"


def test_nothing_is_made_again_while_the_bank_has_blocked_the_customer(
    desk: Desk, branch: User
) -> None:
    Customer.objects.filter(pk=desk.order.customer_id).update(blocked_at=clock.now())
    desk.act("remake", cause="print", latin_name="A Z", reason="the chip")
    assert desk.order.state == OrderState.REMAKE
    with pytest.raises(NothingToMake):
        make_batch(by=branch)


def test_a_card_lost_on_its_way_is_made_again(desk: Desk) -> None:
    carried(desk)
    former = card_of(desk.order)
    desk.act("remake", cause="lost", latin_name="A Z", reason="the courier lost it")
    former.refresh_from_db()
    assert (desk.order.state, former.state) == (OrderState.REMAKE, "closed")


@pytest.mark.requirement("ORD-08", "SMS at each state")
def test_what_could_not_be_delivered_waits_where_the_customer_reads_it(desk: Desk) -> None:
    where = place(0)
    assert "The card is kept at the bank" in brought_back(desk, branch=where.key)
    order = desk.order
    assert (order.state, order.kept_at) == (OrderState.UNDELIVERED, where.key)
    assert told(order.customer)[-1] == "order-undelivered"
    for page in (order_page(order), card_page(order)):
        assert where.address in page
    assert "Nobody could be met at the address." in order_page(order)
    assert "waits at a branch" in my_bank(order)
    assert "twice nobody" not in order_page(order)


def test_without_a_branch_the_customer_reads_that_the_bank_calls(desk: Desk) -> None:
    brought_back(desk)
    assert "we call you about another delivery" in order_page(desk.order)
    assert "waits at the bank" in my_bank(desk.order)


@pytest.mark.parametrize("wrong", [{"cause": "rain"}, {"branch": "moon"}, {"reason": ""}])
def test_a_failed_delivery_needs_a_cause_a_branch_and_a_reason(
    desk: Desk, wrong: dict[str, str]
) -> None:
    brought_back(desk, **wrong)
    assert desk.order.state == OrderState.ON_ITS_WAY


def test_it_is_sent_again_to_the_branch_that_was_agreed(desk: Desk) -> None:
    ordered = desk.order.address
    brought_back(desk)
    other = place(-1)
    desk.act("send-again", branch=other.key, reason="agreed by telephone")
    order = desk.order
    assert (order.state, order.delivery, order.branch) == ("on-its-way", "branch", other.key)
    assert (order.kept_until, order.address) == (None, ordered)
    assert ordered in words(desk.look())
    assert told(order.customer)[-1] == "order-redirected"
    for page in (card_page(order), order_page(order)):
        assert other.address in page
        assert ordered not in page


def test_of_a_card_that_goes_elsewhere_the_event_says_from_where_and_where_to(desk: Desk) -> None:
    carried(desk)
    first, second = place(0).key, place(-1).key
    for key in (first, second):
        desk.act("undelivered", cause="address", reason="not found")
        desk.act("send-again", branch=key, reason="agreed by telephone")
    told_of = Event.objects.filter(subject=desk.order.pk, kind="order.sent-again").order_by("id")
    former, latter = (event.facts for event in told_of)
    assert (former["branch"], former["delivery_before"]) == (first, "hand")
    assert "branch_before" not in former
    assert (latter["branch"], latter["delivery_before"]) == (second, "branch")
    assert latter["branch_before"] == first
    assert desk.order.address not in str([former, latter])


def test_it_is_sent_again_to_the_same_place(desk: Desk) -> None:
    place = desk.order.address
    brought_back(desk)
    desk.act("send-again", branch="", reason="at home in the evening")
    assert (desk.order.delivery, desk.order.address) == ("hand", place)
    assert told(desk.order.customer)[-1] == "order-sent-again"
    assert "branch" not in facts_of(desk.order, "order.sent-again")
    assert place in card_page(desk.order)
    assert "on its way" in my_bank(desk.order)


@pytest.mark.requirement("ORD-07", "card is issued")
def test_what_waits_at_a_branch_is_handed_over_there(desk: Desk) -> None:
    brought_back(desk, branch=place(0).key)
    Desk(desk.order, Role.BRANCH, by=colleague()).client.post(handing_over(desk))
    desk.order.refresh_from_db()
    assert (desk.order.state, card_of(desk.order).state) == (OrderState.ISSUED, "active")
    assert (desk.order.kept_at, desk.order.kept_until) == ("", None)


def test_what_nobody_collects_is_destroyed_after_90_days_and_not_before(
    desk: Desk, branch: User
) -> None:
    brought_back(desk)
    assert 'value="destroy"' not in desk.look().content.decode()
    with pytest.raises(KeptLonger):
        destroy_card(order_id=desk.order.pk, reason="too early", by=branch)
    with clock.moved(DAYS_90):
        late = Desk(desk.order, Role.BRANCH)
        late.act("destroy", reason="shredded before two of us")
        order, card = late.order, card_of(late.order)
        assert (order.state, card.state) == (OrderState.UNCOLLECTED, "closed")
        assert order.closed_at is not None
        assert told(order.customer)[-1] == "order-not-collected"
        assert "it is destroyed and never worked" in order_page(order)
        assert Card.objects.get(pk=card.pk).account_id == card.account_id


def test_what_was_not_accepted_is_destroyed_at_once(desk: Desk) -> None:
    brought_back(desk, cause="refused")
    assert "It is kept until" not in order_page(desk.order) + card_page(desk.order)
    answer = words(desk.act("destroy", reason="shredded before two of us"))
    assert (desk.order.state, card_of(desk.order).state) == ("not-collected", "closed")
    for page in (answer, order_page(desk.order)):
        assert "not accepted at the address" in page
        assert "Nobody collected" not in page


def test_what_is_to_be_made_again_its_owner_may_cancel(desk: Desk, branch: User) -> None:
    same = desk.order.latin_name
    desk.act("remake", cause="print", latin_name=same, reason="the chip is dead")
    assert "renamed" not in facts_of(desk.order, "order.remake")
    window(desk.order.customer).post(reverse("orders:cancellation", args=[desk.order.pk]))
    desk.order.refresh_from_db()
    assert (desk.order.state, card_of(desk.order).state) == (OrderState.CANCELLED, "closed")
    with pytest.raises(NothingToMake):
        make_batch(by=branch)
    assert f"/cards/{desk.order.card_id}/" not in my_bank(desk.order)
    with clock.moved(timedelta(days=31)):
        assert empty_old_orders() == 0  # the account was opened by what the order says


def test_after_that_another_card_may_be_ordered(desk: Desk, branch: User) -> None:
    brought_back(desk)
    with clock.moved(DAYS_90):
        destroy_card(order_id=desk.order.pk, reason="shredded", by=branch)
        her = window(desk.order.customer)
        her.post("/my/orders/", {"product": "everyday"})
    assert CardOrder.objects.of(desk.order.customer).living().count() == 1


def test_nothing_leaves_the_bank_for_a_customer_whom_it_has_blocked(
    desk: Desk, branch: User
) -> None:
    blocked = Customer.objects.filter(pk=desk.order.customer_id)
    blocked.update(blocked_at=clock.now())
    with pytest.raises(CustomerStopped):
        dispatch_order(order_id=desk.order.pk, by=branch)
    blocked.update(blocked_at=None)
    brought_back(desk)
    blocked.update(blocked_at=clock.now())
    with pytest.raises(CustomerStopped):
        send_again(order_id=desk.order.pk, branch="", reason="once more", by=branch)
    desk.client.post(reverse("admin:cards_card_hand_over", args=[desk.order.card_id]))
    desk.order.refresh_from_db()
    assert desk.order.state == OrderState.UNDELIVERED


@pytest.mark.parametrize("deed", ["undelivered", "send-again", "destroy"])
def test_no_button_works_where_the_order_does_not_stand(desk: Desk, deed: str) -> None:
    said = words(desk.act(deed, cause="absent", branch="", reason="why not"))
    assert "This cannot be done any more" in said
    assert desk.order.state == OrderState.PRODUCTION


def test_a_deed_is_done_once(desk: Desk, branch: User) -> None:
    brought_back(desk)
    with pytest.raises(NotNow):
        note_undelivered(order_id=desk.order.pk, cause="absent", branch="", reason="x", by=branch)
    desk.act("remake", cause="lost", latin_name="A Z", reason="burnt")
    desk.act("remake", cause="lost", latin_name="A Z", reason="burnt")
    assert told(desk.order.customer).count("order-remake") == 1


@pytest.mark.parametrize("role", [Role.CONTACT_CENTRE, Role.APPROVER, Role.AUDITOR])
def test_only_a_branch_says_what_became_of_plastic(order: CardOrder, role: Role) -> None:
    client = Desk(order, role).client
    page = reverse("admin:cards_cardorder_work", args=[order.pk])
    assert 'value="remake"' not in client.get(page).content.decode()
    enter_desk(client, operator(role))
    answer = client.post(page, {"deed": "remake", "cause": "print", "reason": "x"})
    assert answer.status_code in {302, 403}
    order.refresh_from_db()
    assert order.state == OrderState.PRODUCTION


def test_such_deeds_are_counted_with_the_others(desk: Desk) -> None:
    carried(desk)
    for _time in range(ORDER_DEEDS.count):
        throttle.take(ORDER_DEEDS, f"staff {desk.user.pk}")
    late = desk.act("undelivered", cause="absent", branch="", reason="twice nobody")
    assert "Too many tries" in words(late)
    assert desk.order.state == OrderState.ON_ITS_WAY


def test_each_deed_is_an_event_and_stands_in_the_story_with_its_reason(desk: Desk) -> None:
    brought_back(desk)
    kinds = Event.objects.filter(subject=desk.order.pk).values_list("kind", flat=True)
    assert "order.undelivered" in kinds
    with translation.override("en"):
        story: list[Moment] = list(TELLER.tell({desk.order.pk}))
    reasons = [str(moment.facts.get("reason", "")) for moment in story]
    assert any("Nobody could be met at the address." in reason for reason in reasons)
    assert card_of(desk.order).pk in TELLER.related({desk.order.pk})


def test_a_card_that_is_not_handed_over_is_not_closed_by_its_owner(desk: Desk) -> None:
    carried(desk)
    page = window(desk.order.customer).get(f"/cards/{desk.order.card_id}/closing/")
    assert "close it when you have it" in words(page)
