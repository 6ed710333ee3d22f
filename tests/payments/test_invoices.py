"""A bill before it is paid: asked for by its account, told by lines, paid in whole or part."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from homebank.lib import clock
from homebank.lib.amounts import parse_amount
from homebank.lib.money import Money
from payments import fetching
from payments.billers import InvoiceLine
from payments.models import Invoice, Payment
from payments.parts import lay_out
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, browser, new_payer, payment_of, words, worked

pytestmark = pytest.mark.django_db
ERC = "astana-erc"
SECOND = timedelta(seconds=1)


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer(balance=Money(100_000_000))


def page(payer: Payer, invoice: Invoice, **query: str) -> Any:
    return payer.client.get(f"/payments/invoices/{invoice.pk}/", query)


def said(payer: Payer, invoice: Invoice) -> str:
    return words(page(payer, invoice).content.decode())


@pytest.mark.requirement("PAY-03", "invoice with lines")
@pytest.mark.requirement("PAY-05", "invoice protocol")
def test_the_bill_is_shown_by_lines_and_the_sum_is_filled_in(anna: Payer) -> None:
    told = anna.told(ERC, "104552310")
    shown = page(anna, told)
    text = words(shown.content.decode())
    assert told.due > Money(0)
    for line in told.told_lines:
        assert line.name in text
    assert parse_amount(shown.context["form"]["amount"].value()) == told.due
    assert anna.balance.held == Money(0)


def test_a_bill_is_paid_in_whole_and_owed_no_more(anna: Payer, billers: Billers) -> None:
    told = anna.told(ERC, "104559911")
    paid = anna.done(service=ERC, account="104559911", amount=str(told.due.amount))
    assert (paid.state, paid.amount) == (State.DONE, told.due)
    assert "Nothing is owed. What you pay now is an advance." in said(
        anna, anna.told(ERC, "104559911")
    )


def test_less_than_the_bill_is_laid_on_its_first_lines(anna: Payer) -> None:
    draft = anna.drafted(service=ERC, account="104552322", amount="100")
    assert [part["minor"] for part in draft.parts] == [10_000]
    assert draft.parts[0]["name"] in anna.text(draft)


@given(amount=st.integers(1, 10**9), dues=st.lists(st.integers(0, 10**7), min_size=1, max_size=9))
def test_the_parts_add_up_and_none_but_the_first_gets_more_than_it_owes(
    amount: int, dues: list[int]
) -> None:
    lines = [InvoiceLine(str(n), "x", Money(due)) for n, due in enumerate(dues)]
    parts = lay_out(Money(amount), lines)
    assert sum(part["minor"] for part in parts) == amount
    assert all(part["minor"] > 0 for part in parts)
    assert all(part["minor"] <= dues[int(part["key"])] for part in parts if part["key"] != "0")


@pytest.mark.parametrize(
    ("ending", "sentence"),
    [("0002", "The biller has no such account."), ("0011", "does not take payments")],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(
    anna: Payer, ending: str, sentence: str
) -> None:
    failed = anna.told(ERC, f"10455{ending}")
    assert failed.state == Invoice.State.FAILED
    assert sentence in said(anna, failed)
    again = anna.client.get(f"/payments/services/{ERC}/pay/?invoice={failed.pk}")
    assert again.context["form"]["account"].value() == failed.account_shown


def test_a_silent_biller_is_asked_again_for_ten_seconds(anna: Payer) -> None:
    waiting = anna.told(ERC, "104550004")
    assert waiting.state == Invoice.State.ASKED
    assert "is looking for the bill" in said(anna, waiting)
    with clock.moved(2 * SECOND):
        assert waiting.pk in fetching.due_invoices()
    with clock.moved(11 * SECOND):
        fetching.fetch_invoice(invoice_id=waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure) == (Invoice.State.FAILED, "no-answer")
    assert "did not answer" in said(anna, waiting)


def test_later_is_asked_again_and_told(anna: Payer) -> None:
    waiting = anna.told(ERC, "104580012")
    with clock.moved(2 * SECOND):
        fetching.fetch_invoice(invoice_id=waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == Invoice.State.TOLD


def test_a_bill_that_changes_is_not_paid_blindly(anna: Payer) -> None:
    failed = anna.drafted(service=ERC, account="104550017", amount="1000")
    assert (failed.state, failed.failure) == (State.FAILED, "bill-changed")
    assert "The biller has made a new bill meanwhile." in anna.text(failed)


@pytest.mark.parametrize(("account", "part"), [("104557733", ""), ("104557744", "100")])
def test_a_bill_of_which_something_was_paid_meanwhile_is_not_paid_blindly(
    anna: Payer, account: str, part: str
) -> None:
    told = anna.told(ERC, account)  # shown in two tabs, or to two of a family
    whole = str(told.due.amount)
    anna.done(service=ERC, account=account, amount=part or whole)
    second = payment_of(anna.send_sum(told, amount=whole))
    failed = worked(second, after=SECOND)
    assert (failed.state, failed.failure) == (State.FAILED, "bill-changed")


def test_hostile_texts_of_a_biller_stay_texts(anna: Payer) -> None:
    told = anna.told(ERC, "104550013")
    assert "<script>alert" not in page(anna, told).content.decode()


def test_two_workers_ask_once(anna: Payer, billers: Billers) -> None:
    asked = anna.asked(ERC, "104553399")
    assert fetching._claim(asked.pk) is not None
    assert fetching._claim(asked.pk) is None
    with clock.moved(timedelta(minutes=1)):  # the first one died
        fetching.fetch_invoice(invoice_id=asked.pk)
    asked.refresh_from_db()
    assert asked.state == Invoice.State.TOLD


def test_a_late_answer_does_not_replace_the_first(anna: Payer) -> None:
    told = anna.told(ERC, "104553388")
    fetching._fail(told, "no-answer")
    told.refresh_from_db()
    assert told.state == Invoice.State.TOLD


def test_a_bill_is_shown_to_nobody_else(anna: Payer, billers: Billers) -> None:
    told = anna.told(ERC, "104552310")
    address = f"/payments/invoices/{told.pk}/"
    assert Client().get(address).headers["Location"] == f"/sign-in/?next={address}"
    assert new_payer().client.get(address).status_code == 404
    assert new_payer().client.post(address).status_code == 404
    assert anna.client.get(f"/payments/invoices/{uuid4()}/").status_code == 404


def test_the_same_form_twice_asks_once_and_pays_once(anna: Payer) -> None:
    form = anna.form(ERC)
    first = anna.send(ERC, account="104552310", form=form["form"])
    second = anna.send(ERC, account="104552310", form=form["form"])
    assert first.url == second.url
    other = anna.send(ERC, account="104552319", form=form["form"])
    assert "This form was already sent with other details." in words(other.content.decode())


def test_the_sum_s_form_twice_is_one_payment(anna: Payer) -> None:
    told = anna.told(ERC, "104552310")
    token = page(anna, told).context["token"]
    answers = [anna.send_sum(told, form=token) for _ in range(2)]
    assert len({payment_of(answer).pk for answer in answers}) == 1
    other = anna.send_sum(told, form=token, amount="2000")
    assert payment_of(other).amount == Money(150_000)


BAD = [("", "Enter an amount"), ("x", "Write the amount in digits"), ("1", "The smallest payment"),
       ("99999999", "The largest payment"), ("\x00", "Write the amount in digits"),
       ("<script>", "Write the amount in digits")]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), BAD)
def test_bad_amounts_are_told_and_kept(anna: Payer, typed: str, sentence: str) -> None:
    told = anna.told(ERC, "104552310")
    answer = anna.send_sum(told, amount=typed)
    assert sentence in words(answer.content.decode())
    assert answer.context["form"]["amount"].value() == typed
    assert not Payment.objects.filter(customer=anna.person.customer).exists()


@pytest.mark.parametrize("form", ["", "x", "\x00", "1" * 9000])
def test_a_form_that_is_not_ours_asks_nobody(anna: Payer, form: str) -> None:
    answer = anna.send(ERC, account="104552310", form=form)
    assert "This form was made for another page." in words(answer.content.decode())
    told = anna.told(ERC, "104552310")
    assert anna.send_sum(told, form=form).status_code == 200
    assert not Payment.objects.filter(customer=anna.person.customer).exists()


def test_questions_are_limited(anna: Payer) -> None:
    for _ in range(60):
        anna.asked(ERC, "104552310")
    answer = anna.send(ERC, account="104552310")
    assert "Too many payments were begun." in words(answer.content.decode())
    with clock.moved(timedelta(hours=1, minutes=1)):
        later = Payer(anna.person, browser(anna.person))  # the visit before was idle for too long
        assert later.asked(ERC, "104552310")


def test_the_amount_of_a_draft_is_changed_on_its_bill(anna: Payer) -> None:
    draft = anna.drafted(service=ERC, account="104552310", amount="777,77")
    address = f"/payments/invoices/{draft.invoice_id}/?repeat={draft.pk}"
    assert address in anna.page(draft).content.decode()
    assert anna.client.get(address).context["form"]["amount"].value() == "777,77"


def test_a_repeated_bill_begins_with_its_account(anna: Payer) -> None:
    paid = anna.done(service=ERC, account="104552310")
    form = anna.client.get(f"/payments/services/{ERC}/pay/?repeat={paid.pk}").context["form"]
    assert form["account"].value() == paid.account_shown
    assert "amount" not in form.fields


@pytest.mark.parametrize(
    ("ending", "state"),
    [("0005", State.RETURNED), ("0006", State.DONE), ("0007", State.UNKNOWN),
     ("0001", State.DONE), ("0010", State.DONE)],
)  # fmt: skip
def test_each_answer_to_a_payment_has_its_honest_end(
    anna: Payer, ending: str, state: State
) -> None:
    payment = anna.done(service=ERC, account=f"10455{ending}")
    for minute in range(1, 4):
        if payment.state == State.SENT:
            payment = worked(payment, after=timedelta(minutes=minute))
    assert payment.state == state
