"""The way of the money on the page: in order of time, and silence is no refusal."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from homebank.lib import clock
from payments.asking import LIMITS
from payments.states import State
from payments.track import track_of
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, kinds, new_payer, words, worked

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def anna(billers: Billers) -> Iterator[Payer]:
    with translation.override("en"):
        yield new_payer()


@pytest.mark.parametrize("digits", ["0003", "0004"])
def test_a_silent_check_is_told_as_silence_everywhere(
    anna: Payer, digits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if digits == "0003":  # it never answers: all ten seconds are waited in test_billers_answers
        monkeypatch.setitem(LIMITS, State.CHECKING, SECOND)
    failed = worked(anna.drafted(account=ending(digits)), after=11 * SECOND)
    assert failed.state == State.FAILED
    page = anna.page(failed).content.decode()
    assert '<h1 class="gap1">Beeline did not answer</h1>' in page
    assert track_of(failed)[-1].text == "Beeline did not answer"
    history = words(anna.client.get("/payments/history/").content.decode())
    assert "Beeline did not answer" in history
    assert "refused by the biller" not in history


def test_later_is_told_as_an_answer_put_off(anna: Payer) -> None:
    waiting = anna.done(account=ending("0001"))
    assert kinds(waiting)[-1] == "later"
    said = anna.text(waiting)
    assert "The biller put the answer off. We ask again at" in said
    assert "did not answer" not in said


def test_a_repeated_payment_is_told_in_order(anna: Payer) -> None:
    waiting = worked(anna.done(account=ending("0001")), after=2 * SECOND)
    done = worked(waiting, after=6 * SECOND)
    lines = track_of(done)
    assert [line.text for line in lines][-6:] == [
        "The payment was sent to the biller", "The biller put the answer off", "Sent again",
        "Sent again", "The biller accepted the payment", "Debited. The payment is over",
    ]  # fmt: skip
    assert [line.at for line in lines] == sorted(line.at for line in lines)


def test_a_long_silence_is_not_a_long_track(anna: Payer) -> None:
    waiting = anna.done(account=ending("0008"))
    for minute in range(1, 6):
        waiting = worked(waiting, after=timedelta(minutes=minute))
    assert waiting.attempts == 6
    texts = [line.text for line in track_of(waiting)]
    assert texts[-4:] == ["The payment was sent to the biller", "Beeline did not answer",
                          "Sent again", "Sent again"]  # fmt: skip
    assert track_of(waiting)[-1].look == "held open"


def test_the_end_of_what_was_refused_is_broken(anna: Payer) -> None:
    returned = anna.done(account=ending("0005"))
    last = track_of(returned)[-1]
    assert (last.is_broken, last.look) == (True, "broken")
    assert track_of(anna.done())[-1].look == "end"


def test_a_phone_that_the_operator_does_not_know_is_called_a_number(anna: Payer) -> None:
    said = anna.text(anna.drafted(account=ending("0002")))
    assert "Beeline has no such number." in said


def test_a_phone_that_is_switched_off_is_called_a_number(anna: Payer) -> None:
    said = anna.text(anna.drafted(account=ending("0011")))
    assert "Beeline: this number is not active." in said


def test_the_silence_is_over_with_the_answer(anna: Payer) -> None:
    waiting = anna.drafted(account=ending("0012"))
    with clock.moved(2 * SECOND):
        draft = worked(waiting)
    assert kinds(draft) == ["asked", "later", "priced"]
