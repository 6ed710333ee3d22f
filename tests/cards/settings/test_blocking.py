"""Blocking: asked once more, red, for a cause, and lifted at a branch only."""

import pytest

from cards.models import Card
from tests.accounts.pages import Browser, texts, words
from tests.cards.settings.switching import at, at_home, events, fresh, press
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Browser:
    return at_home(anna)


@pytest.mark.requirement("CRD-09", "block with a reason")
@pytest.mark.parametrize("cause", ["lost", "stolen", "kept-by-atm", "unauthorised"])
@pytest.mark.parametrize("state", ["active", "frozen"])
def test_a_card_is_blocked_for_what_happened(
    anna: Person, her: Browser, cause: str, state: str
) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    assert press(her, "block", anna, cause=cause).url == at("blocked", anna)
    assert (fresh(anna).state, fresh(anna).blocked_for) == ("blocked", cause)
    assert events(anna, "card.blocked")[0].facts == {"reason": cause}
    assert len(texts(anna.phone, "card-blocked")) == 1


@pytest.mark.requirement("CRD-09", "lifted at a branch only")
def test_the_pages_say_before_and_after_where_it_is_lifted(anna: Person, her: Browser) -> None:
    for name in ("settings", "block"):
        page = her.get(at(name, anna))
        assert "nly a branch" in words(page)
    assert 'href="/branches/"' in page.content.decode()
    press(her, "block", anna, cause="lost")
    page = her.get(at("blocked", anna))
    assert "Only a branch lifts the block" in words(page)
    assert 'href="/branches/"' in page.content.decode()


@pytest.mark.requirement("CRD-09", "lifted at a branch only")
def test_nothing_here_lifts_a_block(anna: Person, her: Browser) -> None:
    press(her, "block", anna, cause="lost")
    for switch in ("freeze", "unfreeze", "reveal", "alerts"):
        press(her, switch, anna, fee="20000")
    assert fresh(anna).state == "blocked"
    assert not texts(anna.phone, "unfreeze-card")


@pytest.mark.parametrize("typed", [{}, {"cause": ""}, {"cause": "bored"}, {"cause": "lost\0"}])
def test_without_a_cause_nothing_is_blocked(
    anna: Person, her: Browser, typed: dict[str, str]
) -> None:
    page = press(her, "block", anna, **typed)
    assert "Choose what happened" in words(page)
    assert fresh(anna).state == "active"


def test_a_second_block_keeps_the_first_cause(anna: Person, her: Browser) -> None:
    press(her, "block", anna, cause="lost")
    assert press(her, "block", anna, cause="stolen").url == at("blocked", anna)
    assert fresh(anna).blocked_for == "lost"
    assert len(texts(anna.phone, "card-blocked")) == 1


@pytest.mark.parametrize("cause", ["unauthorised", "lost"])
def test_the_page_after_says_what_now(anna: Person, her: Browser, cause: str) -> None:
    press(her, "block", anna, cause=cause)
    page = words(her.get(at("blocked", anna)))
    assert ("Dispute what you did not do" in page) is (cause == "unauthorised")


def test_the_page_after_is_for_blocked_cards_only(anna: Person, her: Browser) -> None:
    assert her.get(at("blocked", anna)).url == at("settings", anna)


def test_a_closed_card_cannot_be_blocked(anna: Person, her: Browser) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state="closed")
    press(her, "block", anna, cause="lost")
    assert "The card is closed" in words(her.get(at("settings", anna)))
    assert fresh(anna).state == "closed"
