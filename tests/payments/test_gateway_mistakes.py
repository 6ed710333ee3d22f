"""A gateway's own mistake proves as little as silence: asked again, the money stays held."""

import logging
from datetime import timedelta

import pytest
from pytest_django import Settings

from homebank.lib.money import Money
from payments.asking import MISTAKE
from payments.billers import Accepted, Checked, Order
from payments.models import Biller, Payment
from payments.states import State
from tests.payments.conftest import Billers, Server, plain
from tests.payments.payer import Payer, kinds, new_payer, worked

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
UNHEARD_OF = plain(b'<?xml version="1.0" encoding="base64"?><response/>')


class BrokenBiller:
    """Trips over its own feet, with the account in its words."""

    def check(self, order: Order) -> Checked:
        raise RuntimeError(f"tripped over {order.account}")

    def pay(self, order: Order) -> Accepted:
        raise RuntimeError(f"tripped over {order.account}")


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def break_gateway(settings: Settings, path: str = f"{__name__}.BrokenBiller") -> None:
    settings.BILLER_GATEWAYS = {**settings.BILLER_GATEWAYS, "osmp": path}


def pause(payment: Payment) -> float:
    """Seconds until the biller is asked again, to the nearest."""
    assert payment.next_attempt_at is not None
    newest = payment.steps.last()
    assert newest is not None
    return round((payment.next_attempt_at - newest.at).total_seconds())


def test_a_mistake_at_the_check_is_asked_again_and_then_given_up(
    anna: Payer, settings: Settings
) -> None:
    break_gateway(settings)
    waiting = anna.drafted()
    assert waiting.state == State.CHECKING
    failed = worked(waiting, after=11 * SECOND)
    assert (failed.state, failed.failure) == (State.FAILED, "no-answer")


def test_a_mistake_while_paying_is_asked_again_ever_later(anna: Payer, settings: Settings) -> None:
    payment = anna.sent()
    break_gateway(settings)
    pauses = [pause(worked(payment, after=after * SECOND)) for after in (0, 2, 5)]
    assert pauses == [1, 2, 4]
    assert anna.balance.held == Money(153_500)


def test_a_mistake_that_is_mended_lets_the_payment_end(anna: Payer, settings: Settings) -> None:
    payment = anna.sent()
    osmp = settings.BILLER_GATEWAYS["osmp"]
    break_gateway(settings)
    assert worked(payment).state == State.SENT
    break_gateway(settings, osmp)
    assert worked(payment, after=2 * SECOND).state == State.DONE


@pytest.mark.parametrize("path", [f"{__name__}.BrokenBiller", "no.such.Gateway"])
def test_a_day_of_mistakes_ends_as_unknown(anna: Payer, settings: Settings, path: str) -> None:
    payment = anna.sent()
    break_gateway(settings, path)
    assert worked(payment, after=timedelta(hours=24)).state == State.UNKNOWN
    assert anna.balance.held == Money(153_500)


def test_the_words_of_a_mistake_are_kept_nowhere(
    anna: Payer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    payment = anna.sent()
    break_gateway(settings)
    with caplog.at_level(logging.INFO):
        worked(payment)
    assert "RuntimeError in pay of" in caplog.text
    assert payment.account[-10:] not in caplog.text
    last = payment.steps.last()
    assert last is not None
    assert (last.kind, last.note) == ("silence", MISTAKE)


def test_an_encoding_that_nobody_knows_ends_the_check(anna: Payer, server: Server) -> None:
    Biller.objects.filter(key="beeline").update(address=server(UNHEARD_OF))
    waiting = anna.drafted()
    assert worked(waiting, after=11 * SECOND).state == State.FAILED


def test_an_encoding_that_nobody_knows_does_not_stop_the_pauses(
    anna: Payer, server: Server
) -> None:
    payment = anna.sent()
    Biller.objects.filter(key="beeline").update(address=server(UNHEARD_OF))
    assert [pause(worked(payment, after=after * SECOND)) for after in (0, 2)] == [1, 2]
    assert kinds(payment)[-2:] == ["sent", "silence"]
    assert worked(payment, after=timedelta(hours=24)).state == State.UNKNOWN
