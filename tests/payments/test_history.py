"""The history of a customer's payments: own ones only, newest first, at the same cost."""

import pytest
from pytest_django import DjangoAssertNumQueries

from payments.history import PAGE, page_of_history
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, new_payer, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def test_an_empty_history_says_what_to_do(anna: Payer) -> None:
    said = words(anna.client.get("/payments/history/").content.decode())
    assert "No payments yet" in said
    assert "Choose what to pay" in said


def test_it_shows_own_payments_newest_first_with_their_state(anna: Payer) -> None:
    first, second = anna.done(), anna.drafted(account=ending("0002"))
    new_payer().started()
    shown = anna.client.get("/payments/history/").context["page"].payments
    assert [payment.pk for payment in shown] == [second.pk, first.pk]
    said = words(anna.client.get("/payments/history/").content.decode())
    assert "refused by the biller" in said
    assert "done" in said


def test_numbers_are_masked_in_the_list(anna: Payer) -> None:
    anna.started(account="87015550011")
    said = words(anna.client.get("/payments/history/").content.decode())
    assert "+7 701 ••• •• 11" in said


def test_pages_follow_each_other_without_gaps(anna: Payer) -> None:
    made = [anna.started().pk for _ in range(PAGE + 3)]
    first = page_of_history(customer=anna.person.customer)
    rest = page_of_history(customer=anna.person.customer, after=first.next_after)
    assert [p.pk for p in [*first.payments, *rest.payments]] == made[::-1]
    assert rest.next_after is None


STRANGE_ID = "01935f2e-7b6a-7c3d-9e1f-5a4b3c2d1e0f"


@pytest.mark.parametrize("after", ["x", "", STRANGE_ID, "\x00", "' OR 1=1"])
def test_a_strange_place_to_begin_is_the_beginning(anna: Payer, after: str) -> None:
    made = anna.started()
    answer = anna.client.get("/payments/history/", {"after": after})
    assert [p.pk for p in answer.context["page"].payments] == [made.pk]


def test_the_queries_do_not_grow(
    anna: Payer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        anna.started()
    with django_assert_num_queries(1):
        list(page_of_history(customer=anna.person.customer).payments)


def test_every_state_has_its_page(anna: Payer) -> None:
    for state in State:
        payment = anna.drafted()
        type(payment).objects.filter(pk=payment.pk).update(state=state, sent_at=payment.made_at,
                                                          finished_at=payment.made_at)  # fmt: skip
        assert anna.client.get(f"/payments/{payment.pk}/", follow=True).status_code == 200
