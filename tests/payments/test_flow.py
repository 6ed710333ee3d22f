"""A whole payment, door by door, as its customer walks it."""

import pytest

from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account
from ledger.models import Entry
from payments.states import State
from tariffs.quotes import recompute
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, kinds, new_payer, now, worked

pytestmark = pytest.mark.django_db
PAID, FEE = Money(150_000), Money(3_500)


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


@pytest.mark.requirement("PAY-05", "check and pay over OSMP")
def test_a_bill_is_paid_from_form_to_receipt(anna: Payer, billers: Billers) -> None:
    before = anna.balance.available
    payment = anna.done()
    assert payment.state == State.DONE
    assert anna.balance.available == before - PAID - FEE
    assert anna.balance.held == Money(0)
    assert [row["sum"] for row in billers.credited(payment.number)] == ["1500.00"]
    assert payment.biller_number == billers.credited(payment.number)[0]["prv_txn"]


def test_the_money_goes_to_the_biller_and_the_fee_to_the_bank(anna: Payer) -> None:
    beeline, fees = bank_account("biller:beeline"), bank_account("fees")
    had = balance_of(beeline.pk).amount, balance_of(fees.pk).amount
    anna.done()
    assert balance_of(beeline.pk).amount == had[0] + PAID
    assert balance_of(fees.pk).amount == had[1] + FEE


def test_the_timeline_tells_each_step_in_order(anna: Payer) -> None:
    assert kinds(anna.done()) == [
        "asked", "priced", "code", "confirmed", "held", "sent", "accepted", "done",
    ]  # fmt: skip


def test_the_end_is_told_by_sms(anna: Payer) -> None:
    anna.done()
    [told] = anna.messages("payment-done")
    assert "1 535" in told.text or "1535" in told.text


@pytest.mark.requirement("PAY-04", "fee and total told before the debit")
def test_the_fee_and_the_total_are_told_before_any_code_is_sent(anna: Payer) -> None:
    draft = anna.drafted()
    said = anna.text(draft)
    assert "To be debited: ₸1,535.00 (payment ₸1,500.00, fee ₸35.00). Refusing is free." in said
    assert anna.messages("payment") == []
    assert anna.balance.held == Money(0)


@pytest.mark.requirement("TAR-02", "stored with the payment")
def test_the_price_is_kept_with_its_derivation(anna: Payer) -> None:
    draft = anna.drafted()
    assert draft.quote is not None
    assert (draft.quote.line, draft.quote.fee, draft.quote.formula) == ("3", FEE, "35.00")
    assert "Line 3 of tariff VI" in anna.text(draft)


@pytest.mark.requirement("TAR-02", "what is shown is what is charged")
def test_what_was_shown_is_what_is_charged(anna: Payer) -> None:
    before = anna.balance.amount
    draft = anna.drafted(amount="777,77")
    assert "₸812.77" in anna.text(draft)
    anna.confirm(draft, anna.ask_code(draft))
    worked(draft)
    assert before - anna.balance.amount == Money(81_277)


@pytest.mark.requirement("PAY-04", "refusing costs nothing")
def test_refusing_is_free(anna: Payer) -> None:
    before = anna.balance
    draft = anna.drafted()
    answer = anna.client.post(f"/payments/{draft.pk}/refusal/", follow=True)
    assert "The payment is cancelled" in answer.content.decode()
    assert now(draft).state == State.REFUSED
    assert anna.balance == before


@pytest.mark.requirement("ACC-11", "payment")
@pytest.mark.requirement("ACC-11", "names the operation, amount and payee")
def test_the_code_names_the_amount_and_the_payee(anna: Payer) -> None:
    draft = anna.drafted()
    anna.ask_code(draft)
    text = anna.messages("payment")[0].text
    assert "payment KZT 1 535, Beeline" in text


def test_the_fee_comes_out_the_same_from_what_the_quote_stored(anna: Payer) -> None:
    paid = anna.done(amount="12 345,67")
    assert paid.quote is not None
    assert recompute(paid.quote.inputs) == paid.fee
    charged = Entry.objects.get(transfer_id=paid.pk, account_id=anna.person.card.account_id)
    assert charged.amount_minor == -paid.quote.total_minor


def test_the_money_is_held_until_the_biller_answers(anna: Payer) -> None:
    sent = anna.sent()
    assert sent.state == State.SENT
    assert anna.balance.held == PAID + FEE
    assert "Waiting for the biller" in anna.text(sent)


def test_the_receipt_has_what_a_receipt_must_have(anna: Payer) -> None:
    paid = anna.done()
    said = anna.text(paid, "receipt/")
    card = anna.person.card.truncated.replace("\u00a0", " ")
    facts = ["UTC+5", "970240000562", "HMBKKZKA", "₸1,500.00", "₸35.00", "₸1,535.00"]
    facts += ["line 3 of tariff VI, version 1", anna.person.customer.full_name, card]
    for part in [*facts, paid.receipt_number, paid.biller_number]:
        assert part in said, part


def test_the_payment_can_be_repeated(anna: Payer) -> None:
    paid = anna.done(amount="777,77")
    form = anna.client.get(f"/payments/services/beeline/pay/?repeat={paid.pk}").context["form"]
    assert form["amount"].value() == "777,77"
    assert form["account"].value() == paid.account_shown


def test_a_closed_service_is_not_there(anna: Payer) -> None:
    assert anna.client.get("/payments/services/no-such/pay/").status_code == 404
