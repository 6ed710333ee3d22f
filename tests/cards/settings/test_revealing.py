"""Number, expiry and CVV: for 60 seconds, after a code, in one visit, and nowhere else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from accounts.limits import CARD_REVEALS
from accounts.models import Deed
from accounts.recovery.cooling import cool
from cards.checks import no_cvv_goes_by_sms
from cards.issuing import issue_card
from cards.models import Card
from cards.revealing import in_fours
from homebank.lib import clock
from notifications.models import Sms
from tests.accounts.pages import Browser, texts, words
from tests.cards.settings.switching import at, confirm, events, fresh, press, visiting
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Browser:
    return visiting(anna)


def released(her: Browser, anna: Person) -> Any:
    """The page that follows the code."""
    answer = confirm(her, anna, press(her, "reveal", anna))
    assert answer.url == at("reveal", anna)
    return her.get(answer.url)


def shows(page: Any, anna: Person) -> bool:
    return in_fours(anna.number) in page.content.decode()


@pytest.mark.requirement("CRD-02", "revealed for 60 seconds after a code")
def test_after_a_code_the_page_shows_all_that_stands_on_the_card(
    anna: Person, her: Browser
) -> None:
    page = released(her, anna).content.decode()
    assert in_fours(anna.number) in page
    assert f">{anna.cvv}</span>" in page
    assert f">{anna.expiry}</span>" in page


@pytest.mark.requirement("CRD-02", "revealed for 60 seconds after a code")
def test_after_sixty_seconds_it_is_covered(anna: Person, her: Browser) -> None:
    assert shows(released(her, anna), anna)
    with clock.moved(timedelta(seconds=61)):
        assert not shows(her.get(at("reveal", anna)), anna)


@pytest.mark.requirement("CRD-02", "all details")
def test_before_a_code_no_page_has_the_number(anna: Person, her: Browser) -> None:
    waits = press(her, "reveal", anna)
    for address in (at("about", anna), at("reveal", anna), at("settings", anna), waits.url):
        page = her.get(address).content.decode()
        assert in_fours(anna.number) not in page
        assert anna.number not in page


def test_no_cache_keeps_it_and_the_browser_leaves_by_itself(anna: Person, her: Browser) -> None:
    page = released(her, anna)
    assert page["Cache-Control"] == "no-store"
    seconds, address = page["Refresh"].split(";url=")
    assert 1 <= int(seconds) <= 60
    assert address == at("about", anna)
    assert her.get(address).status_code == 200


def test_the_script_counts_down_and_nothing_of_the_card_stands_in_it(
    anna: Person, her: Browser
) -> None:
    page = released(her, anna).content.decode()
    assert "js/reveal" in page
    assert anna.number not in page  # what a button copies is taken from what is seen


def test_another_visit_of_the_same_customer_sees_nothing(anna: Person, her: Browser) -> None:
    elsewhere = visiting(anna, minutes=1, network=6)
    assert shows(released(her, anna), anna)
    assert not shows(elsewhere.get(at("reveal", anna)), anna)


def test_a_code_for_one_card_shows_no_other(anna: Person, her: Browser) -> None:
    released(her, anna)
    other = Person(anna.customer, issue_card(customer=anna.customer), anna.phone)
    assert not shows(her.get(at("reveal", other)), other)


def test_each_look_is_on_record_and_told(anna: Person, her: Browser) -> None:
    released(her, anna)
    told = texts(anna.phone, "card-revealed")
    assert len(told) == len(events(anna, "card.revealed")) == 1
    assert anna.card.last4 in told[0]


@pytest.mark.requirement("CRD-02", "never by SMS unless a setting allows")
def test_no_message_session_event_or_deed_holds_it(anna: Person, her: Browser) -> None:
    released(her, anna)
    kept = [sms.text for sms in Sms.objects.filter(customer=anna.customer)]
    kept += [str(session.get_decoded()) for session in Session.objects.all()]
    kept += [str(event.facts) for event in events(anna, "card.revealed")]
    kept += [deed.facts for deed in Deed.objects.filter(customer=anna.customer)]
    for words_kept in kept:
        assert anna.number not in words_kept
        assert in_fours(anna.number) not in words_kept
        # A one-time code of six digits may begin with the same three.
        assert not re.match(rf"{anna.cvv}(?!\d)", words_kept)


@pytest.mark.requirement("CRD-02", "never by SMS unless a setting allows")
def test_by_sms_it_goes_only_where_the_setting_says_so(
    anna: Person, her: Browser, settings: Any
) -> None:
    released(her, anna)
    assert texts(anna.phone, "cvv") == []
    assert [check.id for check in no_cvv_goes_by_sms(None)] == []
    settings.CVV_BY_SMS = True
    with clock.moved(timedelta(minutes=1)):
        released(her, anna)
    assert texts(anna.phone, "cvv")[0].startswith(f"{anna.cvv}: CVV of card *{anna.card.last4}")
    assert [check.id for check in no_cvv_goes_by_sms(None)] == ["cards.W001"]


@pytest.mark.parametrize("state", ["blocked", "closed", "waits"])
def test_a_card_that_does_not_work_is_not_shown(anna: Person, her: Browser, state: str) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    assert press(her, "reveal", anna).url == at("about", anna)
    assert not texts(anna.phone, "show-card")


def test_a_frozen_card_is_shown_to_its_owner(anna: Person, her: Browser) -> None:
    press(her, "freeze", anna)
    assert shows(released(her, anna), anna)


def test_a_card_blocked_meanwhile_is_covered_at_once(anna: Person, her: Browser) -> None:
    released(her, anna)
    press(her, "block", anna, cause="stolen")
    assert not shows(her.get(at("reveal", anna)), anna)


def test_a_card_blocked_before_its_code_is_not_shown(anna: Person, her: Browser) -> None:
    page = press(her, "reveal", anna)
    press(her, "block", anna, cause="stolen")
    confirm(her, anna, page)
    assert not shows(her.get(at("reveal", anna)), anna)
    assert not events(anna, "card.revealed")


def test_who_recovered_access_sees_none_for_a_day(anna: Person, her: Browser) -> None:
    cool(customer=anna.customer)
    press(her, "reveal", anna)
    assert "recovered lately" in words(her.get(at("about", anna)))


def test_it_is_asked_for_ten_times_a_day(anna: Person, her: Browser) -> None:
    for _time in range(CARD_REVEALS.count):
        assert "/my/confirm/" in press(her, "reveal", anna).url
    assert press(her, "reveal", anna).url == at("about", anna)
    assert "asked for too often" in words(her.get(at("about", anna)))


def test_a_strangers_card_is_not_found(her: Browser) -> None:
    ben = new_person()
    assert her.get(at("reveal", ben)).status_code == 404
    assert press(her, "reveal", ben).status_code == 404
    assert fresh(ben).state == "active"
