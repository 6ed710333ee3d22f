"""Freezing by one press, unfreezing by a code: by URL, for cards in every state."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.recovery.cooling import cool
from cards.authorization.asked import Asked
from cards.authorization.gathering import foresee
from cards.models import Card
from homebank.lib import clock
from tests.accounts.pages import Browser, texts, words
from tests.cards.settings.switching import at, at_home, confirm, events, fresh, press
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
PURCHASE = Asked(operation="purchase", amount_minor=100_00)


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Browser:
    return at_home(anna)


@pytest.mark.requirement("CRD-09", "freeze and unfreeze")
def test_one_press_freezes_and_no_operation_passes(anna: Person, her: Browser) -> None:
    assert foresee(card=fresh(anna), asked=PURCHASE).is_approved
    assert press(her, "freeze", anna).url == at("settings", anna)
    assert fresh(anna).state == "frozen"
    assert foresee(card=fresh(anna), asked=PURCHASE).reason == "frozen"


@pytest.mark.requirement("CRD-09", "freeze and unfreeze")
def test_a_code_unfreezes_and_operations_pass_again(anna: Person, her: Browser) -> None:
    press(her, "freeze", anna)
    page = press(her, "unfreeze", anna)
    assert fresh(anna).state == "frozen"
    assert confirm(her, anna, page).url == at("settings", anna)
    assert foresee(card=fresh(anna), asked=PURCHASE).is_approved


def test_a_wrong_code_unfreezes_nothing(anna: Person, her: Browser) -> None:
    press(her, "freeze", anna)
    page = press(her, "unfreeze", anna).url
    assert "does not match" in words(her.post(page, {"code": "000000"}))
    assert fresh(anna).state == "frozen"


def test_the_page_says_since_when_and_what_a_press_does(anna: Person, her: Browser) -> None:
    press(her, "freeze", anna)
    page = words(her.get(at("settings", anna)))
    assert f"Card *{anna.card.last4} is frozen. You can unfreeze it here at any time." in page
    assert "By you," in page
    assert "Unfreeze" in page


def test_each_switch_is_told_by_sms_and_on_record(anna: Person, her: Browser) -> None:
    press(her, "freeze", anna)
    confirm(her, anna, press(her, "unfreeze", anna))
    assert [len(texts(anna.phone, kind)) for kind in ("card-frozen", "card-unfrozen")] == [1, 1]
    assert events(anna, "card.frozen")[0].facts == {"way": "portal"}
    assert len(events(anna, "card.unfrozen")) == 1


def test_a_second_press_changes_nothing_and_tells_nobody(anna: Person, her: Browser) -> None:
    for _press in range(2):
        assert press(her, "freeze", anna).url == at("settings", anna)
    assert len(events(anna, "card.frozen")) == len(texts(anna.phone, "card-frozen")) == 1


@pytest.mark.parametrize(
    ("state", "told"),
    [("blocked", "Only a branch lifts the block"), ("closed", "The card is closed"),
     ("waits", "not handed over yet")],
)  # fmt: skip
@pytest.mark.parametrize("switch", ["freeze", "unfreeze"])
def test_what_does_not_work_is_neither_frozen_nor_unfrozen(
    anna: Person, her: Browser, state: str, told: str, switch: str
) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    press(her, switch, anna)
    assert told in words(her.get(at("settings", anna)))
    assert fresh(anna).state == state


@pytest.mark.parametrize("switch", ["freeze", "unfreeze"])
def test_an_expired_card_is_told_to_have_expired(anna: Person, her: Browser, switch: str) -> None:
    Card.objects.filter(pk=anna.card.pk).update(expiry=clock.today() - timedelta(days=1))
    press(her, switch, anna)
    assert "The card has expired: nothing is paid with it" in words(her.get(at("settings", anna)))


def test_a_card_that_works_is_not_unfrozen(anna: Person, her: Browser) -> None:
    press(her, "unfreeze", anna)
    assert "not frozen" in words(her.get(at("settings", anna)))
    assert not texts(anna.phone, "unfreeze-card")


def test_who_recovered_access_unfreezes_nothing_for_a_day(anna: Person, her: Browser) -> None:
    press(her, "freeze", anna)
    cool(customer=anna.customer)
    press(her, "unfreeze", anna)
    assert "recovered lately" in words(her.get(at("settings", anna)))
    assert fresh(anna).state == "frozen"


def test_what_was_blocked_meanwhile_is_not_unfrozen_by_its_code(anna: Person, her: Browser) -> None:
    press(her, "freeze", anna)
    page = press(her, "unfreeze", anna)
    press(her, "block", anna, cause="stolen")
    confirm(her, anna, page)
    assert fresh(anna).state == "blocked"
    assert "Only a branch lifts the block" in words(her.get(at("settings", anna)))


@pytest.mark.parametrize("switch", ["freeze", "unfreeze", "block"])
def test_a_strangers_card_is_not_found(her: Browser, switch: str) -> None:
    ben = new_person()
    assert press(her, switch, ben, cause="lost").status_code == 404
    assert fresh(ben).state == "active"


@pytest.mark.parametrize("switch", ["freeze", "unfreeze", "block", "alerts", "alerts-off"])
def test_who_is_not_signed_in_switches_nothing(anna: Person, switch: str) -> None:
    answer = press(Browser(), switch, anna, cause="lost")
    assert answer.url.startswith(reverse("accounts:sign-in"))
    assert fresh(anna).state == "active"


@pytest.mark.parametrize("switch", ["freeze", "unfreeze", "alerts-off"])
def test_looking_switches_nothing(anna: Person, her: Browser, switch: str) -> None:
    assert her.get(at(switch, anna)).status_code == 405
