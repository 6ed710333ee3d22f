"""A service without a fee is the bank's own failing: told so, with an alarm, and free."""

import logging

import pytest

from notifications.models import Event
from payments.models import Category
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, kinds, new_payer, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def test_the_bank_says_that_it_cannot_and_does_not_blame_the_biller(
    anna: Payer, caplog: pytest.LogCaptureFixture
) -> None:
    Category.objects.filter(key="mobile").update(tariff="nothing-of-the-kind")
    with caplog.at_level(logging.ERROR):
        failed = anna.drafted()
    assert (failed.state, failed.failure) == (State.FAILED, "no-tariff")
    said = anna.text(failed)
    assert "The bank does not take payments for Beeline yet" in said
    assert "refused" not in said
    assert kinds(failed) == ["asked", "no-tariff"]
    assert "no tariff for service beeline" in caplog.text


def test_operators_have_an_event_of_it(anna: Payer) -> None:
    Category.objects.filter(key="mobile").update(tariff="nothing-of-the-kind")
    failed = anna.drafted()
    event = Event.objects.get(subject=failed.pk)
    assert (event.kind, event.facts["service"]) == ("payment.no-tariff", "beeline")


def test_the_history_says_so_too(anna: Payer) -> None:
    Category.objects.filter(key="mobile").update(tariff="nothing-of-the-kind")
    anna.drafted()
    history = words(anna.client.get("/payments/history/").content.decode())
    assert "not taken by the bank" in history
