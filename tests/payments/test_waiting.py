"""A page that waits for a silent biller refreshes itself for a while, never for ever."""

from datetime import timedelta

import pytest

from homebank.lib import clock
from payments.models import Payment
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, new_payer, now, words, worked

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
REFRESH = 'http-equiv="refresh"'
STOPPED = "This page no longer refreshes itself: look again with the link below."


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def test_a_page_that_waits_for_the_payment_stops_refreshing(anna: Payer) -> None:
    silent = anna.done(account=ending("0008"))
    with clock.moved(2 * MINUTE):
        assert REFRESH in anna.page(silent).content.decode()
    with clock.moved(4 * MINUTE):
        page = anna.page(worked(silent)).content.decode()
    assert REFRESH not in page
    assert f'<a href="/payments/{silent.pk}/">Refresh the page</a>' in page
    assert STOPPED in words(page)


def test_the_page_says_when_the_biller_is_asked_again(anna: Payer) -> None:
    silent = worked(anna.done(account=ending("0008")), after=4 * MINUTE)
    with clock.moved(4 * MINUTE):
        said = anna.text(silent)
    assert silent.next_attempt_at is not None
    time = silent.next_attempt_at.astimezone(clock.ALMATY)
    assert f"Beeline did not answer. We ask again at {time:%H:%M:%S}" in said
    assert "Do not pay again." in said


def test_without_a_worker_no_page_promises_a_time_that_is_past(anna: Payer) -> None:
    started, sent = anna.started(), anna.sent()
    with clock.moved(4 * MINUTE):
        for waiting in started, sent:
            page = anna.page(waiting)
            assert page.context["asks_at"] >= sent.made_at + 4 * MINUTE
            assert REFRESH not in page.content.decode()
            said = words(page.content.decode())
            assert "There is still no answer. We ask Beeline again at" in said
            assert STOPPED in said
            assert "refreshes itself and" not in said


@pytest.mark.parametrize("state", [State.CHECKING, State.SENT])
def test_a_browser_that_only_follows_refreshes_is_signed_out(anna: Payer, state: State) -> None:
    waiting = anna.started() if state == State.CHECKING else anna.sent()
    assert now(waiting).state == state
    looked = timedelta()
    while looked < 30 * MINUTE and refreshes(anna, waiting, looked):
        looked += MINUTE / 2
    assert looked < 5 * MINUTE
    with clock.moved(looked + 15 * MINUTE):
        assert anna.page(waiting).headers["Location"].startswith("/sign-in/")


def test_a_price_asked_for_anew_is_waited_for_anew(anna: Payer) -> None:
    draft = anna.drafted()
    with clock.moved(14 * MINUTE):
        anna.page(draft)
    with clock.moved(16 * MINUTE):
        anna.client.post(f"/payments/{draft.pk}/quote/")
        assert REFRESH in anna.page(draft).content.decode()


def refreshes(anna: Payer, waiting: Payment, later: timedelta) -> bool:
    """Whether the page, looked at so long after now, asks the browser to come again."""
    with clock.moved(later):
        return REFRESH in anna.page(waiting).content.decode()
