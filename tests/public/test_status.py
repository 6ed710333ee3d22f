"""What works now, function by function: measured, and said before a debit (OPS-10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from homebank.lib import clock
from homebank.lib.function_status import Health, Kept, Outcome, judge
from homebank.lib.ids import uuid7
from notifications.function_status import UNTOLD
from notifications.messages import queue_code
from notifications.models import Sms
from notifications.models.states import State
from payments.models import Payment
from tests.payments.conftest import Billers, billers, simulator
from tests.payments.payer import Payer, ending, new_payer, now, words, worked
from tests.people import new_person
from tests.public.pages import english, text

__all__ = ["billers", "simulator"]
pytestmark = pytest.mark.django_db
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NOTHING = "Not used within the hour."


def outcomes(good: int, bad: int, *, ago: timedelta = MINUTE, seconds: float = 2) -> list[Outcome]:
    at = clock.now() - ago
    return [Outcome(at, True, seconds)] * good + [Outcome(at, False)] * bad


@pytest.mark.parametrize(
    ("good", "bad", "health"),
    [(0, 0, "quiet"), (2, 0, "quiet"), (0, 2, "quiet"), (3, 0, "works"), (0, 3, "fails"),
     (9, 1, "works"), (8, 2, "falters"), (5, 5, "falters"), (4, 6, "fails"), (900, 99, "works")],
)  # fmt: skip
def test_the_share_of_good_outcomes_says_how_a_function_fares(
    good: int, bad: int, health: str
) -> None:
    assert judge(outcomes(good, bad)).health == health


@pytest.mark.parametrize(("seconds", "health"), [(30, Health.WORKS), (31, Health.SLOW)])
def test_a_function_whose_median_takes_more_than_half_a_minute_is_slow(
    seconds: int, health: Health
) -> None:
    quick = outcomes(3, 0, seconds=1)
    assert judge(quick + outcomes(4, 0, seconds=seconds)).health == health


def test_what_is_older_than_an_hour_says_nothing() -> None:
    assert judge(outcomes(20, 0, ago=61 * MINUTE)).health == Health.QUIET


def test_twenty_of_the_last_minutes_outweigh_what_was_before_them() -> None:
    before = outcomes(0, 50, ago=6 * MINUTE)
    assert judge(before + outcomes(20, 0)).health == Health.WORKS
    assert judge(before + outcomes(5, 0)).health == Health.FAILS


@pytest.mark.requirement("OPS-10", "status by function")
def test_the_page_of_a_bank_that_nobody_uses_says_so() -> None:
    page = english("/status/")
    assert f"Codes by SMS {NOTHING}" in page
    assert "Within the hour too few payments were made" in page


def codes(count: int, state: State) -> list[Sms]:
    """Codes that went the way of `state` within four seconds."""
    made = [queue_code(phone="+77000000077", purpose="sign-in", code="123456", language="en",
                       customer_id=None, expires_at=clock.now() + 5 * MINUTE, subject=uuid7())
            for _each in range(count)]  # fmt: skip
    for sms in made:
        sent = sms.queued_at + 4 * SECOND
        Sms.objects.filter(pk=sms.pk).update(state=state, sent_at=sent)
    return made


@pytest.mark.requirement("OPS-10", "status by function")
def test_the_page_tells_how_codes_by_sms_fare_as_measured() -> None:
    codes(3, State.SENT)
    assert "Of the last 3, 3 went well. Usually within 4 s. works" in english("/status/")
    codes(4, State.UNDELIVERED)
    with clock.moved(31 * SECOND):
        told = english("/status/")
    assert "Of the last 7, 3 went well. Usually within 4 s. does not work" in told


@pytest.mark.parametrize("purpose", sorted(UNTOLD))
def test_the_figures_do_not_say_whether_a_number_was_sent_a_code(purpose: str) -> None:
    for sms in codes(5, State.SENT):
        Sms.objects.filter(pk=sms.pk).update(purpose=purpose)
    assert NOTHING in english("/status/")


def test_a_code_that_waits_for_a_minute_counts_as_one_that_did_not_arrive() -> None:
    codes(3, State.QUEUED)
    assert NOTHING in english("/status/")
    with clock.moved(61 * SECOND):
        assert "Of the last 3, 0 went well." in english("/status/")


def test_what_was_measured_is_kept_for_half_a_minute() -> None:
    english("/status/")
    codes(3, State.SENT)
    assert NOTHING in english("/status/")
    with clock.moved(31 * SECOND):
        assert "Of the last 3, 3 went well." in english("/status/")


def test_whoever_signs_in_reads_on_the_page_of_the_code_that_codes_do_not_arrive() -> None:
    codes(5, State.FAILED)
    anna, browser = new_person(), Client(headers={"Accept-Language": "en"})
    typed = {"typed": anna.phone, "password": anna.password}
    page = browser.post("/sign-in/?by=phone", typed, follow=True)
    said = text(page)
    assert "Codes by SMS do not all arrive now: of the last 5, 5 did not." in said
    assert "An authenticator app or a passkey needs no SMS." in said


@pytest.mark.requirement("OPS-10", "shown before a debit")
def test_a_biller_that_does_not_answer_is_told_of_before_the_debit(billers: Billers) -> None:
    anna = new_payer()
    healthy = anna.drafted()
    told = "Payments to Beeline do not go through now: of the last 3, 3 failed."
    for page in ("/payments/services/beeline/pay/", f"/payments/{healthy.pk}/"):
        assert told not in said(anna, page)
    for _each in range(3):
        silent(anna)
    forget()
    for page in ("/payments/services/beeline/pay/", f"/payments/{healthy.pk}/"):
        assert told in said(anna, page), page
    assert told not in said(anna, "/payments/services/tele2/pay/")
    assert "Beeline Of the last 3, 0 went well. does not work" in english("/status/")


@pytest.mark.requirement("OPS-10", "shown before a debit")
def test_the_page_of_the_code_says_it_once_more(billers: Billers) -> None:
    anna = new_payer()
    payment = anna.drafted()
    anna.ask_code(payment)
    codes(5, State.FAILED)
    for _each in range(3):
        silent(anna)
    forget()
    page = said(anna, f"/payments/{payment.pk}/confirmation/")
    assert "Payments to Beeline do not go through now" in page
    assert "Codes by SMS do not all arrive now" in page


def test_a_wrong_account_is_an_answer_of_a_biller_that_works(billers: Billers) -> None:
    anna = new_payer()
    for _each in range(3):
        refused = now(worked(anna.started(account=ending("0002"))))
        assert refused.state == "failed"
    forget()
    assert "Beeline Of the last 3, 3 went well. works" in english("/status/")


def test_the_page_asks_the_tables_as_often_for_many_payments_as_for_few(
    billers: Billers,
) -> None:
    anna, counted = new_payer(), []
    for _each in range(2):
        for _payment in range(3):
            anna.done()
        forget()
        with CaptureQueriesContext(connection) as asked:
            english("/status/")
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert "Beeline Of the last 6, 6 went well." in english("/status/")


def silent(anna: Payer) -> Payment:
    """A payment that the biller was to credit and of which it says nothing for long."""
    payment = anna.done(account=ending("0008"))
    Payment.objects.filter(pk=payment.pk).update(sent_at=clock.now() - 2 * MINUTE)
    return now(payment)


def said(anna: Payer, address: str) -> str:
    return words(anna.client.get(address).content.decode())


def forget() -> None:
    for kept in Kept.every:
        kept.forget()
