"""What the biller says or does not say, and what becomes of the customer's money."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from homebank.lib import clock
from homebank.lib.money import Money
from ledger.models import Hold
from notifications.models import Event
from payments import outcomes, work
from payments.billers import Accepted
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, kinds, new_payer, now, words, worked

pytestmark = pytest.mark.django_db
SECOND, LEASE = timedelta(seconds=1), timedelta(minutes=1)
TOTAL, NOTHING = Money(153_500), Money(0)


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


@pytest.mark.requirement("PAY-05", "temporary failure retried with the same number")
def test_a_temporary_failure_is_asked_again_with_the_same_number(
    anna: Payer, billers: Billers
) -> None:
    payment = anna.done(account=ending("0001"))
    assert payment.state == State.SENT
    assert anna.balance.held == TOTAL
    worked(payment, after=2 * SECOND)
    assert worked(payment, after=6 * SECOND).state == State.DONE
    assert len(billers.asked(payment.number, "pay")) == 3
    assert len(billers.credited(payment.number)) == 1


def test_the_pauses_grow_to_five_minutes() -> None:
    pauses = [work.pause_after(n).total_seconds() for n in range(1, 12)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_nobody_is_asked_before_the_pause_is_over(anna: Payer, billers: Billers) -> None:
    payment = anna.done(account=ending("0001"))
    worked(payment)
    assert payment.pk not in work.due_payments()
    assert len(billers.asked(payment.number, "pay")) == 1


def test_an_unknown_account_costs_nothing_and_says_what_to_do(anna: Payer) -> None:
    failed = anna.drafted(account=ending("0002"))
    assert failed.state == State.FAILED
    said = anna.text(failed)
    assert "No money was taken" in said
    assert "Beeline has no such number. Check the number" in said
    assert anna.balance.held == NOTHING


def test_trying_again_keeps_what_was_typed(anna: Payer) -> None:
    failed = anna.drafted(account=ending("0002"))
    address = f"/payments/services/beeline/pay/?repeat={failed.pk}"
    assert address in anna.page(failed).content.decode()
    form = anna.client.get(address).context["form"]
    assert form["account"].value() == "+7\u00a0700\u00a0000\u00a000\u00a002"


def test_a_biller_that_does_not_answer_in_ten_seconds_is_given_up(anna: Payer) -> None:
    failed = anna.drafted(account=ending("0003"))
    assert (failed.state, failed.failure) == (State.FAILED, "no-answer")
    assert "Try again in 10 minutes" in anna.text(failed)


def test_rubbish_at_the_check_is_asked_again_and_then_given_up(anna: Payer) -> None:
    waiting = anna.drafted(account=ending("0004"))
    assert waiting.state == State.CHECKING
    assert worked(waiting, after=11 * SECOND).state == State.FAILED


def test_a_quick_later_at_the_check_is_asked_again(anna: Payer) -> None:
    waiting = anna.drafted(account=ending("0012"))
    assert waiting.state == State.CHECKING
    assert worked(waiting, after=2 * SECOND).state == State.DRAFT


@pytest.mark.requirement("PAY-05", "fatal gives the money back")
def test_a_fatal_first_answer_gives_the_money_back(anna: Payer, billers: Billers) -> None:
    before = anna.balance
    payment = anna.done(account=ending("0005"))
    assert payment.state == State.RETURNED
    assert anna.balance == before
    assert billers.credited(payment.number) == []
    assert [sms.purpose for sms in anna.messages("payment-returned")] == ["payment-returned"]
    assert "is available on the card again" in anna.text(payment)


def test_a_credit_without_an_answer_is_settled_once(anna: Payer, billers: Billers) -> None:
    payment = anna.done(account=ending("0006"))
    assert payment.state == State.SENT
    assert worked(payment, after=2 * SECOND).state == State.DONE
    assert len(billers.credited(payment.number)) == 1
    assert anna.balance.amount == Money(5_000_000) - TOTAL


@pytest.mark.requirement("PAY-05", "unknown waits")
@pytest.mark.parametrize("digits", ["0007", "0016"])
def test_a_refusal_after_silence_proves_nothing(anna: Payer, digits: str) -> None:
    payment = anna.done(account=ending(digits))
    unknown = worked(payment, after=2 * SECOND)
    assert unknown.state == State.UNKNOWN
    assert anna.balance.held == TOTAL
    assert "We will send an SMS. Do not pay again." in anna.text(unknown)
    assert unknown.pk not in work.due_payments()


def test_an_unknown_one_is_settled_or_returned_when_more_is_known(anna: Payer) -> None:
    settled = worked(anna.done(account=ending("0007")), after=2 * SECOND)
    outcomes.settle_payment(payment_id=settled.pk, accepted=Accepted("77"))
    returned = worked(anna.done(account=ending("0016")), after=2 * SECOND)
    outcomes.return_payment(payment_id=returned.pk)
    assert (now(settled).state, now(returned).state) == (State.DONE, State.RETURNED)
    assert anna.balance.held == NOTHING


def test_a_silent_biller_is_told_of_with_a_clock_time(anna: Payer) -> None:
    waiting = anna.done(account=ending("0008"))
    said = anna.text(waiting)
    assert "Beeline did not answer. We ask again at" in said
    assert "Do not pay again." in said


def test_after_a_day_of_silence_the_payment_waits_for_an_operator(anna: Payer) -> None:
    payment = anna.done(account=ending("0008"))
    assert worked(payment, after=timedelta(hours=24)).state == State.UNKNOWN
    assert anna.balance.held == TOTAL
    assert Event.objects.filter(subject=payment.pk, kind="payment.unknown").exists()


def test_an_attempt_that_died_counts_as_unanswered(anna: Payer) -> None:
    payment = anna.sent(account=ending("0005"))
    assert work._claim(payment.pk) is not None  # and here the worker is killed
    assert work.due_payments() == []
    unknown = worked(payment, after=LEASE)
    assert unknown.state == State.UNKNOWN
    assert anna.balance.held == TOTAL


def test_a_check_that_died_is_asked_again(anna: Payer) -> None:
    started = anna.started()
    assert work._claim(started.pk) is not None
    assert worked(started, after=LEASE).state == State.DRAFT


def test_outside_a_demo_the_simulator_stands_in_for_nobody(
    anna: Payer, billers: Billers, settings: Settings
) -> None:
    sent = anna.sent()
    settings.DEMO = False
    assert worked(sent).state == State.SENT
    assert billers.asked(sent.number, "pay") == []


def test_a_late_answer_changes_nothing_that_is_over(anna: Payer) -> None:
    done = anna.done()
    before = anna.balance
    outcomes.take_refusal(payment_id=done.pk, code="other", note="")
    outcomes.return_payment(payment_id=done.pk)
    outcomes.settle_payment(payment_id=done.pk, accepted=Accepted("1"))
    outcomes.leave_unknown(payment_id=done.pk)
    assert now(done).state == State.DONE
    assert anna.balance == before


def test_an_answer_to_a_refused_check_is_dropped(anna: Payer) -> None:
    started = anna.started()
    anna.client.post(f"/payments/{started.pk}/refusal/")
    worked(started)
    assert now(started).state == State.REFUSED
    assert kinds(started) == ["asked", "cancelled"]


def test_hostile_texts_of_a_biller_stay_text(anna: Payer) -> None:
    payment = anna.done(account=ending("0013"))
    page = anna.client.get(f"/payments/{payment.pk}/receipt/").content.decode()
    assert payment.state == State.DONE
    assert "<script>alert" not in page
    assert "onerror=alert(2)>" not in page


def test_hostile_numbers_and_names_of_a_biller_are_escaped(anna: Payer) -> None:
    payment = anna.sent()
    outcomes.settle_payment(payment_id=payment.pk, accepted=Accepted("<b>7</b>"))
    page = anna.client.get(f"/payments/{payment.pk}/receipt/").content.decode()
    assert "&lt;b&gt;7&lt;/b&gt;" in page
    assert "<b>7</b>" in words(page)


def test_each_end_writes_an_event(anna: Payer) -> None:
    done, returned = anna.done(), anna.done(account=ending("0005"))
    failed = anna.drafted(account=ending("0002"))
    ends = Event.objects.filter(subject__in=[done.pk, returned.pk, failed.pk])
    assert set(ends.values_list("kind", flat=True)) == {
        "payment.done", "payment.returned", "payment.failed",
    }  # fmt: skip


def test_a_hold_ends_exactly_once(anna: Payer) -> None:
    done, returned = anna.done(), anna.done(account=ending("0005"))
    assert Hold.objects.get(pk=done.pk).state == Hold.State.SETTLED
    assert Hold.objects.get(pk=returned.pk).state == Hold.State.RELEASED


def test_the_moment_of_accounting_is_the_same_in_every_repetition(
    anna: Payer, billers: Billers
) -> None:
    payment = anna.done(account=ending("0001"))
    with clock.moved(timedelta(minutes=7)):
        work.work_on_payment(payment_id=payment.pk)
    asked = billers.asked(payment.number, "pay")
    assert len(asked) == 2
    assert asked[0] == asked[1]
