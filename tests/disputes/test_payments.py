"""A payment of a bill is disputed from its receipt; many windows open one dispute."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cards.models import Dispute
from tests.disputes.disputing import act, operator, typed, words
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, browser, ending, new_payer, worked
from tests.people import new_person


@pytest.fixture
def payer(db: None, billers: Billers) -> Payer:
    return new_payer()


@pytest.mark.requirement("AUT-06", "dispute is filed")
def test_a_payment_is_disputed_from_its_receipt(payer: Payer) -> None:
    payment = payer.done()
    page = payer.client.get(f"/payments/{payment.pk}/receipt/").content.decode()
    form = reverse("disputes:of-movement", args=[payment.pk])
    assert form in page
    answer = payer.client.post(form, typed(order_number=""), follow=True)
    told = words(answer)
    assert payment.receipt_number in told
    assert payment.service.name in told
    assert Dispute.objects.get(subject=payment.pk).amount == payment.total


def test_the_page_of_a_payment_is_its_own(payer: Payer) -> None:
    payment = payer.done()
    answer = payer.client.get(reverse("disputes:operation", args=[payment.pk]))
    assert answer["Location"] == f"/payments/{payment.pk}/"
    mallory = browser(new_person())
    assert mallory.get(reverse("disputes:of-movement", args=[payment.pk])).status_code == 404


def test_a_payment_that_was_given_back_is_ended_by_what_the_book_shows(payer: Payer) -> None:
    sent = payer.sent(account=ending("0005"))
    payer.client.post(reverse("disputes:of-movement", args=[sent.pk]), typed())
    made = Dispute.objects.get(subject=sent.pk)
    desk = operator(payer.person)
    act(desk, made, "take")
    act(desk, made, "free")
    assert made.state == "examined"
    assert worked(sent).state == "returned"
    act(desk, made, "free")
    assert made.state == "returned"
