"""A payment while the trusted number, or its SIM, changes (ACC-08)."""

import pytest

from accounts.models import Customer, User
from payments.states import State
from tests.accounts.pages import words
from tests.accounts.staff import at_the_desk, change_number, opened, page
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, new_payer, now
from tests.people import signed_in

pytestmark = pytest.mark.django_db
NEW = "+77012223355"


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def mark_sim(payer: Payer, **how: str) -> None:
    branch, _user = at_the_desk("branch")
    said = {"reason": "the operator called", **how}
    opened(branch, payer.person).post(page(payer.person, "sim"), said)


def in_again(payer: Payer) -> None:
    """The change ended every visit: sign in anew, as who has the new number."""
    payer.person.user = User.objects.select_related("customer").get(customer=payer.person.customer)
    payer.client = signed_in(payer.person)
    payer.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.mark.requirement("ACC-08", "only target of codes")
def test_a_code_of_the_old_number_signs_no_payment(anna: Payer) -> None:
    draft, account = anna.drafted(), anna.balance
    code = anna.ask_code(draft)
    change_number(anna.person, NEW)
    in_again(anna)  # with all factors, and still the old code
    answer = anna.client.post(f"/payments/{draft.pk}/confirmation/", {"code": code})
    assert answer.status_code == 200
    assert now(draft).state == State.DRAFT
    assert anna.balance == account


def test_after_the_change_nobody_new_is_paid_for_a_day(anna: Payer) -> None:
    change_number(anna.person, NEW)
    in_again(anna)
    assert "new payees wait after access was changed" in words(anna.send())


def test_while_codes_are_stopped_none_goes_out_and_the_draft_waits(anna: Payer) -> None:
    draft, had = anna.drafted(), len(anna.messages("payment"))
    mark_sim(anna)
    shown = anna.client.post(f"/payments/{draft.pk}/code/", follow=True)
    assert "7111" in words(shown)
    assert len(anna.messages("payment")) == had
    mark_sim(anna, clear="1")
    assert Customer.objects.get(pk=anna.person.customer.pk).sim_changed_at is None
    anna.confirm(draft, anna.ask_code(draft))
    assert now(draft).state == State.SENT


def test_a_draft_whose_code_was_voided_gets_another(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    mark_sim(anna)
    mark_sim(anna, clear="1")
    anna.confirm(draft, code)
    assert now(draft).state == State.DRAFT
    anna.confirm(draft, anna.ask_code(draft))
    assert now(draft).state == State.SENT
