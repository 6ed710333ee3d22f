"""Services are paid with another bank's card: debited once, given back once, whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cards.models import OtherCard
from cards.other.keeping import detach_card
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account
from ledger.checking import find_wrongs
from payments import charging, outcomes
from payments.models import Charge, Payment
from tests.disputes.disputing import typed as dispute_facts
from tests.disputes.disputing import words
from tests.other_cards.attaching import attached, confirmed, other_number, turn
from tests.other_cards.conftest import Bank
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, kinds, new_payer, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def payer(billers: Billers, bank: Bank) -> Payer:
    return new_payer()


def card_of(payer: Payer, bank: Bank, mood: str = "") -> OtherCard:
    return attached(payer.client, bank, other_number(mood))


def own(name: str) -> Money:
    """What the bank's own account has."""
    return balance_of(bank_account(name).pk).amount


def undone(payment: Payment, *, after: timedelta = timedelta()) -> Charge:
    with clock.moved(after):
        charging.undo_charge(payment_id=payment.pk)
    return Charge.objects.get(pk=payment.pk)


@pytest.mark.requirement("CRD-11", "attach and pay")
@pytest.mark.requirement("ACC-02", "may order a card and pay with an attached one")
def test_a_bill_is_paid_with_a_card_of_another_bank(payer: Payer, bank: Bank) -> None:
    card, before = card_of(payer, bank), (own("acquirer"), payer.balance)
    sent = confirmed(payer, card)
    assert "is debiting the card" in payer.text(sent)
    charged = turn(sent)
    assert (charged.state, bank.row(sent.pk)["amount"]) == ("sent", sent.total.minor)
    done = turn(charged)
    assert done.state == "done"
    assert (before[0] - own("acquirer"), payer.balance) == (sent.total, before[1])
    assert own("other-cards") == Money(0)
    told = payer.text(done)
    assert "Visa, Halyk Bank" in told
    assert card.truncated.replace("\u00a0", " ") in told
    assert kinds(done)[-5:] == ["confirmed", "charged", "sent", "accepted", "done"]
    assert payer.messages("payment-done-other")[0].text.endswith(f"*{card.last4}")


def test_who_has_no_card_of_ours_pays_too(payer: Payer, bank: Bank) -> None:
    payer.person.card.delete()
    card = card_of(payer, bank)
    page = payer.client.get("/payments/services/beeline/pay/").content.decode()
    assert card.truncated in page
    assert turn(turn(confirmed(payer, card))).state == "done"


def test_what_the_cards_bank_refuses_costs_nothing(payer: Payer, bank: Bank) -> None:
    before = own("acquirer")
    failed = turn(confirmed(payer, card_of(payer, bank, "0004")))
    assert (failed.state, failed.failure) == ("failed", "no-money")
    assert "not enough money on the card" in payer.text(failed)
    assert own("acquirer") == before
    assert failed.attempts == 0


@pytest.mark.parametrize("mood", ["0005", "0007"])
def test_silence_after_a_debit_is_asked_again_and_debits_once(
    payer: Payer, bank: Bank, mood: str
) -> None:
    before = own("acquirer")
    sent = turn(confirmed(payer, card_of(payer, bank, mood)))
    assert sent.state == "charging"
    assert "not debited twice" in payer.text(sent)
    charged = turn(sent, after=timedelta(minutes=1))
    assert charged.state == "sent"
    assert before - own("acquirer") == sent.total
    assert len([row for row in bank.rows("charge") if row["id"] == str(sent.pk)]) == 1


def test_silence_before_a_debit_may_end_in_a_refusal(payer: Payer, bank: Bank) -> None:
    sent = turn(confirmed(payer, card_of(payer, bank, "0006")))
    failed = turn(sent, after=timedelta(minutes=1))
    assert (failed.state, failed.failure) == ("failed", "internet-closed")


@pytest.mark.parametrize(("mood", "was_debited"), [("0009", False), ("0013", True)])
def test_an_hour_of_silence_ends_it_and_whatever_was_debited_goes_back(
    payer: Payer, bank: Bank, mood: str, was_debited: bool
) -> None:
    before, sent = own("acquirer"), confirmed(payer, card_of(payer, bank, mood))
    silent = turn(sent)
    assert bool(bank.row(sent.pk)) is was_debited
    failed = turn(silent, after=timedelta(hours=1, minutes=6))
    assert (failed.state, failed.failure) == ("failed", "other-silent")
    assert undone(failed, after=timedelta(hours=2)).state == "undone"
    assert bank.row(sent.pk)["status"] == "undone"
    assert (own("acquirer"), own("other-cards")) == (before, Money(0))


def test_what_the_biller_refuses_goes_back_to_the_card(payer: Payer, bank: Bank) -> None:
    before = own("acquirer")
    card = card_of(payer, bank)
    returned = turn(turn(confirmed(payer, card, account=ending("0005"))))
    assert returned.state == "returned"
    assert "goes back to the card" in payer.text(returned)
    assert own("acquirer") != before
    assert undone(returned).state == "undone"
    assert bank.row(returned.pk)["status"] == "undone"
    assert (own("acquirer"), own("other-cards")) == (before, Money(0))
    assert undone(returned).attempts == 1
    assert kinds(returned)[-2:] == ["goes-back", "back"]


def test_a_return_is_asked_for_until_it_is_done_and_booked_once(payer: Payer, bank: Bank) -> None:
    before = own("acquirer")
    card = card_of(payer, bank, "0008")
    returned = turn(turn(confirmed(payer, card, account=ending("0005"))))
    states = [undone(returned, after=timedelta(minutes=10 * n)).state for n in range(1, 5)]
    assert states == ["undo", "undo", "undone", "undone"]
    assert own("acquirer") == before


def test_a_biller_whose_answer_is_unknown_keeps_the_money(payer: Payer, bank: Bank) -> None:
    sent = turn(confirmed(payer, card_of(payer, bank), account=ending("0016")))
    first = turn(sent)
    unknown = turn(first, after=timedelta(minutes=5))
    assert unknown.state == "unknown"
    assert own("other-cards") == sent.total
    assert Charge.objects.get(pk=sent.pk).state == "taken"


def test_a_late_word_after_giving_up_changes_nothing(payer: Payer, bank: Bank) -> None:
    before = own("acquirer")
    sent = turn(confirmed(payer, card_of(payer, bank, "0009")))
    failed = turn(sent, after=timedelta(hours=1, minutes=6))
    outcomes.take_charge(payment_id=failed.pk, number="late")
    assert (now(failed).state, own("acquirer")) == ("failed", before)


def test_a_detached_card_pays_no_new_bill_and_ends_what_it_began(payer: Payer, bank: Bank) -> None:
    card = card_of(payer, bank)
    draft, sent = payer.drafted(card=str(card.pk)), confirmed(payer, card)
    detach_card(card=card)
    assert turn(turn(sent)).state == "done"
    payer.client.post(f"/payments/{draft.pk}/code/")
    assert now(draft).state == "draft"
    assert card.truncated not in payer.client.get("/payments/services/beeline/pay/").text


def test_a_strangers_card_pays_nothing(payer: Payer, bank: Bank) -> None:
    card = card_of(payer, bank)
    mallory = new_payer()
    answer = mallory.send(card=str(card.pk))
    assert answer.status_code == 200
    assert not Payment.objects.filter(other_card=card).exists()


def test_a_card_that_expires_before_the_code_does_not_pay(payer: Payer, bank: Bank) -> None:
    card = card_of(payer, bank)
    draft = payer.drafted(card=str(card.pk))
    OtherCard.objects.filter(pk=card.pk).update(expiry=clock.today() - timedelta(days=1))
    answer = payer.client.post(f"/payments/{draft.pk}/code/", follow=True)
    assert "cannot pay now" in answer.content.decode()


def test_such_a_payment_is_disputed_from_its_receipt(payer: Payer, bank: Bank) -> None:
    card = card_of(payer, bank)
    done = turn(turn(confirmed(payer, card)))
    page = payer.client.post(f"/my/operations/{done.pk}/dispute/", dispute_facts(), follow=True)
    assert f"•••• {card.last4}" in words(page)


def test_the_book_is_right_after_all_of_it(payer: Payer, bank: Bank) -> None:
    turn(turn(confirmed(payer, card_of(payer, bank))))
    returned = turn(turn(confirmed(payer, card_of(payer, bank), account=ending("0005"))))
    undone(returned)
    assert list(find_wrongs()) == []
