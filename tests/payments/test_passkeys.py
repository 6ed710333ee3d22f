"""A payment signed by a passkey: this draft and no other, without an SMS that nobody asked for."""

import pytest

from payments.models import Payment
from payments.states import State
from tests.accounts.key import SoftKey, asks_passkey
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, kinds, new_payer, now, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def key_of(payer: Payer) -> SoftKey:
    """A passkey of the payer, in force."""
    key = SoftKey()
    key.in_force(payer.person.customer)
    return key


def page_of(payment: Payment) -> str:
    return f"/payments/{payment.pk}/confirmation/"


def waiting(payer: Payer) -> Payment:
    """A draft whose button to pay was pressed."""
    draft = payer.drafted()
    payer.client.post(f"/payments/{draft.pk}/code/")
    return draft


@pytest.mark.requirement("ACC-16", "passkeys")
def test_a_passkey_pays_and_no_sms_is_sent(anna: Payer) -> None:
    key, draft = key_of(anna), waiting(anna)
    page = anna.client.get(page_of(draft))
    assert "Send a code by SMS" in words(page.content.decode())
    anna.client.post(page_of(draft), {"passkey": key.sign(page)})
    assert now(draft).state == State.SENT
    assert not anna.messages("payment")
    assert "code-sent" not in kinds(now(draft))


def test_whoever_has_the_passkey_not_at_hand_pays_by_sms(anna: Payer) -> None:
    key_of(anna)
    draft = waiting(anna)
    anna.client.post(f"/payments/{draft.pk}/code/", {"sms": "1"})
    anna.confirm(draft, anna.code())
    assert now(draft).state == State.SENT


@pytest.mark.requirement("ACC-11", "code of another operation")
def test_the_answer_to_another_draft_pays_nothing(anna: Payer) -> None:
    key, one, other = key_of(anna), waiting(anna), waiting(anna)
    answer = key.sign(anna.client.get(page_of(one)))
    anna.client.get(page_of(other))
    said = words(anna.client.post(page_of(other), {"passkey": answer}).content.decode())
    assert "does not belong here" in said
    assert "Tries left: 4." in said
    assert now(other).state == State.DRAFT
    anna.client.post(page_of(one), {"passkey": answer})
    assert now(one).state == State.SENT


def test_anothers_passkey_pays_nothing(anna: Payer) -> None:
    key_of(anna)
    mallorys, draft = key_of(new_payer()), waiting(anna)
    page = anna.client.get(page_of(draft))
    anna.client.post(page_of(draft), {"passkey": mallorys.sign(page)})
    assert now(draft).state == State.DRAFT


def test_an_answer_that_paid_pays_nothing_again(anna: Payer) -> None:
    key, draft = key_of(anna), waiting(anna)
    answer = key.sign(anna.client.get(page_of(draft)))
    for _ in range(3):
        assert anna.client.post(page_of(draft), {"passkey": answer}).status_code == 302
    assert kinds(now(draft)).count("held") == 1


@pytest.mark.parametrize("answer", ["{", "[" * 8000, "\x00", "x" * 9000], ids=range(4))
def test_no_answer_at_all_costs_no_try(anna: Payer, answer: str) -> None:
    key_of(anna)
    draft = waiting(anna)
    page = anna.client.post(page_of(draft), {"passkey": answer})
    assert "is no answer of a passkey" in words(page.content.decode())
    assert "Tries left: 5." in words(page.content.decode())


def test_five_wrong_answers_cancel_the_payment(anna: Payer) -> None:
    key, draft = key_of(anna), waiting(anna)
    for _ in range(5):
        page = anna.client.get(page_of(draft))
        anna.client.post(page_of(draft), {"passkey": SoftKey(id=key.id).sign(page)})
    assert now(draft).state == State.REFUSED


def test_who_has_no_passkey_is_asked_for_none(anna: Payer) -> None:
    draft = waiting(anna)
    assert not asks_passkey(anna.client.get(page_of(draft)))
    assert len(anna.messages("payment")) == 1


def test_a_recovery_code_pays_nothing(anna: Payer) -> None:
    draft = waiting(anna)
    posted = {"recovery_code": "BCDF-GHJK-LMNP", "code": "BCDF-GHJK-LMNP"}
    assert anna.client.post(page_of(draft), posted).status_code == 200
    assert now(draft).state == State.DRAFT
