"""An IIN that is on file already never makes a second file: the order is linked, by four eyes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.four_eyes import OwnProposal, approve, waiting_for
from accounts.models import Customer, Proposal
from accounts.staff.roles import Role
from cards.handing_over import hand_over_card
from cards.models import Card, CardOrder, OrderLink, OrderState
from cards.ordering import batches
from homebank.lib import clock
from notifications.models import Event, Sms
from tests.accounts.pages import words
from tests.doors.cast import enter_desk
from tests.ordering.at_the_desk import Desk, card_of, operator, told
from tests.ordering.sent import sent_order
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
WHY = {"reason": "same person by document and call"}


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def order(anna: Person) -> CardOrder:
    """Of somebody who registered without a card and has Anna's IIN."""
    return sent_order(iin=anna.customer.iin)


@pytest.fixture
def desk(order: CardOrder) -> Desk:
    made = Desk(order)
    made.verify()
    return made


def decide(order: CardOrder, deed: str = "approve", **said: str) -> str:
    """The approver opens the proposal, and presses a button."""
    window = Desk(order, Role.APPROVER)
    proposal = Proposal.objects.get(subject=order.pk)
    page = reverse("desk:proposal", args=[proposal.pk])
    return words(window.client.post(page, {deed: "1", **said}, follow=True))


@pytest.mark.requirement("ORD-07", "no second file")
def test_a_second_file_is_not_opened(anna: Person, order: CardOrder, desk: Desk) -> None:
    assert "This IIN is on file already" in words(desk.approve())
    assert order.state == OrderState.CHECKED
    assert Customer.objects.filter(iin_fingerprint=anna.customer.iin_fingerprint).count() == 1
    assert not order.customer.is_identified


@pytest.mark.requirement("ORD-07", "no second file", "linking needs four eyes")
@pytest.mark.requirement("OPS-04", "before and after")
def test_linked_by_two_the_card_goes_to_the_file_that_is_there(
    anna: Person, order: CardOrder, desk: Desk
) -> None:
    desk.act("link", **WHY)
    assert waiting_for(order.pk) is not None
    page = decide(order)
    assert "Approved" in page
    desk.approve()
    card = card_of(order)
    assert card.customer_id == anna.customer.pk
    assert order.state == OrderState.ISSUED
    newcomer = Customer.objects.get(pk=order.customer_id)
    assert not newcomer.is_identified
    assert "virtual-card-issued" in told(anna.customer)
    assert told(newcomer)[-1] == "order-issued-other"
    sent = Sms.objects.filter(customer=newcomer).values_list("text", flat=True)
    assert not [text for text in sent if f"*{card.last4}" in text]


def test_the_approver_compares_both(order: CardOrder, anna: Person, desk: Desk) -> None:
    desk.act("link", **WHY)
    window = Desk(order, Role.APPROVER)
    proposal = Proposal.objects.get(subject=order.pk)
    page = words(window.client.get(reverse("desk:proposal", args=[proposal.pk])))
    for fact in (order.full_name, anna.customer.full_name, "01.01.1990", WHY["reason"]):
        assert fact in page


def test_who_proposed_does_not_approve(order: CardOrder, desk: Desk) -> None:
    desk.act("link", **WHY)
    proposal = Proposal.objects.get(subject=order.pk)
    with pytest.raises(OwnProposal):
        approve(proposal_id=proposal.pk, by=desk.user)
    assert not OrderLink.objects.filter(order=order).exists()


def test_rejected_the_order_stays_unlinked(order: CardOrder, desk: Desk) -> None:
    desk.act("link", **WHY)
    decide(order, "reject", reason="the faces differ")
    assert not OrderLink.objects.filter(order=order).exists()
    assert "on file already" in words(desk.approve())


def test_an_order_that_went_on_meanwhile_is_not_linked(order: CardOrder, desk: Desk) -> None:
    desk.act("link", **WHY)
    desk.act("return", **{"field-iin": "differs"})
    decide(order)
    assert not OrderLink.objects.filter(order=order).exists()


def test_a_link_needs_a_reason_and_something_to_link(desk: Desk, order: CardOrder) -> None:
    desk.act("link", reason=" ")
    assert not Proposal.objects.filter(subject=order.pk).exists()
    lonely = Desk(sent_order())
    lonely.act("claim")
    assert "There is nothing to link" in words(lonely.act("link", **WHY))


def test_a_second_proposal_waits_for_the_first(desk: Desk, order: CardOrder) -> None:
    desk.act("link", **WHY)
    desk.act("link", **WHY)
    assert Proposal.objects.filter(subject=order.pk).count() == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTACT_CENTRE, Role.ADMINISTRATOR])
def test_other_roles_do_not_decide(desk: Desk, order: CardOrder, role: Role) -> None:
    desk.act("link", **WHY)
    proposal = Proposal.objects.get(subject=order.pk)
    client = Client()
    enter_desk(client, operator(role))
    client.post(reverse("desk:proposal", args=[proposal.pk]), {"approve": "1"})
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.WAITS


def test_a_blocked_file_gets_no_card(anna: Person, desk: Desk, order: CardOrder) -> None:
    desk.act("link", **WHY)
    decide(order)
    Customer.objects.filter(pk=anna.customer.pk).update(blocked_at=order.sent_at)
    assert "blocked" in words(desk.approve())
    assert order.card_id is None


def test_whoever_ordered_sees_the_state_and_not_the_files_card(
    desk: Desk, order: CardOrder
) -> None:
    desk.act("link", **WHY)
    decide(order)
    desk.approve()
    assert order.state == OrderState.ISSUED
    assert not Card.objects.filter(customer=order.customer).exists()


def test_plastic_of_a_linked_order_is_told_to_whose_file_it_is_in(anna: Person) -> None:
    order = sent_order(kind="plastic", iin=anna.customer.iin)
    desk = Desk(order, Role.BRANCH)
    desk.verify()
    desk.act("link", **WHY)
    decide(order)
    desk.approve()
    batches.make_batch(by=desk.user)
    assert told(anna.customer) == ["card-made"]
    batches.dispatch_order(order_id=order.pk, by=desk.user)
    order.refresh_from_db()
    hand_over_card(card=card_of(order), by=desk.user)
    assert told(anna.customer) == ["card-made", "card-handed-over"]
    assert told(order.customer)[-1] == "order-issued-other"


def test_of_a_destroyed_card_who_ordered_for_another_reads_no_digits(anna: Person) -> None:
    order = sent_order(kind="plastic", iin=anna.customer.iin)
    desk = Desk(order, Role.BRANCH)
    desk.verify()
    desk.act("link", **WHY)
    decide(order)
    desk.approve()
    batches.make_batch(by=desk.user)
    desk.act("send")
    desk.act("undelivered", cause="refused", branch="", reason="not accepted")
    desk.act("destroy", reason="shredded")
    assert told(order.customer)[-1] == "order-not-collected-other"
    assert told(anna.customer)[-1] == "card-closed"


def looked_at(person: Person) -> list[str]:
    """What the person reads that was looked at, the operators in front."""
    found = Event.objects.filter(customer=person.customer, kind="file-looked").order_by("at")
    return [f"{event.facts['operator']} {event.facts['looked']}" for event in found]


@pytest.mark.requirement("ACC-15", "which operator and why")
def test_whose_iin_was_ordered_with_reads_who_saw_the_name(
    anna: Person, order: CardOrder, desk: Desk
) -> None:
    assert looked_at(anna) == [f"{desk.user.login_name} cards.cardorder"]
    desk.act("link", **WHY)
    window = Desk(order, Role.APPROVER)
    window.client.get(reverse("desk:proposal", args=[Proposal.objects.get().pk]))
    assert looked_at(anna)[-1] == f"{window.user.login_name} proposal"


def test_nothing_is_issued_once_whoever_ordered_is_blocked(desk: Desk, order: CardOrder) -> None:
    desk.act("link", **WHY)
    decide(order)
    Customer.objects.filter(pk=order.customer_id).update(blocked_at=clock.now())
    assert "blocked" in words(desk.approve())
    assert order.card_id is None
