"""Many at once on real commits: one payment, one fee, one receipt; never more than there is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from homebank.lib import clock
from homebank.lib.money import Money
from ledger.models import Entry, Hold
from payments import work
from payments.models import Payment, PaymentStep
from payments.states import State
from tests.accounts.pages import cookies_of
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, browser, ending, new_payer, now, payment_of, worked

pytestmark = pytest.mark.usefixtures("committed")
MANY = 30


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do all of them at the same moment, each in a thread with a connection of its own."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [each.result(timeout=120) for each in [pool.submit(run, d) for d in deeds]]


def copies(payer: Payer, number: int) -> list[Payer]:
    """The same open visit in so many windows."""
    windows = [
        Payer(payer.person, Client(headers={"accept-language": "en"})) for _ in range(number)
    ]
    for window in windows:
        window.client.cookies = cookies_of(payer.client)
    return windows


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def test_thirty_submits_of_the_right_code_make_one_payment(anna: Payer, billers: Billers) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    answers = at_once([partial(w.confirm, draft, code) for w in copies(anna, MANY)])
    assert {answer.headers.get("Location") for answer in answers} == {f"/payments/{draft.pk}/"}
    assert anna.balance.held == Money(153_500)
    assert worked(draft).state == State.DONE
    assert Entry.objects.filter(transfer_id=draft.pk).count() == 3
    assert len(billers.credited(draft.number)) == 1
    assert len(anna.messages("payment-done")) == 1


def test_thirty_submits_of_one_form_make_one_payment(anna: Payer) -> None:
    values = anna.form()
    answers = at_once([partial(w.send, **values) for w in copies(anna, MANY)])
    assert len({payment_of(answer) for answer in answers}) == 1
    assert Payment.objects.filter(customer=anna.person.customer).count() == 1


def test_thirty_wrong_codes_at_once_are_five_tries(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    at_once([partial(w.confirm, draft, wrong) for w in copies(anna, MANY)])
    assert now(draft).state == State.REFUSED
    assert PaymentStep.objects.filter(payment=draft, kind="cancelled").count() == 0
    assert PaymentStep.objects.filter(payment=draft, kind="tries").count() == 1


def test_ten_payments_that_together_pass_the_balance_leave_none_below_zero(
    billers: Billers,
) -> None:
    payer = new_payer(balance=Money(500_000))
    drafts = [payer.drafted() for _ in range(10)]
    codes = [payer.ask_code(draft) for draft in drafts]
    windows = copies(payer, len(drafts))
    at_once([
        partial(w.confirm, d, c)
        for w, d, c in zip(windows, drafts, codes, strict=True)
    ])  # fmt: skip
    assert sum(now(draft).state == State.SENT for draft in drafts) == 3
    assert payer.balance.available == Money(500_000 - 3 * 153_500)


def test_paying_and_refusing_at_once_end_in_one_of_them(anna: Payer) -> None:
    for _ in range(5):
        draft = anna.drafted()
        code = anna.ask_code(draft)
        pays, refuses = copies(anna, 2)
        at_once([
            partial(pays.confirm, draft, code),
            partial(refuses.client.post, f"/payments/{draft.pk}/refusal/"),
        ])  # fmt: skip
        state = now(draft).state
        held = Hold.objects.filter(pk=draft.pk).exists()
        assert (state, held) in {(State.SENT, True), (State.REFUSED, False)}


def test_ten_workers_ask_the_biller_once(anna: Payer, billers: Billers) -> None:
    sent = anna.sent()
    at_once([partial(work.work_on_payment, payment_id=sent.pk)] * 10)
    assert len(billers.asked(sent.number, "pay")) == 1
    assert now(sent).state == State.DONE


def test_two_workers_after_a_lapsed_lease_settle_once(anna: Payer, billers: Billers) -> None:
    slow = anna.sent(account=ending("0006"))
    worked(slow)
    with clock.moved(timedelta(minutes=2)):
        at_once([partial(work.work_on_payment, payment_id=slow.pk)] * 4)
    assert now(slow).state == State.DONE
    assert Entry.objects.filter(transfer_id=slow.pk).count() == 3
    assert len(billers.credited(slow.number)) == 1


def test_ten_workers_close_an_abandoned_draft_once(anna: Payer) -> None:
    draft = anna.drafted()
    with clock.moved(timedelta(hours=25)):
        at_once([partial(work.work_on_payment, payment_id=draft.pk)] * 10)
    assert now(draft).state == State.REFUSED
    assert PaymentStep.objects.filter(payment=draft, kind="expired").count() == 1


def test_closing_and_asking_for_the_price_again_end_in_one_of_them(anna: Payer) -> None:
    for _ in range(5):
        draft = anna.drafted()
        with clock.moved(timedelta(hours=25)):
            late = browser(anna.person)
            at_once([
                partial(work.work_on_payment, payment_id=draft.pk),
                partial(late.post, f"/payments/{draft.pk}/quote/"),
            ])  # fmt: skip
        closed = PaymentStep.objects.filter(payment=draft, kind="expired").count()
        assert (now(draft).state, closed) in {(State.REFUSED, 1), (State.CHECKING, 0)}
