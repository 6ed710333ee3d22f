"""The page on which a payer checks the payment: what it tells before any code is sent."""

from datetime import timedelta

import pytest

from homebank.lib import clock
from homebank.lib.money import Money
from payments import bills
from payments.errors import NotEnough
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, kinds, new_payer, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def poor(billers: Billers) -> Payer:
    return new_payer(balance=Money(150_000))


@pytest.mark.requirement("PAY-04", "fee and total told before the debit")
def test_too_little_money_is_told_before_any_code(poor: Payer) -> None:
    said = poor.text(poor.drafted())
    assert "Not enough money: ₸35.00 short" in said
    assert "To be debited ₸1,535.00" in said
    assert "Available on the card ₸1,500.00" in said
    assert "Pay ₸" not in said


def test_with_too_little_money_no_code_is_sent(poor: Payer) -> None:
    draft = poor.drafted()
    answer = poor.client.post(f"/payments/{draft.pk}/code/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/payments/{draft.pk}/"
    assert "Not enough money: needed ₸1,535.00" in answer.content.decode()
    assert poor.messages("payment") == []
    assert kinds(draft) == ["asked", "priced"]


def test_the_service_itself_refuses_a_code_without_money(poor: Payer) -> None:
    with pytest.raises(NotEnough):
        bills.request_code(payment_id=poor.drafted().pk, customer=poor.person.customer)


def test_who_has_too_little_money_changes_a_filled_form(poor: Payer) -> None:
    draft = poor.drafted()
    address, page = f"/payments/services/beeline/pay/?repeat={draft.pk}", poor.page(draft)
    assert f'href="{address}">Change the amount or the card</a>' in page.content.decode()
    form = poor.client.get(address).context["form"]
    assert form["amount"].value() == "1\u00a0500"
    assert form["card"].value() == str(poor.person.card.pk)


def test_exactly_enough_money_is_enough(billers: Billers) -> None:
    anna = new_payer(balance=Money(153_500))
    assert "Pay ₸1,535" in anna.text(anna.drafted())


@pytest.mark.parametrize("box", ["id_account", "id_card_0", "id_amount"])
def test_each_row_that_was_typed_can_be_changed(billers: Billers, box: str) -> None:
    anna = new_payer()
    draft = anna.drafted()
    address = f"/payments/services/beeline/pay/?repeat={draft.pk}"
    assert f'href="{address}#{box}"' in anna.page(draft).content.decode()
    assert f'id="{box}"' in anna.client.get(address).content.decode()


def test_a_changed_payment_is_another_one_and_the_old_draft_stays(billers: Billers) -> None:
    anna = new_payer()
    draft = anna.drafted()
    changed = anna.started(amount="700", account=draft.account)
    assert changed.pk != draft.pk
    assert now(draft).state == State.DRAFT
    assert anna.balance.held == Money(0)


def test_an_expired_price_is_not_said_to_be_held(billers: Billers) -> None:
    anna = new_payer()
    draft = anna.drafted()
    assert "The price is held until" in anna.text(draft)
    with clock.moved(timedelta(minutes=14)):
        anna.page(draft)
    with clock.moved(timedelta(minutes=16)):
        said = anna.text(draft)
    assert "Ask for the price again" in said
    assert "The price is held until" not in said


def test_the_sum_has_one_name_on_the_page(billers: Billers) -> None:
    anna = new_payer()
    said = anna.text(anna.drafted())
    assert "To be debited from the card" not in said
    assert said.count("To be debited") == 3


@pytest.mark.parametrize("typed", ["9" * 40, "1 000 000 000 000 000 000 000 000", "9" * 15])
def test_an_endless_amount_is_told_the_largest_one(billers: Billers, typed: str) -> None:
    page = new_payer().send(amount=typed)
    assert "The largest payment here is ₸" in page.content.decode()
