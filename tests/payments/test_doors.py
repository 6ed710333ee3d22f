"""Each door of a payment: it works, refuses a stranger, refuses bad input, is limited."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cards.models import Card
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.posting import hold
from payments.models import Payment, Service
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import (
    Payer,
    browser,
    ending,
    kinds,
    new_payer,
    now,
    payment_of,
    words,
    worked,
)
from tests.people import give

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DOORS = ["", "code/", "confirmation/", "refusal/", "quote/", "receipt/"]


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


@pytest.fixture
def mallory(billers: Billers) -> Payer:
    return new_payer()


def new_browser(payer: Payer) -> Payer:
    """The same person, signed in anew: the visit before was idle for too long."""
    return Payer(payer.person, browser(payer.person))


@pytest.mark.requirement("PAY-01", "paying needs sign-in")
@pytest.mark.parametrize("path", ["services/beeline/pay/", "history/"])
def test_paying_and_looking_back_need_a_sign_in(path: str) -> None:
    answer = Client().get(f"/payments/{path}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in/?next=/payments/{path}"


@pytest.mark.parametrize("door", DOORS)
def test_a_payment_is_shown_to_nobody_who_is_not_signed_in(anna: Payer, door: str) -> None:
    draft = anna.drafted()
    address = f"/payments/{draft.pk}/{door}"
    assert Client().get(address).headers["Location"] == f"/sign-in/?next={address}"
    assert Client().post(address).status_code == (405 if door in {"", "receipt/"} else 302)
    assert now(draft).state == State.DRAFT


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strangers_payment_is_not_found(
    anna: Payer, mallory: Payer, door: str, method: str
) -> None:
    draft = anna.drafted()
    answer = getattr(mallory.client, method)(f"/payments/{draft.pk}/{door}", {"code": "123456"})
    expected = 404 if method == "get" or door not in {"", "receipt/"} else 405
    assert answer.status_code == expected
    assert now(draft).state == State.DRAFT


@pytest.mark.parametrize("door", DOORS)
def test_a_payment_that_never_was_is_not_found(anna: Payer, door: str) -> None:
    assert anna.client.get(f"/payments/{uuid4()}/{door}").status_code == 404


def test_a_strangers_card_is_no_choice(anna: Payer, mallory: Payer) -> None:
    answer = mallory.send(card=str(anna.person.card.pk))
    assert "Choose one of your cards from the list." in words(answer.content.decode())
    assert not Payment.objects.filter(customer=mallory.person.customer).exists()


@pytest.mark.parametrize("state", [Card.State.BLOCKED, Card.State.FROZEN, Card.State.CLOSED])
def test_a_card_that_does_not_work_is_not_offered(anna: Payer, state: Card.State) -> None:
    Card.objects.filter(pk=anna.person.card.pk).update(state=state)
    page = anna.client.get("/payments/services/beeline/pay/")
    assert "No card can pay now" in words(page.content.decode())
    assert anna.send().status_code == 200


def test_a_card_blocked_meanwhile_does_not_pay(anna: Payer) -> None:
    draft = anna.drafted()
    code = anna.ask_code(draft)
    Card.objects.filter(pk=anna.person.card.pk).update(state=Card.State.BLOCKED)
    assert "This card cannot pay now." in words(anna.confirm(draft, code).content.decode())
    assert anna.balance.held == Money(0)


def test_extra_fields_change_nothing(anna: Payer) -> None:
    draft = anna.drafted(state="done", fee_minor="0", customer=str(uuid4()), number="1")
    assert (draft.state, draft.fee) == (State.DRAFT, Money(3_500))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"account": ""}, "Write the mobile number in full"),
        ({"account": "8 727 258 53 34"}, "Write the mobile number in full"),
        ({"account": "7111"}, "Write the mobile number in full"),
        ({"account": "8701" + "1" * 500}, "Write the mobile number in full"),
        ({"account": "<script>"}, "Write the mobile number in full"),
        ({"amount": ""}, "Enter an amount, for example 1500"),
        ({"amount": "99,99"}, "The smallest payment here is ₸100."),
        ({"amount": "500000,01"}, "The largest payment here is ₸500,000."),
        ({"card": ""}, "Choose the card to pay from."),
        ({"card": "1 OR 1=1"}, "Choose one of your cards from the list."),
    ],
)
def test_bad_input_is_told_in_a_sentence(anna: Payer, typed: dict[str, str], said: str) -> None:
    answer = anna.send(**typed)
    assert answer.status_code == 200
    assert said in words(answer.content.decode())
    assert not Payment.objects.filter(customer=anna.person.customer).exists()


def test_what_was_typed_is_kept(anna: Payer) -> None:
    form = anna.send(amount="12x", account="8 701 555 00 11").context["form"]
    assert (form["amount"].value(), form["account"].value()) == ("12x", "8 701 555 00 11")


@pytest.mark.parametrize("typed", ["8 (701) 123-45-67", "+7 701 123 45 67", "7011234567"])
def test_a_number_is_read_as_people_write_it(anna: Payer, typed: str) -> None:
    assert anna.started(account=typed).account == "+77011234567"


def test_a_number_moved_to_another_operator_can_be_paid_there(anna: Payer) -> None:
    assert anna.started(service="tele2-altel", account="87011234567").state == State.CHECKING


@pytest.mark.parametrize("token", ["", "forged", "a:b", "\x00"])
def test_a_forged_form_gets_a_new_one_and_keeps_what_was_typed(anna: Payer, token: str) -> None:
    answer = anna.send(form=token, amount="4321")
    assert "This form was made for another page." in words(answer.content.decode())
    assert answer.context["form"]["amount"].value() == "4321"
    assert answer.context["token"] != token


def test_anothers_form_makes_no_payment(anna: Payer, mallory: Payer) -> None:
    stolen = anna.form()["form"]
    answer = mallory.send(form=stolen)
    assert "This form was made for another page." in words(answer.content.decode())
    assert not Payment.objects.filter(customer=mallory.person.customer).exists()


def test_a_form_of_another_service_makes_no_payment(anna: Payer) -> None:
    answer = anna.send("kcell", form=anna.form("beeline")["form"])
    assert "This form was made for another page." in words(answer.content.decode())


def test_a_form_lives_fifteen_minutes(anna: Payer) -> None:
    old = anna.form()["form"]
    with clock.moved(14 * MINUTE):
        assert anna.send(form=old).status_code == 302
    stale = anna.form()["form"]
    with clock.moved(16 * MINUTE):
        answer = new_browser(anna).send(form=stale)
    assert "This form was open too long." in words(answer.content.decode())


def test_a_form_sent_twice_finds_its_payment(anna: Payer) -> None:
    values = anna.form()
    first, again = anna.send(**values), anna.send(**values)
    assert payment_of(first) == payment_of(again)
    assert kinds(payment_of(first)) == ["asked"]


def test_a_form_sent_again_with_another_amount_is_refused(anna: Payer) -> None:
    values = anna.form()
    first = payment_of(anna.send(**values))
    answer = anna.client.post("/payments/services/beeline/pay/", {**values, "amount": "9000"})
    assert payment_of(answer) == first
    assert "already sent with other details" in anna.text(first)
    assert now(first).amount == Money(150_000)


def test_starting_payments_is_limited(anna: Payer) -> None:
    for _ in range(60):
        anna.started()
    assert "Too many payments were begun. Next try:" in words(anna.send().content.decode())
    with clock.moved(timedelta(hours=1)):
        later = new_browser(anna)
        assert later.send().status_code == 302


def test_a_closed_service_takes_no_payment(anna: Payer) -> None:
    values = anna.form()
    Service.objects.filter(key="beeline").update(is_open=False)
    assert anna.client.post("/payments/services/beeline/pay/", values).status_code == 404


def test_cancelling_while_the_biller_is_asked_is_free(anna: Payer) -> None:
    started = anna.started()
    assert "is checking the account" in anna.text(started)
    assert 'http-equiv="refresh" content="2"' in anna.page(started).content.decode()
    anna.client.post(f"/payments/{started.pk}/refusal/")
    assert "The payment is cancelled" in anna.text(started)


def test_a_sent_payment_is_not_cancelled(anna: Payer) -> None:
    sent = anna.sent()
    anna.client.post(f"/payments/{sent.pk}/refusal/")
    assert now(sent).state == State.SENT
    assert "The payment has moved on." in anna.text(sent)


def test_an_expired_price_is_asked_for_again(anna: Payer) -> None:
    draft = anna.drafted()
    code, old = anna.ask_code(draft), draft.quote
    with clock.moved(15 * MINUTE):
        visit = new_browser(anna)
        assert "The price has expired" in visit.text(draft)
        visit.confirm(draft, code)
        assert now(draft).state == State.DRAFT
        visit.client.post(f"/payments/{draft.pk}/quote/")
        renewed = worked(draft)
    assert renewed.state == State.DRAFT
    assert renewed.quote != old
    assert renewed.confirmation_id is None


def test_a_live_price_is_not_asked_for_again(anna: Payer) -> None:
    draft = anna.drafted()
    anna.client.post(f"/payments/{draft.pk}/quote/")
    assert now(draft).quote == draft.quote


@pytest.mark.parametrize("door", ["code/", "refusal/", "quote/"])
def test_a_deed_is_not_done_by_looking(anna: Payer, door: str) -> None:
    draft = anna.drafted()
    answer = anna.client.get(f"/payments/{draft.pk}/{door}")
    assert answer.headers["Location"] == f"/payments/{draft.pk}/"
    assert kinds(draft) == ["asked", "priced"]


@pytest.mark.parametrize("door", ["confirmation/", "receipt/"])
def test_a_step_too_early_leads_to_the_payments_page(anna: Payer, door: str) -> None:
    draft = anna.drafted()
    answer = anna.client.get(f"/payments/{draft.pk}/{door}")
    assert answer.headers["Location"] == f"/payments/{draft.pk}/"


@pytest.mark.parametrize("door", ["code/", "confirmation/", "quote/"])
def test_a_step_too_late_leads_to_the_payments_page(anna: Payer, door: str) -> None:
    done = anna.done()
    before = anna.balance
    answer = anna.client.post(f"/payments/{done.pk}/{door}", {"code": "000000"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/payments/{done.pk}/receipt/"
    assert anna.balance == before


def test_the_pages_of_a_check_that_failed_lead_back_to_it(anna: Payer) -> None:
    failed = anna.drafted(account=ending("0002"))
    for door in ("code/", "confirmation/", "quote/", "refusal/"):
        answer = anna.client.post(f"/payments/{failed.pk}/{door}", {"code": "1"})
        assert answer.headers["Location"] == f"/payments/{failed.pk}/"
    assert now(failed).state == State.FAILED


def test_without_enough_money_nothing_changes_and_both_sums_are_told(billers: Billers) -> None:
    poor = new_payer(balance=Money(153_500))
    draft = poor.drafted()
    code = poor.ask_code(draft)
    block(poor, Money(3_500))
    said = words(poor.confirm(draft, code).content.decode())
    assert "Not enough money: needed ₸1,535.00, available ₸1,500.00." in said
    assert now(draft).state == State.DRAFT
    assert kinds(draft) == ["asked", "priced", "code"]


def test_the_code_is_still_good_once_the_card_is_topped_up(billers: Billers) -> None:
    poor = new_payer(balance=Money(153_500))
    draft = poor.drafted()
    code = poor.ask_code(draft)
    block(poor, Money(3_500))
    poor.confirm(draft, code)
    give(poor.person.card, Money(3_500))
    poor.confirm(draft, code)
    assert now(draft).state == State.SENT


def block(payer: Payer, amount: Money) -> None:
    """Something else keeps a part of the card's money."""
    hold(
        hold_id=uuid7(), account_id=payer.person.card.account_id, amount=amount,
        kind="bill-payment", customer_id=payer.person.customer.pk, subject=uuid7(),
    )  # fmt: skip
