"""A blocked card works again: a branch proposes, somebody else approves (D-26, OPS-04)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, Proposal
from accounts.recovery.cooling import cool
from cards.blocking import block_card
from cards.models import Card
from cards.reissuing import Cause, reissue_card
from homebank.lib import clock
from notifications.models import Event, Sms
from tests.accounts.staff import at_the_desk, opened
from tests.disputes.disputing import words
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
WHY = "The card was found; identity card seen"


@pytest.fixture
def anna() -> Person:
    anna = new_person(language="en")
    block_card(card=anna.card, reason="lost")
    return anna


@pytest.fixture
def branch(anna: Person) -> Client:
    return opened(at_the_desk("branch")[0], anna)


@pytest.fixture
def approver(anna: Person) -> Client:
    return opened(at_the_desk("approver", first_name="Maria")[0], anna)


def propose(client: Client, person: Person, reason: str = WHY) -> str:
    page = reverse("desk:new-proposal", args=["unblock-card", person.card.pk])
    return words(client.post(page, {"reason": reason}, follow=True))


def decide(client: Client, person: Person, **button: str) -> str:
    waits = Proposal.objects.get(kind="unblock-card", subject=person.card.pk, state="waits")
    return words(client.post(reverse("desk:proposal", args=[waits.pk]), button, follow=True))


def state_of(person: Person) -> str:
    return Card.objects.get(pk=person.card.pk).state


@pytest.mark.requirement("OPS-04", "unblock")
def test_two_of_staff_unblock_a_card_and_the_customer_is_told(
    anna: Person, branch: Client, approver: Client
) -> None:
    propose(branch, anna)
    assert state_of(anna) == "blocked"
    shown = words(approver.get(reverse("admin:cards_card_change", args=[anna.card.pk])))
    assert "Waits for a second pair of eyes" in shown
    assert "Approved: it is in force." in decide(approver, anna, approve="1")
    assert state_of(anna) == "active"
    assert Card.objects.get(pk=anna.card.pk).blocked_for == ""
    assert Sms.objects.filter(customer=anna.customer, purpose="card-unblocked").count() == 1


@pytest.mark.requirement("OPS-04", "before and after")
def test_the_approver_compares_before_and_after(
    anna: Person, branch: Client, approver: Client
) -> None:
    propose(branch, anna)
    waits = Proposal.objects.get(subject=anna.card.pk)
    page = approver.get(reverse("desk:proposal", args=[waits.pk])).content.decode()
    assert "<del>blocked</del>" in page
    assert "<ins>active</ins>" in page
    assert "The card is lost" in page
    assert WHY in page


def test_the_event_says_who_why_and_what_the_card_was_blocked_for(
    anna: Person, branch: Client, approver: Client
) -> None:
    propose(branch, anna)
    decide(approver, anna, approve="1")
    row = Event.objects.get(kind="card.unblocked", subject=anna.card.pk)
    assert (row.facts["name"], row.facts["reason"], row.facts["cause"]) == ("Maria", WHY, "lost")


def test_a_card_closed_meanwhile_stays_closed_and_it_is_said(
    anna: Person, branch: Client, approver: Client
) -> None:
    propose(branch, anna)
    Card.objects.filter(pk=anna.card.pk).update(state=Card.State.CLOSED)
    assert "so nothing was done" in decide(approver, anna, approve="1")
    assert state_of(anna) == "closed"
    assert Proposal.objects.get(subject=anna.card.pk).state == "overtaken"


def test_a_card_reissued_meanwhile_stays_blocked(
    anna: Person, branch: Client, approver: Client
) -> None:
    propose(branch, anna)
    reissue_card.service(customer=anna.customer, card_id=str(anna.card.pk),
                         card_last4=anna.card.last4, cause=Cause.LOST)  # fmt: skip
    assert "Another card was issued in its place" in decide(approver, anna, approve="1")
    assert state_of(anna) == "blocked"


def test_within_a_day_of_a_recovery_no_block_is_lifted(anna: Person, branch: Client) -> None:
    cool(customer=Customer.objects.get(pk=anna.customer.pk))
    assert "Access to Homebank was recovered lately" in propose(branch, anna)
    assert not Proposal.objects.filter(subject=anna.card.pk).exists()


def test_a_card_that_works_has_no_block_to_lift(branch: Client) -> None:
    ben = new_person()
    assert "The card is not blocked" in propose(opened(branch, ben), ben)
    page = words(branch.get(reverse("admin:cards_card_change", args=[ben.card.pk])))
    assert "Lift the block of a card" not in page


def test_a_proposal_that_nobody_decides_is_over_after_a_day(anna: Person, branch: Client) -> None:
    propose(branch, anna)
    with clock.moved(timedelta(days=1, seconds=1)):
        late = opened(at_the_desk("approver")[0], anna)
        assert "has expired" in decide(late, anna, approve="1")
    assert state_of(anna) == "blocked"
    assert Proposal.objects.get(subject=anna.card.pk).state == "expired"


@pytest.mark.parametrize("role", ["contact-centre", "tariff-editor", "approver", "auditor",
                                  "administrator"])  # fmt: skip
def test_other_roles_propose_nothing(anna: Person, role: str) -> None:
    client, _user = at_the_desk(role)
    page = reverse("desk:new-proposal", args=["unblock-card", anna.card.pk])
    assert client.post(page, {"reason": WHY}).status_code == 403
    assert not Proposal.objects.exists()


@pytest.mark.requirement("OPS-02", "one page")
def test_the_customers_page_leads_a_branch_to_it_and_tells_others_who_does_it(
    anna: Person, branch: Client
) -> None:
    page = reverse("desk:customer", args=[anna.customer.pk])
    new = reverse("desk:new-proposal", args=["unblock-card", anna.card.pk])
    assert new in branch.get(page).content.decode()
    assert branch.get(new).status_code == 200
    centre = opened(at_the_desk("contact-centre")[0], anna)
    shown = centre.get(page)
    assert new not in shown.content.decode()
    assert "Only a branch lifts the block" in words(shown)
