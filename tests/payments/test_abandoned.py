"""A draft that nobody confirmed is closed a day after its price expired, and costs nothing."""

from datetime import timedelta

import pytest

from accounts.models import Confirmation
from homebank.lib import clock
from notifications.models import Event
from payments import work
from payments.models import Payment
from payments.states import State
from tests.look.kazakh import assert_only_kazakh
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, browser, kinds, new_payer, now, words

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# The price binds for 15 minutes; a day after that nobody is waited for.
OVER = 24 * HOUR + 15 * MINUTE


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def swept(payment: Payment, *, after: timedelta) -> Payment:
    """The payment after a sweep and the worker that it nudges, so long after now."""
    with clock.moved(after):
        if payment.pk in work.due_payments():
            work.work_on_payment(payment_id=payment.pk)
    return now(payment)


def test_a_draft_that_nobody_confirmed_is_closed_and_costs_nothing(anna: Payer) -> None:
    before, draft = anna.balance, anna.drafted()
    closed = swept(draft, after=OVER)
    assert (closed.state, closed.failure) == (State.REFUSED, "expired")
    assert closed.finished_at is not None
    assert kinds(draft) == ["asked", "priced", "expired"]
    assert anna.balance == before


def test_until_then_it_waits_for_its_customer(anna: Payer) -> None:
    draft = anna.drafted()
    assert swept(draft, after=OVER - MINUTE).state == State.DRAFT
    assert now(draft).attempts == 0


def test_it_is_closed_once(anna: Payer) -> None:
    draft = anna.drafted()
    for _ in range(3):
        with clock.moved(OVER):
            work.work_on_payment(payment_id=draft.pk)
    assert kinds(draft).count("expired") == 1
    assert Event.objects.filter(subject=draft.pk, kind="payment.expired").count() == 1


def test_its_codes_are_void(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    swept(draft, after=OVER)
    assert not Confirmation.objects.filter(subject=draft.pk, voided_at=None).exists()
    assert "The payment has moved on." in words(later(anna, draft, code))
    assert now(draft).state == State.REFUSED


def test_a_price_asked_for_again_is_waited_for_anew(anna: Payer) -> None:
    draft = anna.drafted()
    with clock.moved(HOUR):
        browser(anna.person).post(f"/payments/{draft.pk}/quote/")
        work.work_on_payment(payment_id=draft.pk)
    assert swept(draft, after=OVER + 30 * MINUTE).state == State.DRAFT
    assert swept(draft, after=OVER + HOUR + MINUTE).state == State.REFUSED


def test_what_was_confirmed_is_left_alone(anna: Payer) -> None:
    sent, done = anna.sent(), anna.done()
    with clock.moved(OVER):
        work.work_on_payment(payment_id=done.pk)
    assert (now(sent).state, now(done).state) == (State.SENT, State.DONE)
    assert "expired" not in kinds(sent) + kinds(done)


TOLD = {
    "en": ("not confirmed", "The price expired and was not asked for again within 24 hours"),
    "ru": ("не подтверждён", "Срок цены истёк, и за 24 часа её не запросили снова"),
    "kk": ("расталмады", "Бағаның мерзімі өтті, 24 сағат ішінде ол қайта сұратылмады"),
}


@pytest.mark.parametrize("language", TOLD)
def test_history_and_page_say_what_happened(billers: Billers, language: str) -> None:
    payer = new_payer(language=language)
    draft = payer.drafted()
    swept(draft, after=OVER)
    tag, sentence = TOLD[language]
    page = payer.text(draft)
    history = words(payer.client.get("/payments/history/").content.decode())
    assert (sentence in page, tag in history) == (True, True)


def test_the_page_is_kazakh_throughout(billers: Billers) -> None:
    payer = new_payer(language="kk")
    draft = payer.drafted()
    swept(draft, after=OVER)
    names = ["Beeline", payer.person.customer.full_name]
    assert_only_kazakh(payer.page(draft).content.decode(), allow=names)


def later(anna: Payer, draft: Payment, code: str) -> str:
    """What a window that was left open gets for the code."""
    address = f"/payments/{draft.pk}/confirmation/"
    return anna.client.post(address, {"code": code}, follow=True).content.decode()
