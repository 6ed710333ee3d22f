"""SMS alerts by URL: the fee before the code, one fee an account, off at any time."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cards.alerts.switching import hand_on_alerts, turn_off_alerts
from cards.alerts.telling import is_told_of
from cards.issuing import issue_card
from cards.models import Card
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import balance_of
from tests.accounts.pages import Browser, texts, words
from tests.cards.settings.alerting import FEE, charged, fees_in_the_book, service, switch_on
from tests.cards.settings.switching import at, at_home, confirm, events, press
from tests.people import FIFTY_THOUSAND, Person, give, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Browser:
    return at_home(anna)


def switched_on(her: Browser, anna: Person) -> Any:
    return confirm(her, anna, press(her, "alerts", anna, fee=str(FEE.minor)))


def second_card(anna: Person) -> Person:
    """Another card over the same account."""
    card = issue_card(customer=anna.customer, account=anna.card.account, kind="virtual")
    return Person(anna.customer, card, anna.phone)


@pytest.mark.requirement("CRD-08", "on or off per card")
def test_a_code_switches_them_on_for_the_fee_that_was_told(anna: Person, her: Browser) -> None:
    page = words(her.get(at("alerts", anna)))
    for told in ("Line 30.1 of tariff VI", "Switch on for ₸200 a month"):
        assert told in page
    assert switched_on(her, anna).url == at("settings", anna)
    assert is_told_of(anna.card)
    assert balance_of(anna.card.account_id).available == FIFTY_THOUSAND - FEE


def test_before_the_code_nothing_is_charged(anna: Person, her: Browser) -> None:
    waits = press(her, "alerts", anna, fee=str(FEE.minor))
    assert "₸200 a month" in words(her.get(waits.url))
    assert not is_told_of(anna.card)
    assert fees_in_the_book(anna) == []


@pytest.mark.requirement("CRD-08", "on or off per card")
def test_they_are_switched_off_without_a_code(anna: Person, her: Browser) -> None:
    switched_on(her, anna)
    assert press(her, "alerts-off", anna).url == at("settings", anna)
    assert not is_told_of(anna.card)
    assert service(anna).state == "off"
    page = words(her.get(at("settings", anna)))
    assert "No more fees are taken" in page
    assert "until then switching on costs nothing" in page


def test_off_twice_is_off_once(anna: Person, her: Browser) -> None:
    switched_on(her, anna)
    for _press in range(2):
        press(her, "alerts-off", anna)
    assert len(events(anna, "card.alerts-off")) == len(texts(anna.phone, "alerts-off")) == 1


@pytest.mark.requirement("CRD-08", "one fee per card account")
def test_a_second_card_of_the_account_pays_nothing_more(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    switched_on(her, anna)
    assert "now it costs nothing" in words(her.get(at("alerts", other)))
    switched_on(her, other)
    assert is_told_of(other.card)
    assert fees_in_the_book(anna) == [FEE.minor]


def test_the_service_goes_on_while_one_card_has_it(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    switched_on(her, anna)
    switched_on(her, other)
    press(her, "alerts-off", anna)
    assert (is_told_of(anna.card), is_told_of(other.card)) == (False, True)
    assert service(anna).state == "on"


def test_on_again_within_a_paid_month_costs_nothing(anna: Person, her: Browser) -> None:
    switched_on(her, anna)
    due = service(anna).due_on
    press(her, "alerts-off", anna)
    switched_on(her, anna)
    assert fees_in_the_book(anna) == [FEE.minor]
    assert service(anna).due_on == due


def test_without_money_nothing_is_switched_on(anna: Person) -> None:
    poor = new_person(balance=Money(199_99), language="en")
    his = at_home(poor)
    page = switched_on(his, poor)
    assert page.url == at("settings", poor)
    assert "Nothing was taken" in words(his.get(page.url))
    assert not is_told_of(poor.card)
    assert charged(poor) == []


def test_a_fee_that_is_not_the_tariffs_is_told_anew(anna: Person, her: Browser) -> None:
    for fee in ("", "0", "19999", "-1", "x", "9" * 30, "20000\0"):
        page = press(her, "alerts", anna, fee=fee)
        assert "cost ₸200.00 a month" in words(her.get(page.url, follow=True)), fee
    assert not texts(anna.phone, "sms-alerts")


def test_the_movement_has_a_name(anna: Person, her: Browser) -> None:
    switched_on(her, anna)
    assert "SMS alerts, a month" in words(her.get(reverse("cards:card", args=[anna.card.pk])))


def test_the_page_tells_until_when_it_is_paid(anna: Person, her: Browser) -> None:
    switched_on(her, anna)
    assert "The next fee is taken on" in words(her.get(at("settings", anna)))
    assert her.get(at("alerts", anna)).url == at("settings", anna)  # there is nothing to buy


@pytest.mark.parametrize("state", ["blocked", "closed", "waits"])
def test_a_card_that_does_not_work_gets_none(anna: Person, her: Browser, state: str) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    assert press(her, "alerts", anna, fee=str(FEE.minor)).url == at("settings", anna)
    assert not texts(anna.phone, "sms-alerts")


def test_a_card_blocked_before_its_code_gets_none(anna: Person, her: Browser) -> None:
    page = press(her, "alerts", anna, fee=str(FEE.minor))
    press(her, "block", anna, cause="lost")
    confirm(her, anna, page)
    assert fees_in_the_book(anna) == []


def test_of_two_windows_the_second_costs_nothing(anna: Person, her: Browser) -> None:
    first = press(her, "alerts", anna, fee=str(FEE.minor))
    confirm(her, anna, first)
    with clock.moved(timedelta(minutes=1)):
        press(her, "alerts", anna, fee=str(FEE.minor))
        her.post(first.url, {"code": "123456"})
    assert fees_in_the_book(anna) == [FEE.minor]


def test_a_strangers_card_is_not_found(her: Browser) -> None:
    ben = new_person()
    for name in ("alerts", "alerts-off"):
        assert press(her, name, ben, fee=str(FEE.minor)).status_code == 404
    assert her.get(at("alerts", ben)).status_code == 404


def test_a_reissued_card_keeps_them(anna: Person) -> None:
    switch_on(anna)
    new = second_card(anna)
    hand_on_alerts(former=anna.card, card=new.card)
    assert (is_told_of(anna.card), is_told_of(new.card)) == (False, True)
    assert not turn_off_alerts(card=anna.card)


def test_money_that_came_later_is_not_owed(anna: Person) -> None:
    switch_on(anna)
    give(anna.card, Money(1_00))
    assert fees_in_the_book(anna) == [FEE.minor]
