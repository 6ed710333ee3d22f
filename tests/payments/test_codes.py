"""The code of a payment: bound to it, counted, resent, and dead when the draft changes."""

import re
from datetime import timedelta

import pytest

from homebank.lib import clock
from homebank.lib.money import Money
from payments.models import Payment
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, new_payer, now, words

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.mark.requirement("ACC-11", "wrong, late or reused code")
def test_a_wrong_code_pays_nothing_and_tells_how_many_tries_are_left(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    said = words(anna.confirm(draft, wrong(code)).content.decode())
    assert "That code does not match." in said
    assert "Tries left: 4." in said
    assert now(draft).state == State.DRAFT


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00", "9" * 999])
def test_what_is_no_code_is_told_and_not_counted(anna: Payer, typed: str) -> None:
    draft = anna.drafted()
    anna.ask_code(draft)
    answer = anna.confirm(draft, typed)
    assert answer.status_code == 200
    assert "Tries left: 5." in words(answer.content.decode())


def test_what_was_typed_as_a_code_is_not_sent_back(anna: Payer) -> None:
    draft = anna.drafted()
    typed = wrong(anna.ask_code(draft))
    page = anna.confirm(draft, typed).content.decode()
    assert not re.search(rf"(?<![\w-]){typed}(?![\w-])", page)  # ids and tokens hold any digits


def test_blanks_and_dashes_in_a_code_do_not_matter(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    anna.confirm(draft, f" {code[:3]} - {code[3:]} ")
    assert now(draft).state == State.SENT


@pytest.mark.requirement("ACC-11", "code of another operation")
def test_the_code_of_another_payment_is_refused(anna: Payer) -> None:
    other, draft = anna.drafted(), anna.drafted(amount="300")
    code_of_other = anna.ask_code(other)
    anna.client.post(f"/payments/{draft.pk}/code/")
    said = words(anna.confirm(draft, code_of_other).content.decode())
    assert "That code does not match." in said
    assert anna.balance.held == Money(0)


@pytest.mark.parametrize(
    "change", [{"amount_minor": 150_001}, {"fee_minor": 3_501}, {"account": "+77010000000"}]
)
def test_a_changed_draft_is_not_what_the_code_confirms(
    anna: Payer, change: dict[str, object]
) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    Payment.objects.filter(pk=draft.pk).update(**change)
    said = words(anna.confirm(draft, code).content.decode())
    assert "Nothing waits for this code any more." in said
    assert anna.balance.held == Money(0)


def test_five_wrong_codes_cancel_the_payment_for_nothing(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    for _ in range(5):
        anna.confirm(draft, wrong(code))
    said = anna.text(draft)
    assert "No tries are left" in said
    assert "The payment is cancelled" in said
    anna.confirm(draft, code)
    assert now(draft).state == State.REFUSED


@pytest.mark.requirement("ACC-11", "wrong, late or reused code")
def test_a_code_lives_five_minutes(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    with clock.moved(5 * MINUTE):
        said = words(anna.confirm(draft, code).content.decode())
    assert "This code has expired. Ask for a new one." in said
    assert now(draft).state == State.DRAFT


def test_a_new_code_waits_for_its_time_and_the_old_one_stays_good(anna: Payer) -> None:
    draft = anna.drafted()
    first = anna.ask_code(draft)
    answer = anna.client.post(f"/payments/{draft.pk}/code/", follow=True)
    assert "A new code can be sent after" in words(answer.content.decode())
    with clock.moved(MINUTE):
        anna.client.post(f"/payments/{draft.pk}/code/")
        assert len(anna.messages("payment")) == 2
        anna.confirm(draft, first)
    assert now(draft).state == State.SENT


def test_three_codes_are_sent_for_a_payment_at_most(anna: Payer) -> None:
    draft = anna.drafted()
    for minutes in range(5):
        with clock.moved(minutes * MINUTE):
            anna.client.post(f"/payments/{draft.pk}/code/")
    assert len(anna.messages("payment")) == 3


@pytest.mark.requirement("ACC-11", "wrong, late or reused code")
def test_a_used_code_pays_once(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    first, again = anna.confirm(draft, code), anna.confirm(draft, code)
    assert first.headers["Location"] == again.headers["Location"] == f"/payments/{draft.pk}/"
    assert anna.balance.held == draft.total


def test_refusing_kills_the_code(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    anna.client.post(f"/payments/{draft.pk}/refusal/")
    anna.confirm(draft, code)
    assert now(draft).state == State.REFUSED
    assert anna.balance.held == Money(0)


def test_a_code_before_any_was_sent_leads_back_with_a_sentence(anna: Payer) -> None:
    draft = anna.drafted()
    anna.confirm(draft, "123456")
    assert "No code has been sent for this payment." in anna.text(draft)


def test_the_page_says_where_the_code_went_and_what_to_compare(anna: Payer) -> None:
    draft = anna.drafted()
    anna.ask_code(draft)
    said = anna.text(draft, "confirmation/")
    assert anna.person.customer.masked_phone.replace("\u00a0", " ") in said
    assert anna.person.phone[-9:] not in said.replace(" ", "")
    assert "the amount ₸1,535.00 and the payee Beeline" in said
    assert "A new code can be asked for at" in said
