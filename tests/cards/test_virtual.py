"""A virtual card on demand, and offered at the end of registration (CRD-10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.models import SmsDevice, User
from accounts.recovery.cooling import cool
from cards.limits import standing_of
from cards.models import Card
from cards.virtual import MOST, MOST_A_DAY
from homebank.lib import clock
from ledger.models import Account
from notifications.models import Event
from tests.accounts.cardless import PASSWORD, newcomer
from tests.accounts.pages import Browser, facts, newest_code, texts, words
from tests.cards.changing import confirmed, second_card, visit_of
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
PAGE = "/cards/virtual/"


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Browser:
    return visit_of(anna)


def ask(client: Browser, account: Any) -> Any:
    return client.post(PAGE, {"account": str(account)})


def get_one(client: Browser, person: Person) -> Any:
    return confirmed(client, person, ask(client, person.card.account_id))


def virtual_cards(person: Person) -> list[Card]:
    return list(Card.objects.of(person.customer).filter(kind="virtual"))


@pytest.mark.requirement("CRD-10", "on order")
def test_a_virtual_card_is_issued_after_its_code_and_shown_at_once(
    anna: Person, her: Browser
) -> None:
    page = get_one(her, anna)
    [card] = virtual_cards(anna)
    assert page.redirect_chain[-1][0] == "/my/"
    assert "The virtual card is issued" in words(page)
    assert reverse("cards:card", args=[card.pk]) in page.content.decode()
    assert (card.account_id, card.state) == (anna.card.account_id, "active")


@pytest.mark.requirement("CRD-05", "closed on a new card")
def test_it_cannot_pay_on_the_internet_until_that_is_opened(anna: Person, her: Browser) -> None:
    get_one(her, anna)
    [card] = virtual_cards(anna)
    assert not standing_of(card=card, kind="internet").is_open


def test_it_is_told_by_sms_and_on_record(anna: Person, her: Browser) -> None:
    get_one(her, anna)
    [card] = virtual_cards(anna)
    [text] = texts(anna.phone, "virtual-card-issued")
    assert card.last4 in text
    assert card.number not in text
    assert Event.objects.filter(kind="card.issued", subject=card.pk).count() == 1


def test_however_often_the_code_is_sent_one_card_is_issued(anna: Person, her: Browser) -> None:
    asked = ask(her, anna.card.account_id)
    confirmed(her, anna, asked)
    for _again in range(2):
        assert her.post(asked.url, {"code": "000000"}).url == "/my/"
    assert len(virtual_cards(anna)) == 1


def test_two_windows_issue_one_card(anna: Person, her: Browser) -> None:
    first = ask(her, anna.card.account_id)
    second = ask(her, anna.card.account_id)
    confirmed(her, anna, second)
    assert "confirms nothing" in words(her.get(first.url))
    assert len(virtual_cards(anna)) == 1


def test_it_is_issued_over_the_account_of_choice(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    page = her.get(PAGE).content.decode()
    assert f'value="{other.account_id}"' in page
    confirmed(her, anna, ask(her, other.account_id))
    assert virtual_cards(anna)[0].account_id == other.account_id


@pytest.mark.parametrize("which", ["another's", "nothing", "no number", "the bank's"])
def test_only_an_own_account_may_be_chosen(anna: Person, her: Browser, which: str) -> None:
    typed = {
        "another's": new_person().card.account_id, "nothing": "", "no number": "' OR 1=1",
        "the bank's": Account.objects.filter(owner=None).values_list("pk", flat=True).first(),
    }[which]  # fmt: skip
    answer = ask(her, typed)
    assert answer.status_code == 200
    assert "Choose one of your accounts" in words(answer)
    assert not virtual_cards(anna)


def test_no_more_than_so_many_live_at_a_time(anna: Person, her: Browser) -> None:
    for _each in range(MOST):
        get_one(her, anna)
    assert f"as many virtual cards as the bank issues: {MOST}" in words(her.get(PAGE))
    assert "as many virtual cards" in words(ask(her, anna.card.account_id))
    assert len(virtual_cards(anna)) == MOST


def test_no_more_than_so_many_are_issued_in_a_day(anna: Person, her: Browser) -> None:
    for _each in range(MOST_A_DAY):
        get_one(her, anna)
    end(virtual_cards(anna)[0])
    assert f"in the last 24 hours: {MOST_A_DAY}" in words(ask(her, anna.card.account_id))
    with clock.moved(timedelta(hours=25)):
        get_one(visit_of(anna), anna)
    assert len(virtual_cards(anna)) == MOST_A_DAY + 1


def test_while_access_cools_new_cards_wait(anna: Person, her: Browser) -> None:
    cool(customer=anna.customer)
    assert "For your safety new cards wait" in words(her.get(PAGE))
    assert "For your safety new cards wait" in words(ask(her, anna.card.account_id))
    assert not virtual_cards(anna)


def test_who_cools_since_the_code_was_sent_gets_none(anna: Person, her: Browser) -> None:
    asked = ask(her, anna.card.account_id)
    cool(customer=anna.customer)
    assert "For your safety new cards wait" in words(confirmed(her, anna, asked))
    assert not virtual_cards(anna)


def test_who_has_no_card_any_more_gets_one_over_an_account_of_theirs(anna: Person) -> None:
    end(anna.card)
    her = visit_of(anna)
    get_one(her, anna)
    assert virtual_cards(anna)[0].account_id == anna.card.account_id


@pytest.mark.requirement("CRD-10", "at the end of registration")
def test_the_end_of_registration_with_a_card_offers_one(anna: Person) -> None:
    ben, browser = new_person(registered=False), Browser(headers={"accept-language": "en"})
    browser.post("/register/", facts(ben))
    browser.post("/register/code/", {"code": newest_code(ben.phone)})
    twice = {"password": PASSWORD, "again": PASSWORD}
    page = browser.post("/register/password/", twice, follow=True)
    assert "A virtual card for the internet" in words(page)
    assert f'href="{PAGE}"' in page.content.decode()


def test_who_registered_without_a_card_is_asked_to_come_first() -> None:
    client = without_a_card()
    assert "Come to a branch with your identity card" in words(client.get(PAGE))
    assert "Come to a branch with your identity card" in words(client.post(PAGE))


def test_a_stranger_is_sent_to_sign_in() -> None:
    assert Browser().get(PAGE).url == "/sign-in/?next=/cards/virtual/"
    assert Browser().post(PAGE, {"account": "1"}).url.startswith("/sign-in/")


def test_the_page_tells_the_price_before(her: Browser) -> None:
    page = words(her.get(PAGE))
    assert "No line of the tariff has a fee for it" in page
    assert "closed, until you open it in its limits" in page


def without_a_card() -> Browser:
    """A visit of somebody who registered without a card."""
    user = User.objects.get(customer=newcomer())
    client = Browser(headers={"accept-language": "en"})
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = SmsDevice.objects.get(user=user).persistent_id
    session.save()
    return client


def end(card: Card) -> None:
    """The card is closed, as its owner confirmed; money stays with the other cards."""
    Card.objects.filter(pk=card.pk).update(state=Card.State.CLOSED)
