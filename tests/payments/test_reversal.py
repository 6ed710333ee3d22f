"""A payment taken back, and a transfer reversed: by two members of staff, by adding (OPS-04)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Proposal, User
from documents.models import Document, Kind
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account
from ledger.models import Entry, Transfer
from ledger.posting import Leg, post
from notifications.models import Event, Sms
from payments.models import Payment
from payments.outcomes import reversal_of
from payments.reversing import reverse_transfer
from tests.accounts.staff import at_the_desk, opened
from tests.disputes.disputing import words
from tests.payments.conftest import Billers
from tests.payments.payer import FIFTY_THOUSAND, Payer, new_payer, now
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
WHY = "Paid twice; letter 48 of the customer"


@pytest.fixture
def payer(billers: Billers) -> Payer:
    return new_payer()


def desk(person: Person, role: str) -> Client:
    return opened(at_the_desk(role)[0], person)


def propose(client: Client, kind: str, subject: UUID, **said: str) -> Any:
    page = reverse("desk:new-proposal", args=[kind, subject])
    return client.post(page, {"reason": WHY, **said}, follow=True)


def decide(client: Client, subject: UUID, **button: str) -> str:
    waits = Proposal.objects.filter(subject=subject).latest("proposed_at")
    return words(client.post(reverse("desk:proposal", args=[waits.pk]), button, follow=True))


def taken_back(payer: Payer, payment: Payment) -> str:
    propose(desk(payer.person, "branch"), "payment-reversal", payment.pk)
    return decide(desk(payer.person, "approver"), payment.pk, approve="1")


def book_sums_to_zero(*transfers: UUID) -> bool:
    """Each entry of the first has its opposite in the second, account by account."""
    legs = [sorted(Entry.objects.filter(transfer=each).values_list("account_id", "amount_minor"))
            for each in transfers]  # fmt: skip
    first, second = legs
    return [(account, -minor) for account, minor in first] == second and bool(first)


@pytest.mark.requirement("OPS-04", "reversal")
@pytest.mark.requirement("OPS-07", "reversal by adding")
def test_two_of_staff_take_a_payment_back_with_its_fee(payer: Payer) -> None:
    payment = payer.done()
    assert payer.balance.amount < FIFTY_THOUSAND
    assert "Approved: it is in force." in taken_back(payer, payment)
    assert payer.balance.amount == payer.balance.available == FIFTY_THOUSAND
    assert book_sums_to_zero(payment.pk, reversal_of(payment.pk))
    assert now(payment).state == "returned"
    assert payer.messages("payment-returned")
    assert "The bank took the payment back" in payer.text(payment)


def test_the_receipt_is_withdrawn_and_a_notice_takes_its_place(payer: Payer) -> None:
    payment = payer.done()
    assert payer.client.get(f"/payments/{payment.pk}/receipt.pdf").status_code == 200
    taken_back(payer, payment)
    receipt = Document.objects.get(subject=payment.pk, kind=Kind.RECEIPT)
    assert receipt.withdrawn_at is not None
    assert payer.client.get(f"/payments/{payment.pk}/receipt.pdf").status_code == 200
    assert Document.objects.filter(subject=payment.pk, kind=Kind.RETURN).exists()


def test_a_payment_goes_back_once(payer: Payer) -> None:
    payment = payer.done()
    taken_back(payer, payment)
    approver = desk(payer.person, "approver")
    assert "decided already" in decide(approver, payment.pk, approve="1")
    again = propose(desk(payer.person, "branch"), "payment-reversal", payment.pk)
    assert "Only a payment that is done" in words(again)
    assert Transfer.objects.filter(reverses=payment.pk).count() == 1


def test_what_is_not_done_is_not_taken_back(payer: Payer) -> None:
    sent = payer.sent()
    answer = propose(desk(payer.person, "branch"), "payment-reversal", sent.pk)
    assert "Only a payment that is done" in words(answer)
    assert not Proposal.objects.exists()


def test_a_rejected_one_leaves_the_money_where_it_is(payer: Payer) -> None:
    payment = payer.done()
    left = payer.balance.amount
    propose(desk(payer.person, "branch"), "payment-reversal", payment.pk)
    told = decide(desk(payer.person, "approver"), payment.pk, reject="1", reason="paid once only")
    assert "Rejected: all stays as it was." in told
    assert "paid once only" in told
    assert payer.balance.amount == left
    assert now(payment).state == "done"


def test_the_payment_says_what_waits(payer: Payer) -> None:
    payment = payer.done()
    page = reverse("admin:payments_payment_change", args=[payment.pk])
    branch = desk(payer.person, "branch")
    assert "Take a payment back" in words(branch.get(page))
    propose(branch, "payment-reversal", payment.pk)
    assert "Waits for a second pair of eyes" in words(branch.get(page))


@pytest.mark.parametrize("role", ["contact-centre", "tariff-editor", "approver", "auditor",
                                  "administrator"])  # fmt: skip
def test_other_roles_propose_no_reversal(payer: Payer, role: str) -> None:
    payment = payer.done()
    client, _user = at_the_desk(role)
    assert propose(client, "payment-reversal", payment.pk).status_code == 403
    assert not Proposal.objects.exists()


def topped_up(person: Person, minor: int) -> Transfer:
    """Money that came to the customer by a mistake of the bank."""
    cash, key = bank_account("cash"), uuid7()
    legs = [Leg(cash.pk, Money(-minor)), Leg(person.card.account_id, Money(minor))]
    post(transfer_id=key, kind="top-up", legs=legs, customer_id=person.customer.pk)
    return Transfer.objects.get(pk=key)


@pytest.mark.requirement("OPS-04", "reversal")
def test_a_transfer_of_the_book_is_reversed_and_its_customer_told(payer: Payer) -> None:
    person = payer.person
    transfer = topped_up(person, 700_00)
    propose(desk(person, "branch"), "transfer-reversal", transfer.pk)
    assert "Approved: it is in force." in decide(desk(person, "approver"), transfer.pk, approve="1")
    assert balance_of(person.card.account_id).amount == FIFTY_THOUSAND
    sms = Sms.objects.get(customer=person.customer, purpose="transfer-reversed")
    assert "700" in sms.text
    row = Event.objects.get(kind="transfer.reversed", subject=transfer.pk)
    assert row.facts["reason"] == WHY


def test_money_that_was_spent_meanwhile_is_not_taken(payer: Payer) -> None:
    person = payer.person
    transfer = topped_up(person, 700_00)
    propose(desk(person, "branch"), "transfer-reversal", transfer.pk)
    fees = bank_account("fees")
    legs = [Leg(person.card.account_id, Money(-5_000_000)), Leg(fees.pk, Money(5_000_000))]
    post(transfer_id=uuid7(), kind="top-up", legs=legs, customer_id=person.customer.pk)
    left = balance_of(person.card.account_id).amount
    assert left == Money(700_00)
    post(transfer_id=uuid7(), kind="top-up", customer_id=person.customer.pk,
         legs=[Leg(person.card.account_id, Money(-1)), Leg(fees.pk, Money(1))])  # fmt: skip
    told = decide(desk(person, "approver"), transfer.pk, approve="1")
    assert "There is not enough money" in told
    assert Proposal.objects.get(subject=transfer.pk).state == "waits"


def test_what_a_payment_moved_is_not_reversed_behind_its_back(payer: Payer) -> None:
    payment = payer.done()
    answer = propose(desk(payer.person, "branch"), "transfer-reversal", payment.pk)
    assert not Proposal.objects.exists()
    assert answer.status_code == 200


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minors=st.lists(st.integers(1, 10**9), min_size=1, max_size=4))
def test_whatever_was_moved_a_reversal_moves_all_of_it_back(minors: list[int]) -> None:
    person = new_person(registered=False)
    by = User(login_name="olga.desk")
    before = balance_of(person.card.account_id).amount
    made = [topped_up(person, minor) for minor in minors]
    for transfer in made:
        posted = reverse_transfer(transfer=transfer, by=by, proposer=by, reason=WHY)
        assert book_sums_to_zero(transfer.pk, posted.transfer_id)
    assert balance_of(person.card.account_id).amount == before
