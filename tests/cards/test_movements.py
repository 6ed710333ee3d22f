"""What moved and what is held, told by the room whose deed it was."""

from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cards.movements import latest_movements, open_holds, with_subjects
from cards.opening import put_opening_balance
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account
from ledger.errors import IdConflict
from ledger.posting import Leg, hold, post, settle
from ledger.posting import reverse as reverse_transfer
from payments.models import Payment, Service
from tests.people import Person, give, new_person, signed_in

pytestmark = pytest.mark.django_db
PAID = Money(3_000_00)


@pytest.fixture
def anna() -> Person:
    return new_person()


def a_payment(person: Person) -> Payment:
    """A payment whose money is held on the person's card."""
    service, now = Service.objects.all()[0], clock.now()
    payment = Payment.objects.create(
        id=uuid7(), number=uuid7().int % 10**12, customer=person.customer, service=service,
        card=person.card, account="+77771234567", amount_minor=PAID.minor, made_at=now,
        asked_at=now,
    )  # fmt: skip
    hold(
        hold_id=payment.pk, account_id=person.card.account_id, amount=PAID, kind="bill-payment",
        customer_id=person.customer.pk, subject=payment.pk,
    )  # fmt: skip
    return payment


def settled(payment: Payment) -> UUID:
    assert payment.card is not None
    transfer_id = uuid7()
    legs = [Leg(payment.card.account_id, -PAID), Leg(bank_account("fees").pk, PAID)]
    settle(hold_id=payment.pk, transfer_id=transfer_id, kind="bill-payment", legs=legs)
    return transfer_id


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_held_payment_has_its_services_name_and_leads_to_its_page(
    anna: Person, language: str
) -> None:
    payment = a_payment(anna)
    client = signed_in(anna)
    client.cookies["homebank-language"] = language
    page = client.get("/my/").content.decode()
    with translation.override(language):
        assert payment.service.name in page
    assert reverse("payments:payment", args=[payment.pk]) in page
    assert payment.account not in page


def test_a_settled_payment_moves_from_the_blocked_to_the_movements(anna: Person) -> None:
    settled(a_payment(anna))
    own = [anna.card.account_id]
    assert open_holds(own) == []
    newest = latest_movements(own, count=10)[0]
    assert (newest.kind, newest.amount, newest.is_held) == ("bill-payment", -PAID, False)


def test_a_reversal_keeps_its_own_name_and_says_of_what(anna: Person) -> None:
    payment = a_payment(anna)
    reverse_transfer(transfer_id=settled(payment), reversal_id=uuid7(), reason="paid twice")
    newest = with_subjects(latest_movements([anna.card.account_id], count=1))[0]
    with translation.override("en"):
        assert (str(newest.name), newest.amount) == ("Correction", PAID)
        assert newest.note == payment.service.name


def test_a_memo_for_the_staff_is_not_shown_to_the_customer(anna: Person) -> None:
    reverse_transfer(
        transfer_id=settled(a_payment(anna)), reversal_id=uuid7(), reason="<b>operator 7</b>"
    )
    assert "operator 7" not in signed_in(anna).get("/my/").content.decode()


def test_the_last_ten_of_all_accounts_together_are_shown(anna: Person) -> None:
    ben = new_person(balance=Money(0))
    for each in range(8):
        give(anna.card, Money(100 + each))
        give(ben.card, Money(200 + each))
    both = [anna.card.account_id, ben.card.account_id]
    shown = latest_movements(both, count=10)
    assert [m.amount.minor for m in shown[:4]] == [207, 107, 206, 106]
    assert len(shown) == 10
    assert latest_movements([], count=10) == open_holds([]) == []


def test_an_unknown_kind_is_still_a_movement(anna: Person, client: Client) -> None:
    cash = bank_account("cash")
    legs = [Leg(cash.pk, -PAID), Leg(anna.card.account_id, PAID)]
    post(transfer_id=uuid7(), kind="from-the-moon", legs=legs, customer_id=anna.customer.pk)
    assert "Движение" in signed_in(anna).get("/my/").content.decode()


def test_the_first_money_is_put_in_once() -> None:
    account = new_person(balance=Money(0), registered=False).card.account
    first = put_opening_balance(account=account, amount=PAID)
    assert put_opening_balance(account=account, amount=PAID) == first
    with pytest.raises(IdConflict), transaction.atomic():
        put_opening_balance(account=account, amount=Money(1))
    assert balance_of(account.pk).amount == PAID
