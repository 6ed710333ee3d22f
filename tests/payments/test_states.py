"""The table of states, and the timeline that the database keeps append-only."""

import pytest
from django.db import DatabaseError, transaction

from payments import states
from payments.models import Payment, PaymentStep
from payments.states import TRANSITIONS, State, WrongTransition
from tests.payments.conftest import Billers
from tests.payments.payer import new_payer

ENDS = {State.FAILED, State.REFUSED, State.DONE, State.RETURNED}


def test_every_state_has_its_row() -> None:
    assert set(TRANSITIONS) == set(State)


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_only_steps_of_the_table_are_taken(before: State, after: State) -> None:
    payment = Payment(state=before)
    if after in TRANSITIONS[before]:
        payment.move(after)
        assert payment.state == after
    else:
        with pytest.raises(WrongTransition):
            payment.move(after)


def test_what_is_over_stays_over() -> None:
    assert {state for state, ways in TRANSITIONS.items() if not ways} == ENDS - {State.DONE}
    assert TRANSITIONS[State.DONE] == {State.RETURNED}, "only by two members of staff"
    assert {state for state in State if Payment(state=state).is_over} == ENDS


def test_money_that_is_held_is_only_debited_given_back_or_waits() -> None:
    reachable = set().union(*(TRANSITIONS[state] for state in states.HOLDING))
    assert reachable == {State.DONE, State.RETURNED, State.UNKNOWN}


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_timeline_is_only_added_to(billers: Billers, deed: str) -> None:
    payment = new_payer().started()
    steps = PaymentStep.objects.filter(payment=payment)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        steps.update(note="changed") if deed == "update" else steps.delete()
    assert steps.count() == 1


@pytest.mark.django_db
def test_no_payment_is_sent_without_a_price(billers: Billers) -> None:
    payment = new_payer().started()
    with pytest.raises(DatabaseError, match="payment_is_priced"), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(state=State.SENT)
