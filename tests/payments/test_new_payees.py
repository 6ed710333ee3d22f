"""After access was recovered nobody new is paid for a day; those paid before are."""

from datetime import timedelta

import pytest

from accounts.models import Customer
from accounts.recovery.cooling import cool
from homebank.lib import clock
from payments.models import Payment
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, new_payer, now, ordinary_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def cooled(payer: Payer) -> None:
    cool(customer=Customer.objects.get(pk=payer.person.customer.pk))


@pytest.mark.requirement("ACC-07", "cool-off on new payees")
def test_a_new_payee_waits_and_is_told_until_when(anna: Payer) -> None:
    cooled(anna)
    page = anna.send().content.decode()
    assert "new payees wait after access was changed" in page
    assert not Payment.objects.filter(customer=anna.person.customer).exists()


def test_who_was_paid_before_is_paid(anna: Payer) -> None:
    account = ordinary_account()
    anna.done(account=account)
    cooled(anna)
    assert now(anna.done(account=account)).state == "done"


def test_a_draft_from_before_is_not_signed_either(anna: Payer) -> None:
    draft = anna.drafted()
    cooled(anna)
    anna.client.post(f"/payments/{draft.pk}/code/")
    assert now(draft).confirmation is None
    assert anna.messages("payment") == []


def test_the_wait_ends_after_a_day(anna: Payer) -> None:
    cooled(anna)
    with clock.moved(timedelta(hours=24, minutes=1)):
        assert anna.send().status_code == 302


def test_a_large_payment_waits_even_to_who_was_paid_before(anna: Payer) -> None:
    account = ordinary_account()
    anna.done(account=account)
    cooled(anna)
    page = anna.send(account=account, amount="20001").content.decode()
    assert "payments are limited to" in page
    assert now(anna.done(account=account, amount="19000")).state == "done"
    assert "payments are limited to" in anna.send(account=account, amount="1001").content.decode()


def test_two_drafts_that_fit_alone_are_not_both_signed(anna: Payer) -> None:
    account = ordinary_account()
    anna.done(account=account)
    cooled(anna)
    drafts = [anna.drafted(account=account, amount="15000") for _ in range(2)]
    codes = [anna.ask_code(draft) for draft in drafts]
    for draft, code in zip(drafts, codes, strict=True):
        anna.confirm(draft, code)
    assert [now(draft).state for draft in drafts] == ["sent", "draft"]
