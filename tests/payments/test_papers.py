"""A receipt says what was true when the payment was sent, whatever changes later."""

import pytest
from django.db import connection

from accounts.models import Customer
from payments.models import Payment, Service
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, new_payer

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def change_everything(anna: Payer) -> None:
    """The biller is renamed, its BIN corrected; the card and its owner are others too."""
    service = Service.objects.select_related("biller").get(key="beeline")
    for thing in service, service.biller:
        thing.name_en = thing.name_ru = thing.name_kk = "Renamed"
    service.biller.bin = "999999999999"
    service.biller.save()
    service.save()
    card = anna.person.card
    card.first6, card.last4, card.brand = "999999", "9999", "Another"
    card.save()


@pytest.mark.parametrize("digits", ["4321", "0005"])
def test_no_later_change_alters_a_receipt(anna: Payer, digits: str) -> None:
    paid = anna.done(account=ending(digits))
    before = anna.text(paid, "receipt/")
    change_everything(anna)
    assert "Beeline" in before
    assert anna.text(paid, "receipt/") == before


def test_a_receipt_names_the_payer_of_then(anna: Payer) -> None:
    paid, name = anna.done(), anna.person.customer.full_name
    Customer.objects.filter(pk=anna.person.customer.pk).update(full_name="Another Name")
    assert name in anna.text(paid, "receipt/")


def test_the_name_of_the_payer_is_sealed(anna: Payer) -> None:
    paid, name = anna.done(), anna.person.customer.full_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT payer, paper::text FROM payments_payment WHERE id = %s", [paid.pk])
        sealed, facts = cursor.fetchone()
    assert name not in sealed + facts
    assert Payment.objects.get(pk=paid.pk).payer == name


def test_nothing_is_frozen_before_the_payment_is_sent(anna: Payer) -> None:
    draft = anna.drafted()
    assert (draft.paper, draft.payer) == ({}, "")
